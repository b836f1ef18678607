//! Asks for a second factor and checks the answer: for signing in, and for confirming.
//!
//! A check returns a proof; nothing counts before [`consume`] consumed it, in the transaction of
//! what it opens. Of parallel uses exactly one succeeds.

use serde_json::Value;
use vestibule_shared::{
    factor::{FactorChallenge, FactorId, FactorKind},
    id::AccountId,
    problem::{Code, Field},
    sign_in::Purpose as Why,
    text::{self, CODE_LENGTH},
};

pub use super::kinds::key::code_of;
use super::kinds::{app, call, key, recovery_code, sms};
use crate::{
    app::{problem::Problem, webauthn::StoredKey},
    db::{self, Reader, Tx},
    domain::{
        account::Account,
        method::{Pending, name},
    },
    service::{
        context::Context,
        factors::{self, Factor, Secret},
        tries::{self, Try},
    },
};

/// A correct answer that can be used once.
#[derive(Clone, Debug)]
pub enum FactorProof {
    /// A code of an app, with its step and its try.
    App(FactorId, i64, Try),
    /// A code of a text message, by the identifier of its challenge.
    Sms(FactorId, String),
    /// A call that was confirmed, by its scope.
    Call(FactorId, String),
    /// A key, with its state after the use.
    Key(FactorId, Box<StoredKey>),
    /// A recovery code, or an access code of the help desk.
    Recovery {
        /// Its digest as a recovery code.
        key: String,
        /// Its digest as an access code.
        access: String,
        /// Its try.
        tries: Try,
    },
}

/// Asks for a factor: sends the message, places the call, or makes the challenge for the key.
/// Messages and calls use a separate transaction, so that a refusal leaves nothing behind.
pub async fn ask(
    cx: &Context,
    account: &Account,
    factor: &Factor,
    (scope, why): (&str, Why),
) -> Result<Pending, Problem> {
    Ok(match &factor.secret {
        Secret::App(_) => Pending::App,
        Secret::Key(stored) => Pending::Key(key::ask(cx, stored)?),
        Secret::Phone(phone) if factor.kind == FactorKind::Call => {
            call::ask(cx, account, phone, (scope, why)).await?;
            Pending::Call { scope: scope.to_owned() }
        }
        Secret::Phone(phone) => {
            sms::ask(cx, account, phone, scope).await?;
            Pending::Sms { scope: scope.to_owned() }
        }
    })
}

/// Asks once more: another message, another call, a new challenge.
///
/// # Errors
/// `ResendTooSoon` or `TooManyMessages` with the seconds to wait.
pub async fn ask_again(
    cx: &Context,
    account: &Account,
    factor: &Factor,
    (pending, why): (&Pending, Why),
) -> Result<Pending, Problem> {
    let phone = || factor.phone().ok_or(Code::MethodUnavailable);
    match pending {
        Pending::Sms { scope } => sms::ask_again(cx, account, phone()?, scope).await?,
        Pending::Call { scope } => call::ask_again(cx, account, phone()?, (scope, why)).await?,
        Pending::Key(_) => {
            let stored = factor.key().ok_or(Code::MethodUnavailable)?;
            return Ok(Pending::Key(key::ask(cx, stored)?));
        }
        Pending::App | Pending::Recovery => {}
    }
    Ok(pending.clone())
}

/// Returns what the person may see of the challenge.
pub async fn show(
    cx: &Context,
    tx: &mut Reader,
    factor: Option<&Factor>,
    pending: &Pending,
    tries_left: u32,
) -> Result<FactorChallenge, Problem> {
    match pending {
        Pending::App => Ok(FactorChallenge::App {}),
        Pending::Recovery => Ok(FactorChallenge::Recovery {}),
        Pending::Key(challenge) => key::show(challenge),
        Pending::Sms { scope } => {
            let phone = factor.and_then(Factor::phone).ok_or(Code::MethodUnavailable)?;
            sms::show(cx, tx, (phone, scope), tries_left).await
        }
        Pending::Call { scope } => call::show(cx, tx, scope).await,
    }
}

/// Checks a typed code. The try is counted before the comparison, whatever the route.
///
/// # Errors
/// `StepRests`, or a problem of the field `code`.
pub async fn check_code(
    cx: &Context,
    account: &Account,
    factor: Option<&Factor>,
    pending: &Pending,
    typed: &str,
) -> Result<FactorProof, Problem> {
    let parsed = match pending {
        Pending::Recovery => text::parse_recovery_code(typed),
        _ => text::parse_code(typed, CODE_LENGTH),
    };
    let code = parsed.map_err(|code| Problem::field(Field::Code, code))?;
    let tries = tries::count(cx, &account.id).await?;
    let checked = match (pending, factor) {
        (Pending::Recovery, _) => {
            let key = factors::recovery_key(&cx.app, &account.id, &code);
            let access = factors::access_key(&cx.app, &account.id, &code);
            return Ok(FactorProof::Recovery { key, access, tries });
        }
        (Pending::App, Some(factor)) => app::check(cx, factor, &code)?
            .map(|step| FactorProof::App(factor.id.clone(), step, tries)),
        (Pending::Sms { scope }, Some(factor)) => sms::check(cx, scope, &code)
            .await?
            .map(|challenge| FactorProof::Sms(factor.id.clone(), challenge)),
        _ => return Err(Code::InvalidBody.into()),
    };
    match checked {
        Ok(proof) => Ok(proof),
        Err(code @ Code::CodeUsed) => {
            tries::take_back(&cx.app, &account.id, tries).await?;
            Err(Problem::field(Field::Code, code))
        }
        Err(code) => {
            let kind = factor.map_or("recovery", |factor| name(factor.kind));
            tries::note(cx, account, tries, (kind, code)).await?;
            Err(Problem::field(Field::Code, code))
        }
    }
}

/// Checks the answer of a key.
///
/// # Errors
/// The reason for the refusal; the challenge is used up and the caller asks again.
pub fn check_key(
    cx: &Context,
    account: &AccountId,
    factor: &Factor,
    pending: &Pending,
    answer: &Value,
) -> Result<FactorProof, Problem> {
    let (Pending::Key(challenge), Some(stored)) = (pending, factor.key()) else {
        return Err(Code::InvalidBody.into());
    };
    let used = key::check(cx, account, (stored, challenge), answer)?;
    Ok(FactorProof::Key(factor.id.clone(), Box::new(used)))
}

/// Consumes a proof, in the transaction of what it opens.
///
/// # Errors
/// In the result: `CodeUsed`, `CodeWrong`, `CallNotConfirmed` or `KeyStale` when it was used, or is
/// none.
pub async fn consume(
    cx: &Context,
    tx: &mut Tx,
    account: &Account,
    proof: &FactorProof,
) -> Result<Result<(), Code>, Problem> {
    let id = account.id.0.as_str();
    let (used, otherwise) = match proof {
        FactorProof::App(factor, step, _) => {
            (app::consume(cx, tx, id, (factor, *step)).await?, Code::CodeUsed)
        }
        FactorProof::Sms(factor, challenge) => {
            (sms::consume(cx, tx, id, (factor, challenge)).await?, Code::CodeUsed)
        }
        FactorProof::Call(factor, scope) => {
            (call::consume(cx, tx, account, (factor, scope)).await?, Code::CallNotConfirmed)
        }
        FactorProof::Key(factor, stored) => {
            let used = factors::update_key(&cx.app, tx, (&account.id, factor), stored).await?;
            (used, Code::KeyStale)
        }
        FactorProof::Recovery { key, .. } => {
            (recovery_code::consume(cx, tx, id, key).await?, Code::CodeWrong)
        }
    };
    if !used {
        return Ok(Err(otherwise));
    }
    db::tries::clear(tx, id).await?;
    if let FactorProof::Recovery { .. } = proof {
        recovery_code::note(cx, tx, account).await?;
    }
    Ok(Ok(()))
}
