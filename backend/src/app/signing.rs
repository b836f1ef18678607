//! The keys that sign our tokens (O9): one for each algorithm signs, older ones still verify, and a
//! new one is published a day before it signs.

use std::sync::{Arc, PoisonError, RwLock};

use anyhow::Context as _;
use aws_lc_rs::{
    encoding::{AsDer as _, Pkcs8V1Der},
    rsa::{KeyPair as RsaKeyPair, KeySize},
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};
use vestibule_shared::time::Timestamp;

use crate::{domain::openid::client::SigningAlgorithm, system::rng::Rng};

/// How long clients cache what we publish, in seconds.
pub const PUBLISHED_SECONDS: i64 = 86_400;
/// How long loaded keys are used before they are read again, in seconds.
const HELD_SECONDS: i64 = 60;

/// A key as stored.
#[derive(Clone, Debug)]
pub struct KeyText {
    /// Its identifier.
    pub kid: String,
    /// What it signs with.
    pub algorithm: SigningAlgorithm,
    /// PKCS#8, base64.
    pub private: String,
    /// When it was made.
    pub made_at: Timestamp,
}

impl KeyText {
    /// Makes a new key; RSA ones have 2048 bits.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn generate(
        kid: String,
        algorithm: SigningAlgorithm,
        made_at: Timestamp,
    ) -> anyhow::Result<Self> {
        let private = match algorithm {
            SigningAlgorithm::RS256 => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048).context("making an RSA key")?;
                let der: Pkcs8V1Der<'_> = pair.as_der().context("writing an RSA key")?;
                STANDARD.encode(der.as_ref())
            }
            SigningAlgorithm::ES256 => {
                let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
                STANDARD.encode(pair.to_pkcs8v1()?.as_ref())
            }
            SigningAlgorithm::EdDSA => {
                STANDARD.encode(Ed25519KeyPair::generate()?.to_pkcs8v1()?.as_ref())
            }
        };
        Ok(Self { kid, algorithm, private, made_at })
    }
}

enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

struct Key {
    kid: String,
    algorithm: SigningAlgorithm,
    pair: Pair,
}

impl Key {
    fn read(text: &KeyText) -> anyhow::Result<Self> {
        let der = STANDARD.decode(&text.private)?;
        let pair = match text.algorithm {
            SigningAlgorithm::RS256 => Pair::Rsa(RsaKeyPair::from_pkcs8(&der)?),
            SigningAlgorithm::ES256 => {
                Pair::Ec(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der)?)
            }
            SigningAlgorithm::EdDSA => Pair::Ed(Ed25519KeyPair::from_pkcs8(&der)?),
        };
        Ok(Self { kid: text.kid.clone(), algorithm: text.algorithm, pair })
    }

    fn sign(&self, rng: &Rng, text: &[u8]) -> anyhow::Result<Vec<u8>> {
        Ok(match &self.pair {
            Pair::Rsa(pair) => rng.sign(pair, text)?,
            Pair::Ec(pair) => rng.sign_ec(pair, text)?,
            Pair::Ed(pair) => pair.sign(text).as_ref().to_vec(),
        })
    }

    /// The public half (RFC 7517).
    fn publish(&self) -> Value {
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let mut key = match &self.pair {
            Pair::Rsa(pair) => {
                let public = pair.public_key();
                json!({
                    "kty": "RSA",
                    "n": part(public.modulus().big_endian_without_leading_zero()),
                    "e": part(public.exponent().big_endian_without_leading_zero()),
                })
            }
            Pair::Ec(pair) => {
                // An uncompressed point: 4, then two numbers of 32 bytes.
                let point = pair.public_key().as_ref();
                let (x, y) = point.get(1..).unwrap_or_default().split_at(32.min(point.len() - 1));
                json!({ "kty": "EC", "crv": "P-256", "x": part(x), "y": part(y) })
            }
            Pair::Ed(pair) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": part(pair.public_key().as_ref()) })
            }
        };
        key["kid"] = json!(self.kid);
        key["alg"] = json!(self.algorithm.name());
        key["use"] = json!("sig");
        key
    }
}

/// The keys that are valid at one moment.
pub struct SigningKeys {
    all: Vec<Key>,
    /// Which of them sign.
    signing: Vec<usize>,
    /// The published JWK Set (RFC 7517).
    pub published: Value,
}

impl SigningKeys {
    /// Selects the keys that sign at a moment.
    ///
    /// # Errors
    /// When a key cannot be read.
    pub fn at(mut texts: Vec<KeyText>, now: Timestamp) -> anyhow::Result<Self> {
        texts.sort_by_key(|key| std::cmp::Reverse(key.made_at));
        let is_known = |text: &KeyText| text.made_at.plus_seconds(PUBLISHED_SECONDS) <= now;
        let of = |algorithm: SigningAlgorithm| {
            let mut of = (0..texts.len()).filter(|at| texts[*at].algorithm == algorithm);
            // Where no key is old enough, the oldest signs: nobody has cached anything else.
            of.clone().find(|at| is_known(&texts[*at])).or_else(|| of.next_back())
        };
        let signing = SigningAlgorithm::ALL.into_iter().filter_map(of).collect();
        let all = texts.iter().map(Key::read).collect::<anyhow::Result<Vec<_>>>()?;
        let published = all.iter().map(Key::publish).collect::<Vec<_>>();
        Ok(Self { all, signing, published: json!({ "keys": published }) })
    }

    /// Signs claims as a token (RFC 7515).
    ///
    /// # Errors
    /// When there is no key for this algorithm.
    pub fn sign(
        &self,
        algorithm: SigningAlgorithm,
        claims: &Value,
        rng: &Rng,
    ) -> anyhow::Result<String> {
        self.sign_as((algorithm, "JWT"), claims, rng)
    }

    /// The same with another type in the header, so that a token cannot be taken for one of another
    /// kind (RFC 8725 3.11).
    ///
    /// # Errors
    /// When there is no key for this algorithm.
    pub fn sign_as(
        &self,
        (algorithm, kind): (SigningAlgorithm, &str),
        claims: &Value,
        rng: &Rng,
    ) -> anyhow::Result<String> {
        let mut signing = self.signing.iter().map(|at| &self.all[*at]);
        let key = signing.find(|key| key.algorithm == algorithm).context("no key signs")?;
        let header = json!({ "alg": algorithm.name(), "kid": key.kid, "typ": kind });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(&header), part(claims));
        let tag = key.sign(rng, text.as_bytes())?;
        Ok(format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag)))
    }
}

/// The keys of this process, read again now and then; cloned handles share them.
#[derive(Clone, Default)]
pub struct HeldKeys(Arc<RwLock<Option<Loaded>>>);

/// When keys were read, and the keys.
type Loaded = (Timestamp, Arc<SigningKeys>);

impl HeldKeys {
    /// The keys, unless they have to be read again.
    pub fn get(&self, now: Timestamp) -> Option<Arc<SigningKeys>> {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (since, keys) = held.as_ref()?;
        let is_new = *since <= now && now < since.plus_seconds(HELD_SECONDS);
        is_new.then(|| Arc::clone(keys))
    }

    /// Keeps what was read.
    pub fn put(&self, now: Timestamp, keys: SigningKeys) -> Arc<SigningKeys> {
        let keys = Arc::new(keys);
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *held = Some((now, Arc::clone(&keys)));
        keys
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, jwk::JwkSet};

    use super::*;

    const DAY: i64 = 86_400;

    fn key(kid: &str, algorithm: SigningAlgorithm, day: i64) -> KeyText {
        KeyText::generate(kid.into(), algorithm, Timestamp(0).plus_seconds(day * DAY)).unwrap()
    }

    fn signed_by(keys: &SigningKeys, algorithm: SigningAlgorithm) -> String {
        let token = keys.sign(algorithm, &json!({}), &Rng::system()).unwrap();
        jsonwebtoken::decode_header(&token).unwrap().kid.unwrap()
    }

    #[test]
    fn o9_a_token_of_each_algorithm_verifies_with_what_is_published() {
        let texts = SigningAlgorithm::ALL.map(|algorithm| key(algorithm.name(), algorithm, 0));
        let keys = SigningKeys::at(texts.to_vec(), Timestamp(0)).unwrap();
        let set: JwkSet = serde_json::from_value(keys.published.clone()).unwrap();
        for algorithm in SigningAlgorithm::ALL {
            let token = keys.sign(algorithm, &json!({ "sub": "lotte" }), &Rng::system()).unwrap();
            let public = DecodingKey::from_jwk(set.find(algorithm.name()).unwrap()).unwrap();
            let mut rules = Validation::new(algorithm.name().parse::<Algorithm>().unwrap());
            rules.required_spec_claims.clear();
            rules.validate_exp = false;
            let claims = decode::<Value>(&token, &public, &rules).unwrap().claims;
            assert_eq!(claims["sub"], "lotte");
        }
        for key in keys.published["keys"].as_array().unwrap() {
            assert!(key.get("d").is_none() && key.get("p").is_none());
        }
    }

    #[test]
    fn o9_a_new_key_is_published_a_day_before_it_signs_and_the_old_one_stays() {
        let (first, second) =
            (key("one", SigningAlgorithm::ES256, 0), key("two", SigningAlgorithm::ES256, 90));
        let at = |day: i64, hours: i64| {
            let now = Timestamp(0).plus_seconds(day * DAY + hours * 3600);
            SigningKeys::at(vec![first.clone(), second.clone()], now).unwrap()
        };
        assert_eq!(signed_by(&at(90, 1), SigningAlgorithm::ES256), "one");
        assert_eq!(at(90, 1).published["keys"].as_array().unwrap().len(), 2);
        assert_eq!(signed_by(&at(91, 0), SigningAlgorithm::ES256), "two");
        let alone = SigningKeys::at(vec![second.clone()], Timestamp(0)).unwrap();
        assert_eq!(signed_by(&alone, SigningAlgorithm::ES256), "two", "the first one of all");
    }
}
