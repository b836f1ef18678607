//! The registered applications: auditors read them, administrators change them (O18).

use axum::Json;
use vestibule_shared::{
    clients::{self as wire, ClientAction},
    policy::{Decision, Proposed},
};

use crate::{
    app::problem::Problem,
    http::{
        body::Body,
        security::begin,
        session::staff::{Audits, Rules},
        staff::reason,
    },
    service::{audit::By, proposals, registrations, staff::member::Staff},
};

type Page = Result<Json<wire::ClientsView>, Problem>;

/// Returns the registered applications.
pub async fn get_clients(Audits(staff): Audits) -> Page {
    view(&staff).await
}

async fn view(staff: &Staff) -> Page {
    let app = &staff.who.cx.app;
    app.refresh_policy().await?;
    let mut tx = app.db.read().await?;
    let view = registrations::list(app, &mut tx, &staff.account()).await?;
    Ok(Json(wire::ClientsView { fresh_for: staff.who.fresh_for(), ..view }))
}

/// Returns what is registered of an application.
pub async fn show_client(
    Audits(staff): Audits,
    Body(choice): Body<wire::ClientChoice>,
) -> Result<Json<wire::ClientView>, Problem> {
    Ok(Json(view_of(&staff, &choice.id).await?))
}

async fn view_of(staff: &Staff, id: &str) -> Result<wire::ClientView, Problem> {
    let app = &staff.who.cx.app;
    app.refresh_policy().await?;
    let mut tx = app.db.read().await?;
    let view = registrations::show(app, &mut tx, (id, &staff.account())).await?;
    Ok(wire::ClientView { fresh_for: staff.who.fresh_for(), ..view })
}

/// Returns what is wrong with a change.
pub async fn try_client(
    Audits(staff): Audits,
    Body(change): Body<wire::ClientChange>,
) -> Result<Json<wire::ClientCheck>, Problem> {
    let mut tx = staff.who.cx.app.db.read().await?;
    let faults = registrations::check(&mut tx, &change).await?;
    Ok(Json(wire::ClientCheck { faults }))
}

/// Makes a change, or proposes it to another administrator.
pub async fn change_client(
    Rules(admin): Rules,
    Body(change): Body<wire::ClientChange>,
) -> Result<Json<wire::ClientAnswer>, Problem> {
    let app = &admin.who.cx.app;
    let (reason, me) = (reason(&change.reason)?, admin.account());
    app.refresh_policy().await?;
    let mut tx = begin(&admin.who).await?;
    let by = By { staff: &me, reason: &reason };
    let (id, action) = (change.id.clone(), change.action);
    let what = Proposed::Client(change);
    let is_proposed = proposals::needs_two(app, &what);
    let mut secret = None;
    if is_proposed {
        proposals::propose(app, &mut tx, &what, by).await?;
    } else if action == ClientAction::RotateSecret {
        secret = Some(registrations::rotate(app, &mut tx, &id, by).await?);
    } else if let Proposed::Client(change) = &what {
        registrations::apply(app, &mut tx, change, by).await?;
        secret = registrations::first_secret(app, &mut tx, change).await?;
    }
    tx.commit().await?;
    let is_there = !(is_proposed && action == ClientAction::Add);
    let client = if is_there { Some(view_of(&admin, &id).await?) } else { None };
    Ok(Json(wire::ClientAnswer { is_proposed, secret, client }))
}

/// Accepts or rejects what another administrator proposed.
pub async fn decide_client(Rules(admin): Rules, Body(command): Body<Decision>) -> Page {
    let app = &admin.who.cx.app;
    let (reason, me) = (reason(&command.reason)?, admin.account());
    app.refresh_policy().await?;
    let mut tx = begin(&admin.who).await?;
    let by = By { staff: &me, reason: &reason };
    proposals::decide(app, &mut tx, (&command.id, command.agrees), by).await?;
    tx.commit().await?;
    view(&admin).await
}
