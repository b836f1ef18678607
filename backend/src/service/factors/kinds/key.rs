//! A passkey, this computer, or a security key (`WebAuthn`).

use serde_json::Value;
use vestibule_shared::{factor::FactorChallenge, id::AccountId, problem::Code};

use crate::{
    app::{
        codec::{decode, encode},
        problem::Problem,
        webauthn::{Proving, Refused, StoredKey, user_handle},
    },
    domain::method::KeyChallenge,
    service::context::Context,
};

/// Makes a challenge for a key.
pub(in crate::service::factors) fn ask(
    cx: &Context,
    key: &StoredKey,
) -> Result<KeyChallenge, Problem> {
    let begun = cx.app.relying_party.begin_proof(std::slice::from_ref(key));
    let (options, state) = begun.map_err(Problem::internal)?;
    Ok(KeyChallenge::new(options.to_string(), encode(&state)?, cx.now))
}

/// What the browser needs to ask the key.
pub(in crate::service::factors) fn show(
    challenge: &KeyChallenge,
) -> Result<FactorChallenge, Problem> {
    Ok(FactorChallenge::Key { options: decode(&challenge.options)? })
}

/// Checks the answer; returns the state of the key after the use.
///
/// # Errors
/// The reason for the refusal.
pub(in crate::service::factors) fn check(
    cx: &Context,
    account: &AccountId,
    (key, challenge): (&StoredKey, &KeyChallenge),
    answer: &Value,
) -> Result<StoredKey, Problem> {
    let state: Proving = decode(challenge.fresh_state(cx.now)?)?;
    let handle = user_handle(&account.0);
    let proven =
        cx.app.relying_party.finish_proof(&state, answer, handle, std::slice::from_ref(key));
    Ok(proven.map_err(code_of)?.stored)
}

/// Returns the code that a person sees when an answer was refused.
pub fn code_of(refused: Refused) -> Code {
    match refused {
        Refused::WrongChallenge => Code::KeyStale,
        Refused::NotVerified | Refused::NotPresent => Code::KeyUnverified,
        Refused::AlreadyKnown => Code::KeyTaken,
        Refused::UnknownCredential => Code::KeyUnknown,
        // Another try never helps: the key has to be set up again.
        Refused::BackupChanged | Refused::CounterWentBack => Code::KeyChanged,
        _ => Code::KeyRefused,
    }
}
