//! Staff: auditors see the list, administrators decide about it.

pub mod desk;

use axum::Json;
use vestibule_shared::{
    id::AccountId, policy::Proposed, problem::Field, staff as wire, text::parse_reason,
    time::Timestamp,
};

use super::{body::Body, security::begin};
use crate::{
    app::{App, codec::from_label, problem::Problem},
    db::{self, Tx},
    domain::{email, messages::Notice},
    http::session::staff::{Audits, Rules},
    service::{
        accounts::{self, open_person},
        audit::By,
        notices, proposals,
        staff::{self, member::Staff},
    },
};

type Page = Result<Json<wire::StaffView>, Problem>;

/// Returns all staff.
pub async fn get_staff(Audits(staff): Audits) -> Page {
    view(&staff).await
}

async fn view(staff: &Staff) -> Page {
    let app = &staff.who.cx.app;
    let mut tx = app.db.read().await?;
    let rows = db::staff::list(&mut tx).await?;
    let me = staff.account();
    let show = |row| show(app, row, &me);
    let people = rows.into_iter().map(show).collect::<Result<_, _>>()?;
    Ok(Json(wire::StaffView { people, fresh_for: staff.who.fresh_for() }))
}

fn show(app: &App, row: db::staff::Row, me: &AccountId) -> Result<wire::Colleague, Problem> {
    let email =
        app.keys.open_seal(&format!("accounts|email|{}", row.account_id), &row.email_sealed)?;
    Ok(wire::Colleague {
        name: open_person(app, &row.account_id, &row.person_sealed)?.name.full(),
        email,
        role: from_label(&row.role)?,
        since: Timestamp(row.granted_at),
        has_factor: row.factors > 0,
        is_you: row.account_id == me.0,
        account: AccountId(row.account_id),
    })
}

/// Reads the reason for an action, as it is stored.
///
/// # Errors
/// Too short to say anything, or too long.
pub(super) fn reason(typed: &str) -> Result<String, Problem> {
    let reason = parse_reason(typed).map_err(|code| Problem::field(Field::Reason, code))?;
    Ok(reason.to_owned())
}

/// Grants a role.
pub async fn grant_role(Rules(admin): Rules, Body(command): Body<wire::Grant>) -> Page {
    let app = &admin.who.cx.app;
    let (reason, me) = (reason(&command.reason)?, admin.account());
    email::parse(&command.email).map_err(|code| Problem::field(Field::Email, code))?;
    app.refresh_policy().await?;
    let mut tx = begin(&admin.who).await?;
    let by = By { staff: &me, reason: &reason };
    let what = Proposed::Role(command.clone());
    if proposals::needs_two(app, &what) {
        proposals::propose(app, &mut tx, &what, by).await?;
        tx.commit().await?;
        return view(&admin).await;
    }
    let grant =
        staff::Grant { email: &command.email, role: command.role, cbe: command.cbe.as_deref() };
    let account = staff::grant(app, &mut tx, grant, Some(by)).await?;
    notices::tell_of_help(app, &mut tx, &account, Notice::RoleChanged, "").await?;
    tx.commit().await?;
    view(&admin).await
}

/// Revokes a role.
pub async fn revoke_role(Rules(admin): Rules, Body(command): Body<wire::Revoke>) -> Page {
    let app = &admin.who.cx.app;
    let (reason, me) = (reason(&command.reason)?, admin.account());
    let mut tx = begin(&admin.who).await?;
    let by = By { staff: &me, reason: &reason };
    staff::revoke(app, &mut tx, &command.account, by).await?;
    tell_gone(&admin, &mut tx, &command.account).await?;
    tx.commit().await?;
    view(&admin).await
}

async fn tell_gone(admin: &Staff, tx: &mut Tx, account: &AccountId) -> Result<(), Problem> {
    let app = &admin.who.cx.app;
    let Some(account) = accounts::get(app, tx, account).await? else { return Ok(()) };
    notices::tell_of_help(app, tx, &account, Notice::RoleChanged, "").await
}
