//! Wrong codes of an account: one counter for every route that takes a code of a second factor.

use vestibule_shared::{id::AccountId, policy::Value, problem::Code};

use crate::{
    app::{App, problem::Problem},
    db::{self, Reader},
    domain::{account::Account, messages::Notice, method::tries_left},
    service::{
        audit::{self, Event},
        context::Context,
        notices,
    },
};

/// A try that was counted.
#[derive(Clone, Copy, Debug)]
pub struct Try {
    /// The number of tries with this one.
    number: i64,
    /// The count it belongs to: a right code starts another.
    generation: i64,
}

/// Counts a try, at once and permanently, before the comparison.
///
/// A try of a flow that another request moved on is not compared and not counted. Otherwise a
/// client that sends the same code twice would restore the tries that a right code cleared.
///
/// # Errors
/// `StepRests` with the seconds to wait when no try is left; `Conflict` when the flow has moved on.
pub async fn count(cx: &Context, account: &AccountId) -> Result<Try, Problem> {
    let (app, now) = (&cx.app, cx.app.clock.now());
    let mut tx = app.db.write().await?;
    let until = now.plus_seconds(app.seconds(Value::Rest));
    let most = app.times(Value::CodeTries);
    let counted = db::tries::count(&mut tx, &account.0, now, until, most).await?;
    let (_, rests_until) = db::tries::find(&mut tx, &account.0).await?;
    cx.is_there_still(&mut tx).await??;
    tx.commit().await?;
    let rests = || Problem::new(Code::StepRests).retry_after(now.seconds_until(rests_until));
    let (number, generation) = counted.ok_or_else(rests)?;
    Ok(Try { number, generation })
}

/// Takes back a try whose code was right but used already: it opens nothing, and is no guess.
pub async fn take_back(app: &App, account: &AccountId, one: Try) -> Result<(), Problem> {
    let mut tx = app.db.write().await?;
    db::tries::take_back(&mut tx, &account.0, one.generation).await?;
    Ok(tx.commit().await?)
}

/// Returns how many wrong codes can still be typed.
pub async fn left(app: &App, tx: &mut Reader, account: &AccountId) -> Result<u32, Problem> {
    let (failures, until) = db::tries::find(tx, &account.0).await?;
    Ok(tries_left((failures, app.times(Value::CodeTries)), until, app.clock.now()))
}

/// Resets the tries: the code was right, though it could not be used.
pub async fn forgive(app: &App, account: &AccountId) -> Result<(), Problem> {
    let mut tx = app.db.write().await?;
    db::tries::clear(&mut tx, &account.0).await?;
    Ok(tx.commit().await?)
}

/// Records a failed try and its reason. The last try, of any kind, notifies the owner that the
/// password is known to the person who tries, unless a right code cleared the tries meanwhile.
pub async fn note(
    cx: &Context,
    account: &Account,
    one: Try,
    (kind, why): (&str, Code),
) -> Result<(), Problem> {
    let most = cx.app.times(Value::CodeTries);
    let (is_wrong, is_last) = (why == Code::CodeWrong, one.number >= most);
    if !is_wrong && !is_last {
        return Ok(());
    }
    let (app, id) = (&cx.app, account.id.0.as_str());
    let mut tx = app.db.write().await?;
    let detail = (kind, cx.remote.browser.as_str());
    if is_wrong {
        audit::note_from(app, &mut tx, Event::FactorWrong, Some(id), detail).await?;
    }
    let (_, rests_until) = db::tries::find(&mut tx, id).await?;
    if is_last && rests_until > cx.now {
        audit::note_from(app, &mut tx, Event::FactorRests, Some(id), detail).await?;
        let (tries, minutes) = (app.figure(Value::CodeTries), app.figure(Value::Rest));
        notices::tell(cx, &mut tx, account, Notice::StepRests { tries, minutes }, "").await?;
    }
    tx.commit().await?;
    Ok(())
}
