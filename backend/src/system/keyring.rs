//! The keys that live outside the database: they seal personal data and make keyed digests.
//!
//! A dump of the database alone shows no number, address, code, password or session (S18). The file
//! is TOML: one key for blind indexes, which never changes, and a ring of keys of which `current` seals
//! new values while the others still open old ones.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context as _, bail};
use aws_lc_rs::{aead, constant_time, hkdf, hmac};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use serde::{Deserialize, Serialize};

use crate::system::{files, rng::Rng};

/// The longest name of a key that new passwords are peppered with: 64 characters in base64, the most that the
/// PHC string format gives a parameter. Keys that only open what is old may have longer ones.
const LONGEST_NAME: usize = 48;

/// The error for a text that cannot be opened: sealed for another place, changed, or with a key
/// that is gone.
#[derive(Debug, thiserror::Error)]
#[error("a sealed value does not open")]
pub struct SealBroken;

/// The keys in memory.
pub struct Keyring {
    current: String,
    keys: BTreeMap<String, Keys>,
    index: hmac::Key,
}

struct Keys {
    seal: aead::LessSafeKey,
    code: hmac::Key,
    pepper: hmac::Key,
    audit: hmac::Key,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    current: String,
    index: String,
    keys: BTreeMap<String, String>,
}

impl Keyring {
    /// Reads the file, or makes it with fresh keys when it is absent.
    ///
    /// # Errors
    /// When the file cannot be read, written or understood.
    pub fn open(path: &Path, rng: &Rng) -> anyhow::Result<Self> {
        let text = match std::fs::read_to_string(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                // Another process may make it at this moment: what counts is what is there afterwards.
                files::make(path, &fresh_text(rng)?)
                    .with_context(|| format!("writing {}", path.display()))?;
                std::fs::read_to_string(path)
            }
            read => read,
        };
        let text = text.with_context(|| format!("reading {}", path.display()))?;
        let file = toml::from_str(&text).with_context(|| format!("in {}", path.display()))?;
        Self::from_file(&file).with_context(|| format!("in {}", path.display()))
    }

    /// A ring with one key that nobody keeps: for tests.
    #[cfg(test)]
    pub(crate) fn throw_away(rng: &Rng) -> Self {
        Self::from_file(&fresh(rng)).unwrap()
    }

    /// The ring of [`Self::throw_away`] after a new key became the current one.
    #[cfg(test)]
    pub(crate) fn throw_away_with_new_key(rng: &Rng, name: &str) -> Self {
        let mut file = fresh(rng);
        file.keys.insert(name.into(), BASE64.encode(rng.bytes::<32>()));
        file.current = name.into();
        Self::from_file(&file).unwrap()
    }

    fn from_file(file: &File) -> anyhow::Result<Self> {
        let mut keys = BTreeMap::new();
        for (id, text) in &file.keys {
            if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric()) {
                bail!("the key name {id:?} must be letters and figures");
            }
            keys.insert(id.clone(), Keys::derive(&decode_key(text).context(id.clone())?)?);
        }
        if !keys.contains_key(&file.current) {
            bail!("`current` names the key {:?}, which is not under [keys]", file.current);
        }
        if file.current.len() > LONGEST_NAME {
            bail!(
                "the key name {:?} does not fit into a stored password: add a key whose name has \
                 at most {LONGEST_NAME} characters, and make it the current one",
                file.current
            );
        }
        let index = hmac::Key::new(hmac::HMAC_SHA256, &decode_key(&file.index).context("index")?);
        Ok(Self { current: file.current.clone(), keys, index })
    }

    /// Seals a text for one place, as `accounts|phone|<id>`; it opens in that place only.
    pub fn seal(&self, rng: &Rng, place: &str, text: &str) -> String {
        let nonce: [u8; 12] = rng.bytes();
        let mut data = text.as_bytes().to_vec();
        let sealed = aead::Nonce::assume_unique_for_key(nonce);
        let done = self.keys[&self.current].seal.seal_in_place_append_tag(
            sealed,
            aead::Aad::from(place),
            &mut data,
        );
        // AES-GCM refuses only texts of more than 64 GiB.
        debug_assert!(done.is_ok());
        let mut bytes = nonce.to_vec();
        bytes.append(&mut data);
        format!("{}.{}", self.current, BASE64.encode(bytes))
    }

    /// Opens what [`Self::seal`] made for the same place.
    ///
    /// # Errors
    /// [`SealBroken`].
    pub fn open_seal(&self, place: &str, sealed: &str) -> Result<String, SealBroken> {
        let (id, text) = sealed.split_once('.').ok_or(SealBroken)?;
        let key = self.keys.get(id).ok_or(SealBroken)?;
        let mut bytes = BASE64.decode(text).map_err(|_| SealBroken)?;
        let (nonce, data) = bytes.split_at_mut_checked(12).ok_or(SealBroken)?;
        let nonce = aead::Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealBroken)?;
        let aad = aead::Aad::from(place);
        let open = key.seal.open_in_place(nonce, aad, data).map_err(|_| SealBroken)?;
        String::from_utf8(open.to_vec()).map_err(|_| SealBroken)
    }

    /// A digest by which a value is found again without being stored, as for `email` (blind index).
    pub fn index(&self, kind: &str, value: &str) -> String {
        BASE64.encode(hmac::sign(&self.index, &framed(&[kind, value])))
    }

    /// The digest of a code, bound to what it is for; begins with the name of the key.
    pub fn code_mac(&self, purpose: &str, challenge: &str, code: &str) -> String {
        let tag = hmac::sign(&self.keys[&self.current].code, &framed(&[purpose, challenge, code]));
        format!("{}.{}", self.current, BASE64.encode(tag))
    }

    /// Whether a code has this digest; takes the same time for every wrong code.
    pub fn code_matches(&self, mac: &str, purpose: &str, challenge: &str, code: &str) -> bool {
        let Some((id, tag)) = mac.split_once('.') else { return false };
        let (Some(key), Ok(tag)) = (self.keys.get(id), BASE64.decode(tag)) else { return false };
        let right = hmac::sign(&key.code, &framed(&[purpose, challenge, code]));
        constant_time::verify_slices_are_equal(right.as_ref(), &tag).is_ok()
    }

    /// The digest of a row of the audit trail; begins with the name of the key.
    pub fn audit_mac(&self, parts: &[String]) -> String {
        self.audit_mac_by(&self.current, parts).unwrap_or_default()
    }

    /// Whether a row of the audit trail has this digest.
    pub fn audit_matches(&self, mac: &str, parts: &[String]) -> bool {
        let made = mac.split_once('.').and_then(|(id, _)| self.audit_mac_by(id, parts));
        made.is_some_and(|made| {
            constant_time::verify_slices_are_equal(made.as_bytes(), mac.as_bytes()).is_ok()
        })
    }

    fn audit_mac_by(&self, id: &str, parts: &[String]) -> Option<String> {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let tag = hmac::sign(&self.keys.get(id)?.audit, &framed(&parts));
        Some(format!("{id}.{}", BASE64.encode(tag)))
    }

    /// The name of the key that peppers new passwords.
    pub fn current(&self) -> &str {
        &self.current
    }

    /// A password with the pepper of the named key worked in; absent when that key is gone.
    pub fn pepper(&self, key: &str, password: &str) -> Option<hmac::Tag> {
        self.keys.get(key).map(|keys| hmac::sign(&keys.pepper, password.as_bytes()))
    }
}

impl Keys {
    fn derive(master: &[u8]) -> anyhow::Result<Self> {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, b"vestibule").extract(master);
        let expand = |purpose: &'static str| -> anyhow::Result<[u8; 32]> {
            let mut key = [0; 32];
            prk.expand(&[purpose.as_bytes()], hkdf::HKDF_SHA256)
                .and_then(|okm| okm.fill(&mut key))
                .map_err(|_| anyhow::anyhow!("the key cannot be derived"))?;
            Ok(key)
        };
        let seal = aead::UnboundKey::new(&aead::AES_256_GCM, &expand("seal")?)
            .map_err(|_| anyhow::anyhow!("the key cannot be used"))?;
        Ok(Self {
            seal: aead::LessSafeKey::new(seal),
            code: hmac::Key::new(hmac::HMAC_SHA256, &expand("code")?),
            pepper: hmac::Key::new(hmac::HMAC_SHA256, &expand("pepper")?),
            audit: hmac::Key::new(hmac::HMAC_SHA256, &expand("audit")?),
        })
    }
}

/// Each part with its length before it, so that no two lists of parts make the same bytes.
fn framed(parts: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

fn decode_key(text: &str) -> anyhow::Result<[u8; 32]> {
    let bytes = BASE64.decode(text.trim_end_matches('=')).context("a key must be base64")?;
    bytes.try_into().map_err(|_| anyhow::anyhow!("a key must have 32 bytes"))
}

fn fresh(rng: &Rng) -> File {
    let key = || BASE64.encode(rng.bytes::<32>());
    File { current: "k1".into(), index: key(), keys: BTreeMap::from([("k1".into(), key())]) }
}

fn fresh_text(rng: &Rng) -> anyhow::Result<Vec<u8>> {
    let text = format!(
        "# The keys of this installation. Keep a copy in a safe place, apart from the database's:\n\
         # without it, what the database holds cannot be read again.\n{}",
        toml::to_string(&fresh(rng))?
    );
    Ok(text.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s18_a_sealed_text_opens_in_its_own_place_only_and_not_when_a_byte_changed() {
        let rng = Rng::seeded(1);
        let keys = Keyring::throw_away(&rng);
        let sealed = keys.seal(&rng, "accounts|phone|a", "+32470123456");
        assert_eq!(keys.open_seal("accounts|phone|a", &sealed).unwrap(), "+32470123456");
        assert!(keys.open_seal("accounts|phone|b", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(keys.open_seal("accounts|phone|a", &changed).is_err(), "byte {at}");
        }
    }

    #[test]
    fn s5_a_code_digest_is_bound_to_its_purpose_and_its_challenge() {
        let keys = Keyring::throw_away(&Rng::seeded(2));
        let mac = keys.code_mac("activation", "c1", "123456");
        assert!(keys.code_matches(&mac, "activation", "c1", "123456"));
        assert!(!keys.code_matches(&mac, "activation", "c1", "123457"));
        assert!(!keys.code_matches(&mac, "activation", "c2", "123456"));
        assert!(!keys.code_matches(&mac, "recovery", "c1", "123456"));
    }

    #[test]
    fn the_file_is_made_once_and_read_the_next_time() {
        let rng = Rng::system();
        let path = std::env::temp_dir().join(format!("vestibule-keys-{}", rng.id())).join("k.toml");
        let first = Keyring::open(&path, &rng).unwrap().index("email", "a");
        assert_eq!(Keyring::open(&path, &rng).unwrap().index("email", "a"), first);
        std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    }

    #[test]
    fn the_current_key_has_a_name_that_fits_into_a_stored_password() {
        let named = |length: usize| {
            let mut file = fresh(&Rng::seeded(4));
            file.keys.insert("k".repeat(length), BASE64.encode([1; 32]));
            File { current: "k".repeat(length), ..file }
        };
        assert!(Keyring::from_file(&named(48)).is_ok());
        assert!(Keyring::from_file(&named(49)).is_err());
        assert!(Keyring::from_file(&File { current: "k1".into(), ..named(49) }).is_ok());
    }

    #[test]
    fn of_many_first_starts_that_share_a_folder_all_have_the_same_keys() {
        let rng = Rng::system();
        let path = std::env::temp_dir().join(format!("vestibule-keys-{}", rng.id())).join("k.toml");
        let barrier = std::sync::Barrier::new(32);
        let start = || {
            barrier.wait();
            Keyring::open(&path, &rng).unwrap().index("email", "a")
        };
        let made: std::collections::BTreeSet<String> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..32).map(|_| scope.spawn(start)).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(made.len(), 1);
        std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    }
}
