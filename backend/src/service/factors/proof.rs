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

use crate::{
    app::{
        codec::{decode, encode},
        problem::Problem,
        webauthn::{Proving, Refused, StoredKey, user_handle},
    },
    db::{self, Tx},
    domain::{
        account::Account,
        calls::Purpose as CallPurpose,
        code::Purpose,
        messages::Notice,
        method::{KeyChallenge, Pending, name},
        totp::Authenticator,
    },
    service::{
        audit::{self, Event},
        calls,
        codes::{self, Sending, To},
        context::Context,
        factors::{self, Factor, Secret},
        limits::Asker,
        notices,
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
    match &factor.secret {
        Secret::App(_) => Ok(Pending::App),
        Secret::Key(key) => Ok(Pending::Key(question(cx, key)?)),
        Secret::Phone(phone) => {
            let to = To::Phone(phone);
            match factor.kind {
                FactorKind::Call => place_call(cx, account, factor, (scope, why)).await?,
                _ => send(cx, account, to, scope).await?,
            }
            let scope = scope.to_owned();
            Ok(match factor.kind {
                FactorKind::Call => Pending::Call { scope },
                _ => Pending::Sms { scope },
            })
        }
    }
}

/// Sends the code, unless one is there already; where none may be sent now, the screen shows when.
async fn send(cx: &Context, account: &Account, to: To<'_>, scope: &str) -> Result<(), Problem> {
    let mut tx = cx.app.db.read().await?;
    let is_waiting = codes::is_waiting(&cx.app, &mut tx, scope, to).await?;
    tx.commit().await?;
    if is_waiting {
        return Ok(());
    }
    forgive(send_again(cx, account, to, scope).await)
}

/// Ignores refusals of a resend: the screen that offers it later is shown all the same.
fn forgive(sent: Result<(), Problem>) -> Result<(), Problem> {
    match sent {
        Err(why) if matches!(why.code(), Code::ResendTooSoon | Code::TooManyMessages) => Ok(()),
        other => other,
    }
}

async fn send_again(
    cx: &Context,
    account: &Account,
    to: To<'_>,
    scope: &str,
) -> Result<(), Problem> {
    let mut tx = cx.app.db.write().await?;
    let asker = Asker::Here(&cx.remote.block);
    let sending = Sending { purpose: Purpose::SignIn, scope, to, asker };
    codes::send_to(&cx.app, &mut tx, account, &sending).await?;
    tx.commit().await?;
    Ok(())
}

async fn place_call(
    cx: &Context,
    account: &Account,
    factor: &Factor,
    (scope, why): (&str, Why),
) -> Result<(), Problem> {
    let mut tx = cx.app.db.read().await?;
    let last = calls::view(&cx.app, &mut tx, scope).await?;
    tx.commit().await?;
    match last {
        // A call in progress is shown; after one that is over, the screen shows when the next may
        // be placed.
        Some(call) if !call.state.is_over() => Ok(()),
        Some(_) => forgive(call_again(cx, account, factor, (scope, why)).await),
        None => call_again(cx, account, factor, (scope, why)).await,
    }
}

async fn call_again(
    cx: &Context,
    account: &Account,
    factor: &Factor,
    (scope, why): (&str, Why),
) -> Result<(), Problem> {
    let phone = factor.phone().ok_or(Code::MethodUnavailable)?;
    let mut tx = cx.app.db.write().await?;
    let wanted = calls::Wanted {
        to: phone,
        purpose: match why {
            Why::SignIn => CallPurpose::SignIn,
            Why::Confirm => CallPurpose::Change,
        },
        scope,
        block: &cx.remote.block,
    };
    calls::place(&cx.app, &mut tx, account, &wanted).await?;
    tx.commit().await?;
    Ok(())
}

fn question(cx: &Context, key: &StoredKey) -> Result<KeyChallenge, Problem> {
    let asked = cx.app.relying_party.begin_proof(std::slice::from_ref(key));
    let (options, state) = asked.map_err(Problem::internal)?;
    Ok(KeyChallenge::new(options.to_string(), encode(&state)?, cx.now))
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
    match pending {
        Pending::Sms { scope } => {
            let phone = factor.phone().ok_or(Code::MethodUnavailable)?;
            send_again(cx, account, To::Phone(phone), scope).await?;
        }
        Pending::Call { scope } => call_again(cx, account, factor, (scope, why)).await?,
        Pending::Key(_) => {
            return Ok(Pending::Key(question(cx, factor.key().ok_or(Code::MethodUnavailable)?)?));
        }
        Pending::App | Pending::Recovery => {}
    }
    Ok(pending.clone())
}

/// Returns what the person may see of the challenge.
pub async fn show(
    cx: &Context,
    tx: &mut Tx,
    factor: Option<&Factor>,
    pending: &Pending,
    tries_left: u32,
) -> Result<FactorChallenge, Problem> {
    Ok(match pending {
        Pending::App => FactorChallenge::App {},
        Pending::Recovery => FactorChallenge::Recovery {},
        Pending::Key(question) => FactorChallenge::Key { options: decode(&question.options)? },
        Pending::Sms { scope } => {
            let phone = factor.and_then(Factor::phone).ok_or(Code::MethodUnavailable)?;
            let to = To::Phone(phone);
            FactorChallenge::Sms { sent: codes::view_of(&cx.app, tx, scope, to, tries_left).await? }
        }
        Pending::Call { scope } => {
            let call = calls::view(&cx.app, tx, scope).await?;
            FactorChallenge::Call { call: call.ok_or(Code::MethodUnavailable)? }
        }
    })
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
    let app = &cx.app;
    let parsed = match pending {
        Pending::Recovery => text::parse_recovery_code(typed),
        _ => text::parse_code(typed, CODE_LENGTH),
    };
    let code = parsed.map_err(|code| Problem::field(Field::Code, code))?;
    let tries = tries::count(cx, &account.id).await?;
    let checked = match (pending, factor) {
        (Pending::Recovery, _) => {
            let key = factors::recovery_key(app, &account.id, &code);
            let access = factors::access_key(app, &account.id, &code);
            return Ok(FactorProof::Recovery { key, access, tries });
        }
        (Pending::App, Some(factor)) => check_step(cx, factor, &code)?
            .map(|step| FactorProof::App(factor.id.clone(), step, tries)),
        (Pending::Sms { scope }, Some(factor)) => codes::try_code(app, scope, &code)
            .await?
            .map(|challenge| FactorProof::Sms(factor.id.clone(), challenge)),
        _ => return Err(Code::InvalidBody.into()),
    };
    match checked {
        Ok(proof) => Ok(proof),
        Err(code @ Code::CodeUsed) => {
            tries::take_back(app, &account.id, tries).await?;
            Err(Problem::field(Field::Code, code))
        }
        Err(code) => {
            let kind = factor.map_or("recovery", |factor| name(factor.kind));
            tries::note(cx, account, tries, (kind, code)).await?;
            Err(Problem::field(Field::Code, code))
        }
    }
}

fn check_step(cx: &Context, factor: &Factor, code: &str) -> Result<Result<i64, Code>, Problem> {
    let Secret::App(key) = &factor.secret else { return Err(Code::MethodUnavailable.into()) };
    let app = Authenticator::stored(key).map_err(Problem::internal)?;
    Ok(match app.step_of(code, cx.now) {
        None => Err(Code::CodeWrong),
        Some(step) if step <= factor.counter => Err(Code::CodeUsed),
        Some(step) => Ok(step),
    })
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
    let (Pending::Key(question), Some(key)) = (pending, factor.key()) else {
        return Err(Code::InvalidBody.into());
    };
    let state: Proving = decode(question.fresh_state(cx.now)?)?;
    let handle = user_handle(&account.0);
    let proven =
        cx.app.relying_party.finish_proof(&state, answer, handle, std::slice::from_ref(key));
    let proven = proven.map_err(code_of)?;
    Ok(FactorProof::Key(factor.id.clone(), Box::new(proven.stored)))
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
    let (app, id) = (&cx.app, account.id.0.as_str());
    let (used, otherwise) = match proof {
        FactorProof::App(factor, step, _) => {
            let used = db::factors::advance(tx, (id, &factor.0), *step, cx.now).await?;
            (used, Code::CodeUsed)
        }
        FactorProof::Sms(factor, challenge) => {
            let used = db::sent_codes::consume(tx, challenge, cx.now).await?
                && db::factors::update_used(tx, (id, &factor.0), cx.now).await?;
            (used, Code::CodeUsed)
        }
        FactorProof::Call(factor, scope) => {
            let used = calls::consume(tx, account, scope, cx.now).await?
                && db::factors::update_used(tx, (id, &factor.0), cx.now).await?;
            (used, Code::CallNotConfirmed)
        }
        FactorProof::Key(factor, key) => {
            let used = factors::update_key(app, tx, (&account.id, factor), key).await?;
            (used, Code::KeyStale)
        }
        FactorProof::Recovery { key, .. } => {
            let used = db::recovery_codes::consume(tx, id, key, cx.now).await?;
            (used, Code::CodeWrong)
        }
    };
    if !used {
        return Ok(Err(otherwise));
    }
    db::tries::clear(tx, id).await?;
    if let FactorProof::Recovery { .. } = proof {
        let detail = ("", cx.remote.browser.as_str());
        audit::note_from(app, tx, Event::RecoveryCodeUsed, Some(id), detail).await?;
        let left = db::recovery_codes::count_left(tx, id).await?.unwrap_or(0);
        notices::tell(cx, tx, account, Notice::CodeUsed { left }, "").await?;
    }
    Ok(Ok(()))
}
