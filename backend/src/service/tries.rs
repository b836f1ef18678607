//! Wrong codes of an account: one counter for every route that takes a code of a second factor.

use vestibule_shared::{id::AccountId, policy::Value, problem::Code};

use super::audit::{self, Event};
use crate::{
    app::App,
    db::{self, Tx},
    domain::{account::Account, messages::Notice, method::tries_left},
    problem::Problem,
    service::notices,
    session::Context,
};

/// Counts a try, at once and for good, before anything is compared; tells how many that makes.
///
/// # Errors
/// `StepRests` with the seconds to wait when no try is left.
pub async fn count(app: &App, account: &AccountId) -> Result<i64, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let until = now.plus_seconds(app.seconds(Value::Rest));
    let most = app.times(Value::CodeTries);
    let counted = db::tries::count(&mut tx, &account.0, now, until, most).await?;
    let (_, rests_until) = db::tries::find(&mut tx, &account.0).await?;
    tx.commit().await?;
    counted.ok_or_else(|| Problem::new(Code::StepRests).retry_after(now.seconds_until(rests_until)))
}

/// How many wrong codes can still be typed.
pub async fn left(app: &App, tx: &mut Tx, account: &AccountId) -> Result<u32, Problem> {
    let (failures, until) = db::tries::find(tx, &account.0).await?;
    Ok(tries_left((failures, app.times(Value::CodeTries)), until, app.clock.now()))
}

/// Gives the tries back: what was typed was right, though it could not be used.
pub async fn forgive(app: &App, account: &AccountId) -> Result<(), Problem> {
    let mut tx = app.db.write().await?;
    db::tries::clear(&mut tx, &account.0).await?;
    Ok(tx.commit().await?)
}

/// Notes a try that failed and why; the last one, whatever it was, tells the owner that somebody knows
/// the password.
pub async fn note(
    cx: &Context,
    account: &Account,
    tries: i64,
    (kind, why): (&str, Code),
) -> Result<(), Problem> {
    let most = cx.app.times(Value::CodeTries);
    let (is_wrong, is_last) = (why == Code::CodeWrong, tries >= most);
    if !is_wrong && !is_last {
        return Ok(());
    }
    let (app, id) = (&cx.app, account.id.0.as_str());
    let mut tx = app.db.write().await?;
    let detail = (kind, cx.client.browser.as_str());
    if is_wrong {
        audit::note_from(app, &mut tx, Event::FactorWrong, Some(id), detail).await?;
    }
    if is_last {
        audit::note_from(app, &mut tx, Event::FactorRests, Some(id), detail).await?;
        let (tries, minutes) = (app.figure(Value::CodeTries), app.figure(Value::Rest));
        notices::tell(cx, &mut tx, account, Notice::StepRests { tries, minutes }, "").await?;
    }
    tx.commit().await?;
    Ok(())
}
