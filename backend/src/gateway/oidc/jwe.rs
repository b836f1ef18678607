//! Decrypts what an upstream provider encrypted for us: JSON Web Encryption (RFC 7516) in its
//! compact form.
//!
//! RSA-OAEP for the key, AES-CBC with HMAC or AES-GCM for the content, and nothing else: no
//! compression (RFC 8725 3.6), no `RSA1_5`, no key from the header.

use aws_lc_rs::{
    aead, cipher, constant_time, hmac,
    rsa::{
        OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey,
    },
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::Deserialize;

/// Why an encrypted token cannot be opened. One error for every broken seal, so that the failed
/// step is not revealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum JweError {
    /// It is not a JWE in compact form, or needs something unsupported.
    #[error("it is not an encrypted token of a kind that is taken")]
    Unsupported,
    /// It was encrypted for a key that we do not have, or no longer have.
    #[error("it was encrypted for a key that is not ours")]
    UnknownKey,
    /// The seal is broken.
    #[error("it does not open")]
    Broken,
}

/// The members of the header. Any critical member is refused, since it would have to be understood.
#[derive(Debug, Deserialize)]
struct Header {
    alg: String,
    enc: String,
    kid: Option<String>,
    cty: Option<String>,
    zip: Option<serde_json::Value>,
    crit: Option<serde_json::Value>,
}

/// A key that opens tokens.
pub(super) struct OpeningKey {
    /// Its identifier.
    pub(super) kid: String,
    /// The private half.
    pub(super) private: PrivateDecryptingKey,
}

/// Opens a token that holds another token, and returns the inner one.
///
/// # Errors
/// [`JweError`].
pub(super) fn open(token: &str, keys: &[OpeningKey]) -> Result<String, JweError> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header64, wrapped, iv, content, tag] = parts.as_slice() else {
        return Err(JweError::Unsupported);
    };
    let header = read_header(header64)?;
    let [wrapped, iv, content, tag] = [wrapped, iv, content, tag].map(|part| decode(part));
    let (wrapped, iv, mut content, tag) = (wrapped?, iv?, content?, tag?);
    let key = find(keys, header.kid.as_deref())?;
    let secret = unwrap(&header.alg, key, &wrapped)?;
    let plain = match header.enc.as_str() {
        "A128CBC-HS256" => open_cbc(&secret, header64.as_bytes(), &iv, &mut content, &tag)?,
        "A128GCM" => open_gcm((&aead::AES_128_GCM, &secret), header64, &iv, content, &tag)?,
        "A256GCM" => open_gcm((&aead::AES_256_GCM, &secret), header64, &iv, content, &tag)?,
        _ => return Err(JweError::Unsupported),
    };
    String::from_utf8(plain).map_err(|_| JweError::Broken)
}

fn read_header(text: &str) -> Result<Header, JweError> {
    let header: Header =
        serde_json::from_slice(&decode(text)?).map_err(|_| JweError::Unsupported)?;
    let holds_token = header.cty.as_deref().is_none_or(|cty| cty.eq_ignore_ascii_case("JWT"));
    if header.zip.is_some() || header.crit.is_some() || !holds_token {
        return Err(JweError::Unsupported);
    }
    Ok(header)
}

fn decode(part: &str) -> Result<Vec<u8>, JweError> {
    BASE64URL.decode(part).map_err(|_| JweError::Unsupported)
}

/// Returns the named key; without a name only one key may fit.
fn find<'a>(keys: &'a [OpeningKey], kid: Option<&str>) -> Result<&'a OpeningKey, JweError> {
    let found = match (kid, keys) {
        (Some(kid), _) => keys.iter().find(|key| key.kid == kid),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    found.ok_or(JweError::UnknownKey)
}

fn unwrap(alg: &str, key: &OpeningKey, wrapped: &[u8]) -> Result<Vec<u8>, JweError> {
    let padding = match alg {
        "RSA-OAEP-256" => &OAEP_SHA256_MGF1SHA256,
        "RSA-OAEP" => &OAEP_SHA1_MGF1SHA1,
        _ => return Err(JweError::Unsupported),
    };
    let key = OaepPrivateDecryptingKey::new(key.private.clone()).map_err(|_| JweError::Broken)?;
    let mut secret = vec![0; key.min_output_size()];
    let plain = key.decrypt(padding, wrapped, &mut secret, None).map_err(|_| JweError::Broken)?;
    Ok(plain.to_vec())
}

/// RFC 7518 5.2: the first half of the secret authenticates, the second decrypts; the tag is
/// checked first.
fn open_cbc(
    secret: &[u8],
    header: &[u8],
    iv: &[u8],
    content: &mut [u8],
    tag: &[u8],
) -> Result<Vec<u8>, JweError> {
    let (signing, opening) = secret.split_at_checked(16).ok_or(JweError::Broken)?;
    let iv: [u8; 16] = iv.try_into().map_err(|_| JweError::Broken)?;
    let bits = u64::try_from(header.len()).map_err(|_| JweError::Broken)? * 8;
    let signed = [header, &iv, content, &bits.to_be_bytes()].concat();
    let right = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, signing), &signed);
    let half = right.as_ref().get(..16).ok_or(JweError::Broken)?;
    constant_time::verify_slices_are_equal(half, tag).map_err(|_| JweError::Broken)?;
    let key = cipher::UnboundCipherKey::new(&cipher::AES_128, opening)
        .and_then(cipher::PaddedBlockDecryptingKey::cbc_pkcs7)
        .map_err(|_| JweError::Broken)?;
    let begin = cipher::DecryptionContext::Iv128(iv.into());
    let plain = key.decrypt(content, begin).map_err(|_| JweError::Broken)?;
    Ok(plain.to_vec())
}

fn open_gcm(
    (algorithm, secret): (&'static aead::Algorithm, &[u8]),
    header: &str,
    iv: &[u8],
    mut content: Vec<u8>,
    tag: &[u8],
) -> Result<Vec<u8>, JweError> {
    let key = aead::UnboundKey::new(algorithm, secret).map_err(|_| JweError::Broken)?;
    let nonce = aead::Nonce::try_assume_unique_for_key(iv).map_err(|_| JweError::Broken)?;
    // A truncated tag would be easier to guess.
    if tag.len() != algorithm.tag_len() {
        return Err(JweError::Broken);
    }
    content.extend_from_slice(tag);
    let plain = aead::LessSafeKey::new(key)
        .open_in_place(nonce, aead::Aad::from(header), &mut content)
        .map_err(|_| JweError::Broken)?;
    Ok(plain.to_vec())
}

#[cfg(test)]
pub(super) mod tests {
    use aws_lc_rs::rsa::{KeySize, OaepPublicEncryptingKey};

    use super::*;

    /// Encrypts a text as a provider does.
    pub(crate) fn seal(header: &str, private: &PrivateDecryptingKey, text: &str) -> String {
        let header = BASE64URL.encode(header);
        let secret = [7; 32];
        let public = OaepPublicEncryptingKey::new(private.public_key()).unwrap();
        let mut wrapped = vec![0; public.ciphertext_size()];
        let wrapped =
            public.encrypt(&OAEP_SHA256_MGF1SHA256, &secret, &mut wrapped, None).unwrap().to_vec();
        let key = cipher::UnboundCipherKey::new(&cipher::AES_128, &secret[16..]).unwrap();
        let mut content = text.as_bytes().to_vec();
        let begun = cipher::PaddedBlockEncryptingKey::cbc_pkcs7(key)
            .unwrap()
            .encrypt(&mut content)
            .unwrap();
        let iv: &[u8] = (&begun).try_into().unwrap();
        let bits = (header.len() as u64 * 8).to_be_bytes();
        let signed = [header.as_bytes(), iv, &content, &bits].concat();
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret[..16]), &signed);
        let parts = [&wrapped, iv, &content, &tag.as_ref()[..16]];
        let parts: Vec<String> = parts.iter().map(|part| BASE64URL.encode(part)).collect();
        format!("{header}.{}", parts.join("."))
    }

    fn key(kid: &str) -> OpeningKey {
        let private = PrivateDecryptingKey::generate(KeySize::Rsa2048).unwrap();
        OpeningKey { kid: kid.into(), private }
    }

    const HEADER: &str = r#"{"alg":"RSA-OAEP-256","enc":"A128CBC-HS256","kid":"a","cty":"JWT"}"#;

    #[test]
    fn a_token_opens_with_the_key_it_names_and_not_when_a_character_changed() {
        let keys = [key("a"), key("b")];
        let token = seal(HEADER, &keys[0].private, "one.two.three");
        assert_eq!(open(&token, &keys).unwrap(), "one.two.three");
        assert_eq!(open(&token, &keys[1..]).unwrap_err(), JweError::UnknownKey);
        for at in (0..token.len()).step_by(5) {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            // The last character of a part may carry unused bits; a change of those is refused as
            // well.
            assert!(open(&changed, &keys).is_err(), "character {at}");
        }
    }

    #[test]
    fn headers_that_ask_for_more_than_we_do_are_refused() {
        let keys = [key("a")];
        for (from, to) in [
            ("RSA-OAEP-256", "RSA1_5"),
            ("RSA-OAEP-256", "dir"),
            ("A128CBC-HS256", "A192CBC-HS384"),
            (r#""cty":"JWT""#, r#""zip":"DEF""#),
            (r#""cty":"JWT""#, r#""crit":["b64"]"#),
            (r#""cty":"JWT""#, r#""cty":"text/plain""#),
        ] {
            let token = seal(&HEADER.replace(from, to), &keys[0].private, "x");
            assert_eq!(open(&token, &keys).unwrap_err(), JweError::Unsupported, "{to}");
        }
        for token in ["", "a.b.c", "....", "a.b.c.d.e.f"] {
            assert_eq!(open(token, &keys).unwrap_err(), JweError::Unsupported, "{token}");
        }
        let token = seal(&HEADER.replace(r#""a""#, r#""z""#), &keys[0].private, "x");
        assert_eq!(open(&token, &keys).unwrap_err(), JweError::UnknownKey);
    }
}
