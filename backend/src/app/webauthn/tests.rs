//! Honest authenticators pass; each lie is refused for its own reason (S28).

mod discovery;
mod enrolment;
mod options;
mod proof;
mod shape;
pub(crate) mod soft;

use serde_json::{Value, json};

use self::soft::{SoftKey, decode, encode};
use super::*;

pub(super) const ORIGIN: &str = "https://portal.example";
pub(super) const ACCOUNT: &str = "q83vEjRWeJCrze8SNFZ4kA";
pub(super) const ALL: [KeyKind; 3] = [KeyKind::Passkey, KeyKind::SecurityKey, KeyKind::Platform];
/// The origins that pages elsewhere, or our page elsewhere, would have.
pub(super) const ELSEWHERE: [&str; 10] = [
    "https://sub.portal.example",
    "https://portal.example.evil.example",
    "https://evilportal.example",
    "http://portal.example",
    "https://portal.example:8443",
    "https://portal.example/",
    "https://portal.example/path",
    "https://somebody@portal.example",
    "https://example",
    "null",
];

pub(super) fn portal() -> RelyingParty {
    RelyingParty::new(ORIGIN, &[], "Portaal Zorg").unwrap()
}

pub(super) fn owner(account: &str) -> Owner<'_> {
    Owner { account, user_name: "lotte@example.be", display_name: "Lotte Voorbeeld" }
}

pub(super) fn begin(kind: KeyKind, known: &[StoredKey]) -> (Value, Enrolling) {
    portal().begin_enrolment(kind, owner(ACCOUNT), known).unwrap()
}

/// Enrols a key of an authenticator for the account.
pub(super) fn enrolled(kind: KeyKind, key: &mut SoftKey) -> StoredKey {
    let (options, enrolling) = begin(kind, &[]);
    portal().finish_enrolment(&enrolling, &key.create(&options)).unwrap().stored
}

/// The server's result for a proof with one enrolled key.
pub(super) fn proof(
    stored: &StoredKey,
    answer: impl FnOnce(&Value) -> Value,
) -> Result<Proven, Refused> {
    let keys = std::slice::from_ref(stored);
    let (options, proving) = portal().begin_proof(keys).unwrap();
    portal().finish_proof(&proving, &answer(&options), user_handle(ACCOUNT), keys)
}

/// The same value after a round trip through the database.
pub(super) fn stored_again<T: Serialize + for<'a> Deserialize<'a>>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

/// The answer with one of its byte strings changed.
pub(super) fn with(answer: &Value, part: &str, change: impl FnOnce(&mut Vec<u8>)) -> Value {
    let mut answer = answer.clone();
    let mut content = decode(&answer["response"][part]);
    change(&mut content);
    answer["response"][part] = json!(encode(content));
    answer
}
