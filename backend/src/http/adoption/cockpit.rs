//! The cockpit, for auditors and administrators.

use axum::Json;
use vestibule_shared::cockpit as wire;

use crate::{
    app::{funnel, problem::Problem, usage},
    http::{body::Body, session::staff::Audits},
    service::cockpit,
};

/// Returns the figures of a period, including what this process has counted so far.
pub async fn get_cockpit(
    Audits(staff): Audits,
    Body(look): Body<wire::Look>,
) -> Result<Json<wire::CockpitView>, Problem> {
    let app = &staff.who.cx.app;
    funnel::flush(app).await?;
    usage::flush(app).await?;
    let mut tx = app.db.read().await?;
    Ok(Json(cockpit::view(app, &mut tx, look).await?))
}
