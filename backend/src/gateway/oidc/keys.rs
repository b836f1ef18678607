//! Our keys towards upstream providers: one signs, one opens what is encrypted for us.
//!
//! Upstream providers cache what we publish for a day. So a new signing key is published for a day
//! before it signs, and an old opening key still opens for two days after a new one replaced it.

use anyhow::Context as _;
use aws_lc_rs::{
    encoding::{AsDer as _, Pkcs8V1Der},
    rsa::{KeyPair, KeySize, PrivateDecryptingKey},
    signature::KeyPair as _,
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64URL},
};
use serde_json::{Value, json};
use vestibule_shared::time::Timestamp;

use super::jwe::OpeningKey;
use crate::system::rng::Rng;

/// How long upstream providers cache what we publish, in seconds.
const CACHED_SECONDS: i64 = 86_400;

/// The purpose of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPurpose {
    /// Signs our client assertion.
    Sign,
    /// Opens what is encrypted for us.
    Open,
}

impl KeyPurpose {
    /// Returns the `use` of a published key (RFC 7517 4.2).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sign => "sig",
            Self::Open => "enc",
        }
    }
}

/// A key as stored.
#[derive(Clone, Debug)]
pub struct KeyText {
    /// Its identifier.
    pub kid: String,
    /// Its purpose.
    pub purpose: KeyPurpose,
    /// The private key: PKCS#8, base64.
    pub private: String,
    /// When it was made.
    pub made_at: Timestamp,
}

impl KeyText {
    /// Makes a new key: RSA of 2048 bits, the only kind that itsme accepts.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn generate(kid: String, purpose: KeyPurpose, now: Timestamp) -> anyhow::Result<Self> {
        let pair = KeyPair::generate(KeySize::Rsa2048).context("making an RSA key")?;
        let der: Pkcs8V1Der<'_> = pair.as_der().context("writing an RSA key")?;
        Ok(Self { kid, purpose, private: STANDARD.encode(der.as_ref()), made_at: now })
    }
}

/// The keys that are valid at one moment.
pub struct ClientKeys {
    signing: KeyPair,
    signing_kid: String,
    pub(super) opening: Vec<OpeningKey>,
    /// The published JWK Set (RFC 7517).
    pub published: Value,
}

impl ClientKeys {
    /// Selects the key of each purpose at a moment.
    ///
    /// # Errors
    /// When a purpose has no key, or a key cannot be read.
    pub fn at(mut all: Vec<KeyText>, now: Timestamp) -> anyhow::Result<Self> {
        all.sort_by_key(|key| std::cmp::Reverse(key.made_at));
        let (signing, opening): (Vec<_>, Vec<_>) =
            all.iter().partition(|key| key.purpose == KeyPurpose::Sign);
        let known = |key: &&&KeyText| key.made_at.plus_seconds(CACHED_SECONDS) <= now;
        let signs = signing.iter().find(known).or(signing.last()).context("no key signs")?;
        let newest = opening.first().context("no key opens")?;
        let mut published = vec![publish(newest)?];
        for key in &signing {
            published.push(publish(key)?);
        }
        let open = |key: &&KeyText| -> anyhow::Result<OpeningKey> {
            let private = PrivateDecryptingKey::from_pkcs8(&STANDARD.decode(&key.private)?)?;
            Ok(OpeningKey { kid: key.kid.clone(), private })
        };
        Ok(Self {
            signing: KeyPair::from_pkcs8(&STANDARD.decode(&signs.private)?)?,
            signing_kid: signs.kid.clone(),
            opening: opening.iter().map(open).collect::<anyhow::Result<_>>()?,
            published: json!({ "keys": published }),
        })
    }
}

impl ClientKeys {
    /// Signs claims as a token (RFC 7515).
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub(super) fn sign(&self, claims: &Value, rng: &Rng) -> anyhow::Result<String> {
        let header = json!({ "alg": "RS256", "kid": self.signing_kid, "typ": "JWT" });
        let part = |value: &Value| BASE64URL.encode(value.to_string());
        let text = format!("{}.{}", part(&header), part(claims));
        let tag = rng.sign(&self.signing, text.as_bytes()).context("signing")?;
        Ok(format!("{text}.{}", BASE64URL.encode(tag)))
    }
}

fn publish(key: &KeyText) -> anyhow::Result<Value> {
    let pair = KeyPair::from_pkcs8(&STANDARD.decode(&key.private)?)?;
    let public = pair.public_key();
    let part = |bytes: &[u8]| BASE64URL.encode(bytes);
    Ok(json!({
        "kty": "RSA",
        "kid": key.kid,
        "use": key.purpose.name(),
        "alg": match key.purpose {
            KeyPurpose::Sign => "RS256",
            KeyPurpose::Open => "RSA-OAEP-256",
        },
        "n": part(public.modulus().big_endian_without_leading_zero()),
        "e": part(public.exponent().big_endian_without_leading_zero()),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    fn key(kid: &str, purpose: KeyPurpose, day: i64) -> KeyText {
        KeyText::generate(kid.into(), purpose, Timestamp(0).plus_seconds(day * DAY)).unwrap()
    }

    fn kids(keys: &ClientKeys) -> Vec<(String, String)> {
        let all = keys.published["keys"].as_array().unwrap().iter();
        all.map(|key| (key["use"].as_str().unwrap().into(), key["kid"].as_str().unwrap().into()))
            .collect()
    }

    #[test]
    fn a_new_key_is_published_at_once_and_signs_a_day_later_while_the_old_one_still_opens() {
        let all = vec![
            key("s1", KeyPurpose::Sign, 0),
            key("e1", KeyPurpose::Open, 0),
            key("s2", KeyPurpose::Sign, 90),
            key("e2", KeyPurpose::Open, 90),
        ];
        let soon = ClientKeys::at(all.clone(), Timestamp(0).plus_seconds(90 * DAY + 3600)).unwrap();
        assert_eq!(soon.signing_kid, "s1");
        let pair = |purpose: &str, kid: &str| (purpose.to_owned(), kid.to_owned());
        assert_eq!(kids(&soon), [pair("enc", "e2"), pair("sig", "s2"), pair("sig", "s1")]);
        let opens: Vec<&str> = soon.opening.iter().map(|key| key.kid.as_str()).collect();
        assert_eq!(opens, ["e2", "e1"]);
        let later = ClientKeys::at(all, Timestamp(0).plus_seconds(91 * DAY)).unwrap();
        assert_eq!(later.signing_kid, "s2");
    }

    #[test]
    fn what_is_published_holds_no_private_part() {
        let all = vec![key("s", KeyPurpose::Sign, 0), key("e", KeyPurpose::Open, 0)];
        let keys = ClientKeys::at(all, Timestamp(0)).unwrap();
        for key in keys.published["keys"].as_array().unwrap() {
            let mut names: Vec<&String> = key.as_object().unwrap().keys().collect();
            names.sort();
            assert_eq!(names, ["alg", "e", "kid", "kty", "n", "use"]);
        }
    }
}
