//! The audit trail, for auditors and administrators.

use axum::Json;
use vestibule_shared::trail as wire;

use crate::{
    app::problem::Problem,
    http::{body::Body, session::staff::Audits},
    service::audit::{self, By, Event, trail},
};

/// Returns a page of the trail. Reading is recorded: the first page of each look writes a row.
pub async fn read_trail(
    Audits(staff): Audits,
    Body(filter): Body<wire::Filter>,
) -> Result<Json<wire::TrailView>, Problem> {
    let app = &staff.who.cx.app;
    if filter.before.is_none() {
        let mut tx = app.db.write().await?;
        let me = staff.account();
        let by = By { staff: &me, reason: "" };
        audit::note_by(app, &mut tx, Event::Staff(audit::Staff::TrailRead), None, ("", by)).await?;
        tx.commit().await?;
    }
    let mut tx = app.db.read().await?;
    Ok(Json(trail::page(app, &mut tx, &filter).await?))
}
