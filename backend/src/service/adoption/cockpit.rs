//! Collects the figures of the cockpit (H10).

use vestibule_shared::cockpit::{CockpitView, Look};

use crate::{
    app::{App, funnel, problem::Problem},
    db::Reader,
    domain::lifecycle::later,
    service::{adoption, sends},
};

/// Returns the figures of a period.
pub async fn view(app: &App, tx: &mut Reader, look: Look) -> Result<CockpitView, Problem> {
    let today = app.today();
    let from = later(&today, 1 - look.period.days());
    let all = adoption::count(app, tx).await?;
    let (sends, failures) = sends::since(app, tx, &from).await?;
    Ok(CockpitView {
        standing: adoption::standing(app, &all),
        days: adoption::since(tx, (&from, &today), &all, look.capacity).await?,
        journeys: funnel::since(tx, &from).await?,
        sends,
        failures,
        from,
        today,
    })
}
