//! Exchanges a code for claims: the token endpoint, the ID token, and the user info where the token
//! lacks something.

use std::collections::HashSet;

use jsonwebtoken::{
    Algorithm, DecodingKey, Header, Validation, decode, decode_header,
    jwk::{JwkSet, PublicKeyUse},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use vestibule_shared::{text::NationalNumber, time::Timestamp};

use super::{
    AuthorizationParameters, ClientKeys, FRESH_SECONDS, Metadata, OidcError, PATIENCE, Provider,
    RENEW_SECONDS, Settings, Upstreams, jwe, refused,
};
use crate::{gateway::names::readable, system::rng::Rng};

/// How far clocks may differ, and how old a token may be beyond that, in seconds.
const SKEW_SECONDS: i64 = 60;
/// The accepted signature algorithms: never a shared secret, never unsigned.
const ALGORITHMS: [Algorithm; 3] = [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256];

/// The checked claims of a provider about a person.
#[derive(Debug)]
pub struct Claims {
    /// The provider's identifier of the person; for the keyed digest only.
    pub subject: String,
    /// Given names; absent for people who have none.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: String,
    /// National register number, where requested: for the keyed digest only (C6).
    pub number: Option<NationalNumber>,
    /// Whether the operator accepts this proof as two factors.
    pub two_factors: bool,
    /// Whether the proof was just given, and not in an earlier session at the provider.
    pub is_fresh: bool,
    /// E-mail address, which is not proved here.
    pub email: Option<String>,
    /// Phone number, which is not proved here; as `+32 470123456`, with a space.
    pub phone: Option<String>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: Option<String>,
}

/// The members read from an ID token; further claims are looked up by name.
#[derive(Deserialize)]
struct IdToken {
    sub: String,
    exp: i64,
    iat: i64,
    nonce: Option<String>,
    azp: Option<String>,
    auth_time: Option<i64>,
    acr: Option<String>,
    #[serde(flatten)]
    further: Map<String, Value>,
}

impl Upstreams {
    /// Exchanges a code for the provider's claims about the person.
    ///
    /// # Errors
    /// [`OidcError`]; another try with the same code never helps.
    pub async fn finish(
        &self,
        id: &str,
        (visit, code): (&AuthorizationParameters, &str),
        redirect_uri: &str,
        keys: &ClientKeys,
        (rng, now): (&Rng, Timestamp),
    ) -> Result<Claims, OidcError> {
        let all = self.exchange(id, (visit, code), redirect_uri, keys, (rng, now));
        tokio::time::timeout(PATIENCE, all)
            .await
            .map_err(|_| OidcError::Away("it took too long".into()))?
    }

    async fn exchange(
        &self,
        id: &str,
        (visit, code): (&AuthorizationParameters, &str),
        redirect_uri: &str,
        keys: &ClientKeys,
        (rng, now): (&Rng, Timestamp),
    ) -> Result<Claims, OidcError> {
        let provider = self.find(id)?;
        let settings = &provider.settings;
        let metadata = self.metadata(provider, now).await?;
        let proof = prove(settings, &metadata, keys, rng, now)?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", &visit.verifier),
            ("client_id", &settings.client_id),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", &proof),
        ];
        let (_, text) = self.text(self.client.post(&metadata.token_endpoint).form(&form)).await?;
        let tokens: Tokens =
            serde_json::from_str(&text).map_err(|_| refused("its tokens cannot be read"))?;
        let signed = peel(&tokens.id_token, settings, keys)?;
        let token: IdToken = self.verify(provider, &metadata, &signed, now).await?;
        check(&token, settings, &visit.nonce, now)?;
        let two_factors = check_acr(token.acr.as_deref(), settings)?;
        let mut further = token.further;
        if lacks(&further, settings) {
            let more = self.user_info(provider, &metadata, tokens.access_token, keys, now).await?;
            // The user info of another person must not be mixed in (OpenID Connect Core 5.3.2).
            if more.get("sub").and_then(Value::as_str) != Some(token.sub.as_str()) {
                return Err(refused("the user info is of someone else"));
            }
            more.into_iter().for_each(|(name, value)| {
                further.entry(name).or_insert(value);
            });
        }
        read(token.sub, &further, settings, two_factors)
    }

    async fn user_info(
        &self,
        provider: &Provider,
        metadata: &Metadata,
        access_token: Option<String>,
        keys: &ClientKeys,
        now: Timestamp,
    ) -> Result<Map<String, Value>, OidcError> {
        let (Some(url), Some(token)) = (&metadata.userinfo_endpoint, access_token) else {
            return Ok(Map::new());
        };
        let (kind, text) = self.text(self.client.get(url).bearer_auth(token)).await?;
        if kind == "application/jwt" {
            let signed = peel(&text, &provider.settings, keys)?;
            return self.verify(provider, metadata, &signed, now).await;
        }
        if provider.settings.encrypted {
            return Err(refused("the user info is not encrypted"));
        }
        serde_json::from_str(&text).map_err(|_| refused("the user info cannot be read"))
    }

    /// Checks signature, issuer and audience. An unknown key may be a new one: the keys are
    /// downloaded once more, but not for every made-up token.
    async fn verify<T: DeserializeOwned>(
        &self,
        provider: &Provider,
        metadata: &Metadata,
        signed: &str,
        now: Timestamp,
    ) -> Result<T, OidcError> {
        let header = decode_header(signed).map_err(|_| refused("the token is not signed"))?;
        let known = self.keys(provider, metadata, now, FRESH_SECONDS).await?;
        let key = if let Some(key) = find_key(&known, &header) {
            key
        } else {
            let renewed = self.keys(provider, metadata, now, RENEW_SECONDS).await?;
            find_key(&renewed, &header).ok_or_else(|| refused("signed by an unknown key"))?
        };
        let mut rules = Validation::new(header.alg);
        rules.set_issuer(&[&provider.settings.issuer]);
        rules.set_audience(&[&provider.settings.client_id]);
        rules.required_spec_claims = HashSet::from(["iss".into(), "aud".into(), "sub".into()]);
        // Times are checked with the clock of the application.
        rules.validate_exp = false;
        let token = decode::<T>(signed, &key, &rules);
        token.map(|token| token.claims).map_err(|error| refused(format!("the token: {error}")))
    }
}

/// Makes our client assertion (RFC 7523).
fn prove(
    settings: &Settings,
    metadata: &Metadata,
    keys: &ClientKeys,
    rng: &Rng,
    now: Timestamp,
) -> Result<String, OidcError> {
    let seconds = now.0 / 1000;
    let claims = json!({
        "iss": settings.client_id,
        "sub": settings.client_id,
        "aud": metadata.token_endpoint,
        "jti": rng.id(),
        "iat": seconds,
        "exp": seconds + 120,
    });
    keys.sign(&claims, rng).map_err(refused)
}

/// Decrypts a token where the settings require encryption, and refuses an encrypted one otherwise.
fn peel(token: &str, settings: &Settings, keys: &ClientKeys) -> Result<String, OidcError> {
    let is_encrypted = token.split('.').count() == 5;
    match (settings.encrypted, is_encrypted) {
        (true, true) => jwe::open(token, &keys.opening).map_err(refused),
        (false, false) => Ok(token.to_owned()),
        (true, false) => Err(refused("the token is not encrypted")),
        (false, true) => Err(refused("the token is encrypted, against what is configured")),
    }
}

fn find_key(keys: &JwkSet, header: &Header) -> Option<DecodingKey> {
    if !ALGORITHMS.contains(&header.alg) {
        return None;
    }
    let signs = |usage: &Option<PublicKeyUse>| {
        usage.as_ref().is_none_or(|usage| *usage == PublicKeyUse::Signature)
    };
    let mut fitting = keys.keys.iter().filter(|key| {
        signs(&key.common.public_key_use)
            && (header.kid.is_none() || key.common.key_id == header.kid)
    });
    // Without a key identifier, only one key may fit.
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => DecodingKey::from_jwk(only).ok(),
        _ => None,
    }
}

fn check(
    token: &IdToken,
    settings: &Settings,
    nonce: &str,
    now: Timestamp,
) -> Result<(), OidcError> {
    let seconds = now.0 / 1000;
    if token.nonce.as_deref() != Some(nonce) {
        return Err(refused("the token answers another question"));
    }
    if token.azp.as_ref().is_some_and(|party| *party != settings.client_id) {
        return Err(refused("the token was issued to someone else"));
    }
    if token.exp + SKEW_SECONDS <= seconds || token.iat - SKEW_SECONDS > seconds {
        return Err(refused("the token is not of now"));
    }
    if let Some(most) = settings.max_age {
        let oldest = seconds - i64::from(most) - SKEW_SECONDS;
        if token.auth_time.is_none_or(|at| at < oldest) {
            return Err(refused("the person proved too long ago who they are"));
        }
    }
    Ok(())
}

/// Checks whether it counts as two factors; refused when it is not one of the requested contexts.
fn check_acr(acr: Option<&str>, settings: &Settings) -> Result<bool, OidcError> {
    let asked: Vec<&str> = settings.acr_values.split_whitespace().collect();
    if !asked.is_empty() && !acr.is_some_and(|acr| asked.contains(&acr)) {
        return Err(OidcError::Weak);
    }
    Ok(acr.is_some_and(|acr| settings.two_factors.iter().any(|enough| enough == acr)))
}

fn lacks(claims: &Map<String, Value>, settings: &Settings) -> bool {
    let number = settings.national_number_claim.as_str();
    text(claims, "family_name").is_none() || (!number.is_empty() && text(claims, number).is_none())
}

fn text(claims: &Map<String, Value>, name: &str) -> Option<String> {
    let text = claims.get(name)?.as_str()?.trim();
    (!text.is_empty() && text.chars().count() <= 200).then(|| text.to_owned())
}

fn read(
    subject: String,
    claims: &Map<String, Value>,
    settings: &Settings,
    two_factors: bool,
) -> Result<Claims, OidcError> {
    let name = |claim| text(claims, claim).map(|text| readable(&text));
    let family_name = name("family_name").filter(|name| !name.is_empty());
    let family_name = family_name.ok_or_else(|| refused("it names nobody"))?;
    let number = match settings.national_number_claim.as_str() {
        "" => None,
        name => {
            let number = text(claims, name).ok_or_else(|| refused("the number is missing"))?;
            let number = NationalNumber::parse(&number);
            Some(number.map_err(|_| refused("the number fails its check digits"))?)
        }
    };
    if subject.is_empty() || subject.len() > 255 {
        return Err(refused("the subject is empty or too long"));
    }
    Ok(Claims {
        subject,
        given_name: name("given_name").filter(|name| !name.is_empty()),
        family_name,
        number,
        two_factors,
        is_fresh: settings.max_age.is_some(),
        email: text(claims, "email"),
        phone: text(claims, "phone_number"),
    })
}
