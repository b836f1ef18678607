//! A stored password hash: `$argon2id$v=19$m=19456,t=2,p=1,keyid=azE$salt$tag`, the PHC string format.
//!
//! `keyid` is the name of the pepper's key in base64, as the specification of Argon2 wants it; it allows names
//! of 8 bytes, and other programs may read no longer ones. Until this format came hashes were stored as
//! `key$m$t$salt$tag`: those are still read.

use argon2::{
    Params,
    password_hash::{self, Ident, Output, ParamsString, PasswordHash, Salt, SaltString},
};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};

/// The dearest parameters that are accepted from the database.
const MOST_MEMORY_KIB: u32 = 65_536;
const MOST_PASSES: u32 = 8;
/// Argon2, version 1.3.
const VERSION: u32 = 19;
const ALGORITHM: Ident<'static> = argon2::ARGON2ID_IDENT;

/// How a hash is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The PHC string format.
    Phc,
    /// Ours from before, which is only read.
    Old,
}

/// A stored hash in parts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) form: Form,
    /// The name of the pepper's key.
    pub(super) key: String,
    pub(super) memory: u32,
    pub(super) passes: u32,
    pub(super) salt: Vec<u8>,
    pub(super) tag: [u8; 32],
}

impl Stored {
    /// Reads what is in the database; absent when it is no hash that this server would have stored.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let stored =
            if text.starts_with('$') { Self::parse_phc(text) } else { Self::parse_old(text) };
        stored.filter(Self::can_be_computed)
    }

    fn parse_phc(text: &str) -> Option<Self> {
        let hash = PasswordHash::new(text).ok()?;
        if hash.algorithm != ALGORITHM || hash.version != Some(VERSION) {
            return None;
        }
        let mut params = hash.params.iter();
        // The format gives them one order; anything more changes what is computed.
        let mut next = |name: &str| {
            params.next().filter(|(found, _)| found.as_str() == name).map(|(_, value)| value)
        };
        let (memory, passes, lanes) = (next("m")?, next("t")?, next("p")?);
        let key = BASE64.decode(next("keyid")?.as_str()).ok()?;
        if lanes.decimal() != Ok(1) || params.next().is_some() {
            return None;
        }
        let mut salt = [0; Salt::MAX_LENGTH];
        Some(Self {
            form: Form::Phc,
            key: String::from_utf8(key).ok()?,
            memory: memory.decimal().ok()?,
            passes: passes.decimal().ok()?,
            salt: hash.salt?.decode_b64(&mut salt).ok()?.to_vec(),
            tag: hash.hash?.as_bytes().try_into().ok()?,
        })
    }

    fn parse_old(text: &str) -> Option<Self> {
        let mut parts = text.split('$');
        let mut next = || parts.next();
        Some(Self {
            form: Form::Old,
            key: next()?.to_owned(),
            memory: next()?.parse().ok()?,
            passes: next()?.parse().ok()?,
            salt: BASE64.decode(next()?).ok()?,
            tag: BASE64.decode(next()?).ok()?.try_into().ok()?,
        })
    }

    fn can_be_computed(&self) -> bool {
        let is_affordable = self.memory <= MOST_MEMORY_KIB && self.passes <= MOST_PASSES;
        is_affordable && self.params().is_ok() && self.salt.len() >= argon2::MIN_SALT_LEN
    }

    /// What Argon2 is asked for.
    pub(super) fn params(&self) -> Result<Params, argon2::Error> {
        Params::new(self.memory, self.passes, 1, Some(self.tag.len()))
    }

    /// The text to store.
    pub(super) fn to_text(&self) -> Result<String, password_hash::Error> {
        let mut params = ParamsString::new();
        params.add_decimal("m", self.memory)?;
        params.add_decimal("t", self.passes)?;
        params.add_decimal("p", 1)?;
        params.add_b64_bytes("keyid", self.key.as_bytes())?;
        let salt = SaltString::encode_b64(&self.salt)?;
        let hash = PasswordHash {
            algorithm: ALGORITHM,
            version: Some(VERSION),
            params,
            salt: Some(salt.as_salt()),
            hash: Some(Output::new(&self.tag)?),
        };
        Ok(hash.to_string())
    }

    /// The text that earlier versions stored.
    #[cfg(test)]
    pub(super) fn to_old_text(&self) -> String {
        let (salt, tag) = (BASE64.encode(&self.salt), BASE64.encode(self.tag));
        format!("{}${}${}${salt}${tag}", self.key, self.memory, self.passes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "$argon2id$v=19$m=19456,t=2,p=1,keyid=azE$AQEBAQEBAQEBAQEBAQEBAQ\
        $AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI";

    fn sample() -> Stored {
        Stored {
            form: Form::Phc,
            key: "k1".into(),
            memory: 19_456,
            passes: 2,
            salt: vec![1; 16],
            tag: [2; 32],
        }
    }

    #[test]
    fn a_hash_is_written_in_the_phc_format_and_read_again() {
        assert_eq!(sample().to_text().unwrap(), GOOD);
        assert_eq!(Stored::parse(GOOD), Some(sample()));
        let old = Stored { form: Form::Old, ..sample() };
        assert_eq!(Stored::parse(&old.to_old_text()), Some(old));
        // The longest name of a key that a key ring may call the current one.
        let long = Stored { key: "k".repeat(48), ..sample() };
        assert_eq!(Stored::parse(&long.to_text().unwrap()), Some(long));
    }

    #[test]
    fn a_malformed_hash_is_none() {
        let salt = "$AQEBAQEBAQEBAQEBAQEBAQ$";
        for (part, instead) in [
            ("$argon2id", "argon2id"),
            ("$argon2id", "$argon2i"),
            ("$argon2id", "$bcrypt"),
            ("$argon2id", "$"),
            ("$v=19", ""),
            ("$v=19", "$v=16"),
            ("$v=19", "$v=x"),
            ("m=19456", "m=65537"),
            ("m=19456", "m=4294967296"),
            ("m=19456", "m=-1"),
            ("m=19456", "m=7"),
            ("m=19456", "m="),
            ("m=19456,t=2", "t=2,m=19456"),
            ("m=19456,", ""),
            ("t=2", "t=9"),
            ("t=2", "t=0"),
            ("p=1", "p=2"),
            ("p=1,", "p=1,p=1,"),
            (",keyid=azE", ""),
            ("keyid=azE", "keyid=a"),
            ("keyid=azE", "keyid=_w"),
            ("keyid=azE", "keyid=/w"),
            ("keyid=azE", "keyid=azE,data=azE"),
            (salt, "$"),
            (salt, "$$"),
            (salt, "$AQEBAQ$"),
            (salt, "$AQEBAQEBAQEBAQEBAQEBA\u{e9}$"),
            ("AgICAgIC", ""),
            ("AgICAgIC", "AgIC AgIC"),
            ("AgICAgIC", "AgICAgIC$"),
        ] {
            let bad = GOOD.replacen(part, instead, 1);
            assert_ne!(bad, GOOD, "{part}");
            assert_eq!(Stored::parse(&bad), None, "{bad}");
        }
        let tag = sample().to_old_text().replace("k1$19456$2", "");
        for head in ["k1$7$2", "k1$65537$2", "k1$19456$9", "k1$x$2", "k1$19456", "", "k1"] {
            assert_eq!(Stored::parse(&format!("{head}{tag}")), None, "{head}");
        }
    }

    #[test]
    fn no_beginning_of_a_hash_is_one_and_none_makes_it_panic() {
        let old = sample().to_old_text();
        for text in [GOOD, &old] {
            assert!((0..text.len()).all(|end| Stored::parse(&text[..end]).is_none()), "{text}");
        }
    }
}
