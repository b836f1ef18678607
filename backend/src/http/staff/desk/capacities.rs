//! Staff confirm or refuse capacities.

use axum::Json;
use vestibule_shared::desk::{self as wire, Action};

use super::acts::{Acting, Page};
use crate::{
    app::problem::Problem,
    domain::account::capacity::{Decider, Finding, Verdict},
    http::{
        body::Body,
        session::staff::{Helps, Looks},
    },
    service::{audit::Desk, capacities},
};

/// Lists the people whose capacity staff have to verify.
pub async fn list_capacities(Looks(staff): Looks) -> Result<Json<wire::OpenChecks>, Problem> {
    capacities::list_open(&staff).await.map(Json)
}

/// Confirms a capacity.
pub async fn confirm_capacity(Helps(staff): Helps, Body(command): Body<wire::Act>) -> Page {
    let of = (&command.account, Action::ConfirmCapacity);
    let acting = Acting::begin(&staff, of, &command.reason).await?;
    decide(acting, Verdict::Confirmed, Desk::CapacityConfirmed).await
}

/// Refuses a capacity.
pub async fn refuse_capacity(Helps(staff): Helps, Body(command): Body<wire::Act>) -> Page {
    let of = (&command.account, Action::RefuseCapacity);
    let acting = Acting::begin(&staff, of, &command.reason).await?;
    decide(acting, Verdict::Refused, Desk::CapacityRefused).await
}

async fn decide(mut acting: Acting<'_>, verdict: Verdict, what: Desk) -> Page {
    let (app, account) = (&acting.staff.who.cx.app, &acting.person.account);
    let finding = Finding { verdict, by: Decider::Staff };
    capacities::decide(app, &mut acting.tx, account, finding).await?;
    acting.note(what, "").await?;
    acting.finish().await
}
