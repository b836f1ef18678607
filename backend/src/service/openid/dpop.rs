//! Proofs that a client holds the key that its tokens are bound to (DPoP, RFC 9449, O10).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation, decode, decode_header,
    jwk::{Jwk, ThumbprintHash},
};
use serde::Deserialize;
use serde_json::Value;
use url::Url;
use vestibule_shared::time::Timestamp;

use super::requests::once;
use crate::{
    app::problem::Problem,
    domain::openid::error::{ErrorCode, OauthError},
    service::context::Context,
    system::digest::digest,
};

/// The accepted signatures (FAPI 2.0 5.4).
const ALGORITHMS: [Algorithm; 3] = [Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA];
/// How old a proof may be, in seconds: the clocks of people's computers differ.
const OLDEST: i64 = 300;
/// How far ahead its clock may be, in seconds.
const AHEAD: i64 = 30;

/// The content of a proof (RFC 9449 4.2).
#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: i64,
    ath: Option<String>,
}

const fn wrong(why: &'static str) -> OauthError {
    OauthError::new(ErrorCode::InvalidDpopProof, why)
}

/// What a proof has to be about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The method of the request.
    pub method: &'a str,
    /// The path of the request.
    pub path: &'a str,
    /// The access token that is sent along.
    pub access_token: Option<&'a str>,
}

/// A right proof. It counts once: [`Proof::spend`] it before anything is given for it, and not
/// earlier, since everybody can make one.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The thumbprint of its key (RFC 7638).
    pub jkt: String,
    jti: String,
    until: Timestamp,
}

impl Proof {
    /// Notes the proof.
    ///
    /// # Errors
    /// In the result: `invalid_dpop_proof`, when it was used before.
    pub async fn spend(&self, cx: &Context) -> Result<Result<(), OauthError>, Problem> {
        let is_new = once(cx, ("dpop", &format!("{}|{}", self.jkt, self.jti)), self.until).await?;
        Ok(if is_new { Ok(()) } else { Err(wrong("the proof was used before")) })
    }
}

/// Verifies a proof.
///
/// # Errors
/// `invalid_dpop_proof`.
pub fn verify(cx: &Context, proof: &str, about: About<'_>) -> Result<Proof, OauthError> {
    let malformed = wrong("the proof is not a JWT of the type dpop+jwt with a public key");
    let header = decode_header(proof).map_err(|_| malformed)?;
    let key = header.jwk.filter(|_| header.typ.as_deref() == Some("dpop+jwt")).ok_or(malformed)?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(wrong("the algorithms of a proof are ES256, PS256 and EdDSA"));
    }
    if shows_private_key(proof) {
        return Err(wrong("the proof contains a private key"));
    }
    let claims = verified(proof, &key, header.alg).ok_or(wrong("the signature is wrong"))?;
    let seconds = cx.now.0 / 1000;
    if claims.iat < seconds - OLDEST || claims.iat > seconds + AHEAD {
        return Err(wrong("iat is not now"));
    }
    if claims.htm != about.method || !is_at(cx, &claims.htu, about.path) {
        return Err(wrong("htm and htu are not those of this request"));
    }
    if !(1..=256).contains(&claims.jti.len()) {
        return Err(wrong("jti has to have 1 to 256 bytes"));
    }
    if claims.ath != about.access_token.map(digest) {
        return Err(wrong("ath is not the digest of the access token"));
    }
    let jkt = key.thumbprint(ThumbprintHash::SHA256).map_err(|_| malformed)?;
    let until = Timestamp((claims.iat + OLDEST + 1) * 1000);
    Ok(Proof { jkt, jti: claims.jti, until })
}

fn verified(proof: &str, key: &Jwk, algorithm: Algorithm) -> Option<Claims> {
    let mut rules = Validation::new(algorithm);
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.required_spec_claims.clear();
    let key = DecodingKey::from_jwk(key).ok()?;
    Some(decode::<Claims>(proof, &key, &rules).ok()?.claims)
}

/// Whether the header carries a private or a symmetric key: what is read of it has no such parts.
fn shows_private_key(proof: &str) -> bool {
    let header = proof.split('.').next().and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let header = header.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    header.is_none_or(|header| header["jwk"].get("d").is_some() || header["jwk"]["kty"] == "oct")
}

/// Whether an address is that of an endpoint; query and fragment do not count (RFC 9449 4.3).
fn is_at(cx: &Context, htu: &str, path: &str) -> bool {
    let plain = |text: &str| {
        let mut url = Url::parse(text).ok()?;
        url.set_query(None);
        url.set_fragment(None);
        Some(url)
    };
    let own = plain(&format!("{}{path}", cx.app.issuer()));
    own.is_some() && plain(htu) == own
}
