//! The policy: auditors read it, administrators decide about it.

use axum::Json;
use vestibule_shared::{id::AccountId, policy as wire};

use super::{body::Body, security::begin, staff::reason};
use crate::{
    app::problem::Problem,
    http::session::staff::{Audits, Rules},
    service::{
        audit::{self, By, Decided, Event},
        policy, proposals,
        staff::member::Staff,
    },
};

type Page = Result<Json<wire::PolicyView>, Problem>;

/// Returns the policy in force, and those before it.
pub async fn get_policy(Audits(staff): Audits) -> Page {
    view(&staff).await
}

async fn view(staff: &Staff) -> Page {
    let app = &staff.who.cx.app;
    app.refresh_policy().await?;
    let held = app.policies.held();
    let mut tx = app.db.read().await?;
    let (history, before) = policy::history(app, &mut tx).await?;
    let mut proposals = proposals::list(app, &mut tx, &staff.account()).await?;
    // Those about applications are shown, and decided, with the applications.
    proposals.retain(|it| !matches!(it.what, wire::Proposed::Client(_)));
    Ok(Json(wire::PolicyView {
        policy: (*held.policy).clone(),
        version: held.version,
        today: app.today(),
        history,
        before,
        proposals,
        fresh_for: staff.who.fresh_for(),
    }))
}

/// Returns how many people a policy would affect.
pub async fn try_policy(
    Audits(staff): Audits,
    Body(tried): Body<wire::Policy>,
) -> Result<Json<wire::Impact>, Problem> {
    let app = &staff.who.cx.app;
    let mut tx = app.db.read().await?;
    Ok(Json(policy::impact(app, &mut tx, &tried).await?))
}

/// Puts a policy in force, or proposes it to another administrator. The audit row has its number;
/// its content is in the history.
pub async fn change_policy(Rules(admin): Rules, Body(command): Body<wire::Change>) -> Page {
    let app = &admin.who.cx.app;
    let (reason, me): (String, AccountId) = (reason(&command.reason)?, admin.account());
    app.refresh_policy().await?;
    let mut tx = begin(&admin.who).await?;
    let by = By { staff: &me, reason: &reason };
    let what = wire::Proposed::Policy(command);
    if proposals::needs_two(app, &what) {
        proposals::propose(app, &mut tx, &what, by).await?;
    } else if let wire::Proposed::Policy(command) = &what {
        let new = (&command.policy, command.replaces);
        let version = policy::change(app, &mut tx, new, by).await?;
        let version = version.to_string();
        audit::note_by(app, &mut tx, Event::Policy(Decided::Changed), None, (&version, by)).await?;
    }
    tx.commit().await?;
    view(&admin).await
}

/// Accepts or rejects what another administrator proposed.
pub async fn decide_proposal(Rules(admin): Rules, Body(command): Body<wire::Decision>) -> Page {
    let app = &admin.who.cx.app;
    let (reason, me) = (reason(&command.reason)?, admin.account());
    app.refresh_policy().await?;
    let mut tx = begin(&admin.who).await?;
    let by = By { staff: &me, reason: &reason };
    proposals::decide(app, &mut tx, (&command.id, command.agrees), by).await?;
    tx.commit().await?;
    view(&admin).await
}
