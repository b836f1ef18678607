//! The second factor: its choice, and its proof (M2, M7).

use vestibule_shared::{account::Strength, problem::Code, sign_in as wire};

use super::{Done, find_account, finish, helped};
use crate::{
    app::problem::Problem,
    db::{self, Tx},
    domain::{
        account::Account,
        code::KEY_BLOCK,
        method::{Pending, name},
        sign_in::{Choosing, Entered, Losing, Proving},
    },
    http::step::Outcome,
    service::{
        audit::{self, Event},
        context::Context,
        factors::{self, Factor},
        limits, policy,
        proof::{self, FactorProof},
        sessions,
        tries::{self, Try},
    },
};

/// Chooses a method: sends the message, places the call, or issues the challenge to the key.
pub async fn choose_method(
    cx: Context,
    from: Choosing,
    command: wire::ChooseMethod,
) -> Done<Proving, Choosing> {
    let account = find_account(&cx, from.subject()).await?;
    let factor = find_factor(&cx, &account, &command.method).await?;
    // A method that ended opens nothing while there is another.
    if !is_offered(&cx, &account, &factor).await? {
        return Err(Code::MethodUnavailable.into());
    }
    let scope = from.subject().scope.clone();
    let pending = proof::ask(&cx, &account, &factor, (&scope, from.subject().purpose())).await?;
    Ok(Outcome::Moved(cx.app.db.write().await?, from.prove(Some(command.method), pending)))
}

async fn is_offered(cx: &Context, account: &Account, factor: &Factor) -> Result<bool, Problem> {
    let mut tx = cx.app.db.read().await?;
    Ok(policy::sorted(&cx.app, &mut tx, &account.id).await?.offered().has(factor.kind))
}

async fn find_factor(
    cx: &Context,
    account: &Account,
    id: &vestibule_shared::factor::FactorId,
) -> Result<Factor, Problem> {
    let mut tx = cx.app.db.read().await?;
    let factor = factors::find(&cx.app, &mut tx, &account.id, id).await;
    drop(tx);
    factor
}

/// Returns the method that is asked for; nothing for a recovery code.
async fn asked_factor(
    cx: &Context,
    account: &Account,
    from: &Proving,
) -> Result<Option<Factor>, Problem> {
    match from.method() {
        Some(id) => find_factor(cx, account, id).await.map(Some),
        None => Ok(None),
    }
}

/// Reports that all methods are lost; returns a reference for the help desk.
pub async fn lose_everything(
    cx: Context,
    from: Choosing,
    _: wire::LoseEverything,
) -> Done<Losing, Choosing> {
    let (mut tx, account) = (cx.app.db.write().await?, &from.subject().account);
    audit::note_for_help(&cx.app, &mut tx, Event::HelpWanted, account, &cx.remote.browser).await?;
    Ok(Outcome::Moved(tx, from.lose()))
}

/// Requests another message, another call, or a new challenge to the key.
pub async fn ask_again(cx: Context, from: Proving, _: wire::AskAgain) -> Done<Proving, Proving> {
    let account = find_account(&cx, from.subject()).await?;
    let Some(factor) = asked_factor(&cx, &account, &from).await? else {
        return Err(Code::InvalidBody.into());
    };
    let pending = proof::ask_again(&cx, &account, &factor, asked(&from)).await?;
    Ok(Outcome::Moved(cx.app.db.write().await?, from.renew(pending)))
}

fn asked(from: &Proving) -> (&Pending, wire::Purpose) {
    (from.pending(), from.subject().purpose())
}

/// Checks the code of an app or a message, or a recovery code.
pub async fn submit_code(
    cx: Context,
    from: Proving,
    command: wire::SubmitCode,
) -> Done<Entered, Proving> {
    let account = find_account(&cx, from.subject()).await?;
    let factor = asked_factor(&cx, &account, &from).await?;
    let proof =
        proof::check_code(&cx, &account, factor.as_ref(), from.pending(), &command.code).await?;
    enter(&cx, from, &account, &proof, command.remember.into()).await
}

/// Checks the answer of a passkey, security key or trusted platform. In each case the challenge is
/// used up.
pub async fn submit_key(
    cx: Context,
    from: Proving,
    command: wire::SubmitKey,
) -> Done<Entered, Proving> {
    let account = find_account(&cx, from.subject()).await?;
    let Some(factor) = asked_factor(&cx, &account, &from).await? else {
        return Err(Code::InvalidBody.into());
    };
    let checked = proof::check_key(&cx, &account.id, &factor, from.pending(), &command.credential);
    match checked {
        Ok(proof) => enter(&cx, from, &account, &proof, command.remember.into()).await,
        Err(why) => {
            note_refused_key(&cx, &account, &factor).await?;
            refuse(&cx, from, &account, why).await
        }
    }
}

/// Recorded in the activity; counted too, because each refusal issues a new challenge.
async fn note_refused_key(cx: &Context, account: &Account, factor: &Factor) -> Result<(), Problem> {
    limits::count_from(&cx.app, &KEY_BLOCK, &cx.remote.block).await?;
    let mut tx = cx.app.db.write().await?;
    let (id, detail) = (Some(account.id.0.as_str()), (name(factor.kind), &*cx.remote.browser));
    audit::note_from(&cx.app, &mut tx, Event::FactorWrong, id, detail).await?;
    Ok(tx.commit().await?)
}

/// Continues after the call was confirmed.
pub async fn finish_call(
    cx: Context,
    from: Proving,
    command: wire::FinishCall,
) -> Done<Entered, Proving> {
    let account = find_account(&cx, from.subject()).await?;
    let (Pending::Call { scope }, Some(method)) = (from.pending().clone(), from.method().cloned())
    else {
        return Err(Code::InvalidBody.into());
    };
    enter(&cx, from, &account, &FactorProof::Call(method, scope), command.remember.into()).await
}

/// Uses up the proof and signs in, or steps up the session: one transaction.
async fn enter(
    cx: &Context,
    from: Proving,
    account: &Account,
    proof: &FactorProof,
    remember: finish::Remember,
) -> Done<Entered, Proving> {
    let mut tx = cx.app.db.write().await?;
    db::accounts::lock(&mut tx, &account.id).await?;
    if let Some(done) = helped::enter(cx, &mut tx, (&from, account), proof).await? {
        if let Err(why) = done {
            drop(tx);
            return stop(cx, from, account, why).await;
        }
        return Ok(Outcome::Moved(tx, from.enter()));
    }
    if let Err(code) = proof::consume(cx, &mut tx, account, proof).await? {
        drop(tx);
        match proof {
            // Another browser was faster with the same code.
            FactorProof::App(_, _, one) => tries::take_back(&cx.app, &account.id, *one).await?,
            FactorProof::Recovery { tries, .. } => {
                note_wrong_recovery(cx, account, *tries, code).await?;
            }
            _ => {}
        }
        return refuse(cx, from, account, refusal(code)).await;
    }
    let done = finish::finish(cx, &mut tx, from.subject(), account, Strength::TwoStep).await?;
    if let Err(why) = done {
        drop(tx);
        return stop(cx, from, account, why).await;
    }
    remember_browser(cx, &mut tx, &from, account, remember).await?;
    Ok(Outcome::Moved(tx, from.enter()))
}

/// Recorded, unless another request of the same flow succeeded with it: then it was not a wrong
/// code.
async fn note_wrong_recovery(
    cx: &Context,
    account: &Account,
    one: Try,
    code: Code,
) -> Result<(), Problem> {
    let mut tx = cx.app.db.read().await?;
    let here = cx.is_there_still(&mut tx).await?;
    drop(tx);
    if here.is_ok() {
        tries::note(cx, account, one, ("recovery", code)).await?;
    }
    Ok(())
}

/// It was right, but the account is held, or the session is gone.
async fn stop(
    cx: &Context,
    from: Proving,
    account: &Account,
    why: Problem,
) -> Done<Entered, Proving> {
    tries::forgive(&cx.app, &account.id).await?;
    refuse(cx, from, account, why).await
}

/// Refuses; a key gets another challenge, because the one it answered is used up.
async fn refuse(
    cx: &Context,
    from: Proving,
    account: &Account,
    why: Problem,
) -> Done<Entered, Proving> {
    let factor = asked_factor(cx, account, &from).await?;
    let (Pending::Key(_), Some(factor)) = (from.pending(), factor) else {
        return Err(why);
    };
    let pending = proof::ask_again(cx, account, &factor, asked(&from)).await?;
    Ok(Outcome::Stayed(cx.app.db.write().await?, from.renew(pending), why))
}

/// A code that was used, or is not a code, is a problem of its field.
fn refusal(code: Code) -> Problem {
    match code {
        Code::CodeUsed | Code::CodeWrong => {
            Problem::field(vestibule_shared::problem::Field::Code, code)
        }
        other => other.into(),
    }
}

async fn remember_browser(
    cx: &Context,
    tx: &mut Tx,
    from: &Proving,
    account: &Account,
    remember: finish::Remember,
) -> Result<(), Problem> {
    let allowed = finish::remember_days(cx, from, account).is_some();
    if allowed && remember == finish::Remember::Yes {
        sessions::remember(cx, tx, account).await?;
    }
    Ok(())
}
