//! Keys that may be copied now but could not when they were set up: the password manager gained
//! this ability, or reports it since an update. They stay valid (Web Authentication Level 3, 6.1.3
//! and 7.2), and are stored as such from then on. webauthn-rs compares an answer that is backed up
//! with the flags of the enrolment, and would always refuse these keys. The reverse, from "may be
//! copied" to "never", stays refused.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use webauthn_rs::prelude::PublicKeyCredential;

use super::{answer, keys::StoredKey, refused::Refused};

/// The key that an answer is checked against: as it was stored, or with the flag that the answer
/// claims. No claim is believed before the signature over the same flags was checked.
pub(super) fn key(stored: &StoredKey, answer: &PublicKeyCredential) -> StoredKey {
    if answer::may_be_backed_up(answer) { stored.eligible() } else { stored.clone() }
}

/// The same for the keys in a challenge, which are kept with it.
pub(super) fn question<T>(asked: &T, answer: &PublicKeyCredential) -> Result<T, Refused>
where
    T: Clone + Serialize + DeserializeOwned,
{
    if !answer::may_be_backed_up(answer) {
        return Ok(asked.clone());
    }
    let mut kept = serde_json::to_value(asked).map_err(|_| Refused::Other)?;
    let keys = kept.pointer_mut("/ast/credentials").and_then(Value::as_array_mut);
    for key in keys.ok_or(Refused::Other)? {
        key["backup_eligible"] = json!(true);
    }
    serde_json::from_value(kept).map_err(|_| Refused::Other)
}
