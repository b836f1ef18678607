//! Collects the figures of the cockpit (H10).

use vestibule_shared::{
    cockpit::{CapacityCounts, CockpitView, Earlier, Look, Sends, Spent},
    policy::Day,
};

use crate::{
    app::{App, codec::from_label, funnel, policies::number, problem::Problem},
    db::{Reader, standing_counts},
    domain::lifecycle::later,
    service::{adoption, sends, usage},
};

/// Returns the figures of a period.
pub async fn view(app: &App, tx: &mut Reader, look: Look) -> Result<CockpitView, Problem> {
    let today = app.today();
    let from = later(&today, 1 - look.period.days());
    let all = adoption::count(app, tx).await?;
    let (sends, failures) = sends::since(app, tx, &from).await?;
    let twice = later(&from, -look.period.days());
    let (both, _) = sends::since(app, tx, &twice).await?;
    let (applications, refusals) = usage::since(tx, &from).await?;
    Ok(CockpitView {
        standing: adoption::standing(app, &all),
        days: adoption::since(tx, (&from, &today), &all, look.capacity).await?,
        earlier: earlier(tx, (&from, &today)).await?,
        spent: spent(&sends, &both),
        journeys: funnel::since(tx, &from).await?,
        sends,
        failures,
        applications,
        refusals,
        from,
        today,
    })
}

/// The counts of the first day that was kept.
async fn earlier(tx: &mut Reader, (from, today): (&Day, &Day)) -> Result<Option<Earlier>, Problem> {
    let rows = standing_counts::list_first(tx, &from.0, &today.0).await?;
    let Some(day) = rows.first().map(|row| Day(row.day.clone())) else { return Ok(None) };
    let counts = |row: standing_counts::Row| -> Result<CapacityCounts, Problem> {
        Ok(CapacityCounts {
            capacity: from_label(&row.capacity)?,
            people: number(row.people),
            without: number(row.no_method),
            sms_only: number(row.sms_only),
            at_risk: number(row.at_risk),
        })
    };
    let standing = rows.into_iter().map(counts).collect::<Result<_, _>>()?;
    Ok(Some(Earlier { day, standing }))
}

/// What the messages of a period cost, and those of the period before; `both` are of the two
/// together.
fn spent(sends: &[Sends], both: &[Sends]) -> Spent {
    let sum = |sends: &[Sends]| -> Option<i64> {
        let costs: Vec<i64> = sends.iter().filter_map(|it| it.cost).collect();
        (!costs.is_empty()).then(|| costs.iter().sum())
    };
    let (now, together) = (sum(sends), sum(both));
    let before = together.map(|all| all - now.unwrap_or_default());
    Spent { now, before: before.filter(|before| *before > 0) }
}
