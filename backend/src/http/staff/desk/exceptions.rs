//! Exceptions: a person may use a method after its last day, until a day, for a reason.
//! Administrators decide.

use axum::Json;
use vestibule_shared::{
    desk::{self as wire, Exempt},
    id::AccountId,
    policy::{Day, Exception},
    problem::Code,
    time::Timestamp,
};

use super::show;
use crate::{
    app::{App, codec::from_label, problem::Problem},
    db::{Reader, policies},
    domain::{
        messages::{Help, Notice},
        method::name,
    },
    http::{body::Body, session::staff::Rules, staff::reason},
    service::{
        audit::{self, By, Desk, Event},
        desk, notices,
    },
};

/// The most days ahead that an exception lasts.
const MOST_DAYS: i64 = 366;

/// Lets a person use a method longer, or ends that. Administrators cannot decide their own
/// exception.
pub async fn put_exception(
    Rules(admin): Rules,
    Body(command): Body<Exception>,
) -> Result<Json<wire::PersonView>, Problem> {
    let (app, me) = (&admin.who.cx.app, admin.account());
    let (reason, kind) = (reason(&command.reason)?, name(command.method));
    if me == command.account {
        return Err(Code::NotYours.into());
    }
    let until = command.last_day.as_ref().map(|day| end_of(app, day)).transpose()?;
    let (mut tx, person) = desk::lock(&admin, &command.account).await?;
    let id = &person.account.id;
    let what = if let Some(until) = until {
        policies::put_exception(&mut tx, (id, kind), until, &me.0).await?;
        let notice = Notice::Helped(Help::ExceptionGiven(command.method));
        notices::tell_of_help(app, &mut tx, &person.account, notice, "").await?;
        Desk::ExceptionGiven
    } else {
        if !policies::delete_exception(&mut tx, id, kind).await? {
            return Err(Code::NothingToDo.into());
        }
        Desk::ExceptionEnded
    };
    let detail =
        command.last_day.map_or_else(|| kind.to_owned(), |day| format!("{kind} {}", day.0));
    let by = By { staff: &me, reason: &reason };
    audit::note_by(app, &mut tx, Event::Desk(what), Some(id), (&detail, by)).await?;
    tx.commit().await?;
    app.changes.tell_everybody();
    show(&admin, &command.account).await
}

/// Returns the end of a day, which must be in the near future.
fn end_of(app: &App, day: &Day) -> Result<Timestamp, Problem> {
    let ahead = app.calendar().days_until(day, app.common_now());
    if (0..=MOST_DAYS).contains(&ahead) {
        Ok(app.calendar().end_of(day))
    } else {
        Err(Code::PolicyInvalid.into())
    }
}

/// Lists what a person may use longer.
pub(super) async fn list(
    app: &App,
    tx: &mut Reader,
    id: &AccountId,
) -> Result<Vec<Exempt>, Problem> {
    let rows = policies::list_exceptions(tx, id, app.clock.now()).await?;
    let show = |(kind, until): (String, i64)| -> Result<Exempt, Problem> {
        let last_day = app.calendar().day(Timestamp(until - 1));
        Ok(Exempt { method: from_label(&kind)?, last_day })
    };
    rows.into_iter().map(show).collect()
}
