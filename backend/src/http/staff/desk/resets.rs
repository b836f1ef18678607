//! A method that was lost: removed at once or later, cancelled, or replaced with the help of an
//! access code.

use axum::Json;
use vestibule_shared::{
    api::Nothing,
    desk::{self as wire, Action},
    factor::FactorId,
    problem::Code,
    text::RECOVERY_LENGTH,
};

use super::acts::{Acting, Page};
use crate::{
    app::{App, problem::Problem},
    db::{access_codes, resets as rows},
    domain::{
        desk::{ACCESS_PAUSE_SECONDS, ACCESS_SECONDS, allows, helps},
        messages::Help,
        method::name,
    },
    http::{body::Body, session::staff::Helps},
    service::{
        audit::Desk,
        context::Context,
        factors,
        notices::{self, Change},
        resets,
    },
};

/// Removes a method: at once for a checked caller, otherwise after the waiting time.
pub async fn reset_method(Helps(staff): Helps, Body(command): Body<wire::Reset>) -> Page {
    let (app, me) = (&staff.who.cx.app, staff.account());
    let mut acting = Acting::lock(&staff, &command.account, &command.reason).await?;
    let is_now = acting.person.standing.is_known;
    let action = if is_now { Action::ResetNow } else { Action::ResetLater };
    allows(&acting.person.standing, action)?;
    let account = acting.person.account.clone();
    let found = factors::find(app, &mut acting.tx, &account.id, &command.method).await;
    // Another request was faster.
    let factor = found.map_err(|why| match why.code() {
        Code::MethodUnavailable => Code::NothingToDo.into(),
        _ => why,
    })?;
    let kind = name(factor.kind);
    if is_now {
        resets::remove(app, &mut acting.tx, &account, factor).await?;
        acting.note(Desk::MethodReset, kind).await?;
    } else {
        resets::plan(app, &mut acting.tx, (&account, &me), &factor).await?;
        acting.note(Desk::ResetPlanned, kind).await?;
    }
    acting.finish().await
}

/// Cancels a reset that still waits.
pub async fn cancel_reset(Helps(staff): Helps, Body(command): Body<wire::Cancel>) -> Page {
    let app = &staff.who.cx.app;
    let mut acting = Acting::lock(&staff, &command.account, &command.reason).await?;
    helps(&acting.person.standing)?;
    let account = acting.person.account.clone();
    let waiting = rows::list(&mut acting.tx, &account.id).await?;
    let row = waiting.into_iter().find(|row| row.id == command.reset).ok_or(Code::NothingToDo)?;
    rows::delete(&mut acting.tx, &account.id, &row.id).await?;
    let id = FactorId(row.factor_id);
    let factor = factors::find(app, &mut acting.tx, &account.id, &id).await?;
    resets::tell_cancelled(app, &mut acting.tx, &account, factor.kind).await?;
    acting.note(Desk::ResetCancelled, name(factor.kind)).await?;
    acting.finish().await
}

/// Cancels a reset for the owner, by the link in the mail.
pub async fn refuse_reset(
    cx: Context,
    Body(command): Body<wire::ResetLink>,
) -> Result<Json<Nothing>, Problem> {
    resets::refuse(&cx.app, &command.token).await?;
    Ok(Json(Nothing {}))
}

/// Makes an access code to read aloud; it replaces the earlier one. With the password it allows
/// setting up a method, and nothing else.
pub async fn give_access_code(
    Helps(staff): Helps,
    Body(command): Body<wire::Act>,
) -> Result<Json<wire::AccessCode>, Problem> {
    let app: &App = &staff.who.cx.app;
    let of = (&command.account, Action::GiveAccessCode);
    let mut acting = Acting::begin(&staff, of, &command.reason).await?;
    let now = app.clock.now();
    let account = acting.person.account.clone();
    let is_new = now.plus_seconds(ACCESS_SECONDS - ACCESS_PAUSE_SECONDS);
    if access_codes::exists(&mut acting.tx, &account.id, is_new).await? {
        return Err(Code::NothingToDo.into());
    }
    let (code, until) = (app.rng.letters::<RECOVERY_LENGTH>(), now.plus_seconds(ACCESS_SECONDS));
    let key = factors::access_key(app, &account.id, &code);
    access_codes::put(&mut acting.tx, &account.id, &key, until).await?;
    acting.note(Desk::CodeGiven, "").await?;
    let undo = notices::undo_link(app, &mut acting.tx, &account, Change::Other, "").await?;
    acting.tell(Help::CodeGiven { minutes: ACCESS_SECONDS / 60 }, &undo).await?;
    acting.tx.commit().await?;
    app.changes.tell_everybody();
    let (head, tail) = code.split_at(RECOVERY_LENGTH / 2);
    Ok(Json(wire::AccessCode { code: format!("{head}-{tail}"), until }))
}
