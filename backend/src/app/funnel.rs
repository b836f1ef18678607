//! Counts how far flows get, once a move is committed.

use std::collections::BTreeMap;

use vestibule_shared::{
    cockpit::{Funnel, FunnelView, Milestone, Reached},
    policy::Day,
};

use crate::{
    app::{
        App,
        codec::{from_label, label},
        problem::Problem,
        tally::Counts,
    },
    db::{Reader, flow_counts},
};

/// A step of a flow, where it is counted.
pub type Counted = (Funnel, Milestone);

/// Returns what counts for the first time in a flow, and everything counted in it so far, as
/// stored.
pub fn reached(before: &str, counted: Option<Counted>) -> (Option<Counted>, String) {
    let Some((funnel, step)) = counted else { return (None, before.to_owned()) };
    let name = format!("{}.{}", label(&funnel), label(&step));
    if before.split(' ').any(|known| known == name) {
        return (None, before.to_owned());
    }
    (counted, format!("{before} {name}").trim_start().to_owned())
}

/// Adds the counts in memory to the counts of the day.
///
/// # Errors
/// When the database cannot be written; then the counts are stored with the next ones.
pub async fn flush(app: &App) -> Result<(), Problem> {
    let store = async |counted: &Counts<Counted>| {
        let mut tx = app.db.write().await?;
        for ((day, (funnel, step)), n) in counted {
            flow_counts::add(&mut tx, &day.0, (&label(funnel), &label(step)), *n).await?;
        }
        Ok(tx.commit().await?)
    };
    app.tally.flush(store).await
}

/// Returns how far flows got since a day.
pub async fn since(tx: &mut Reader, from: &Day) -> Result<Vec<FunnelView>, Problem> {
    let mut counts: BTreeMap<Counted, u32> = BTreeMap::new();
    for row in flow_counts::list(tx, &from.0).await? {
        let counted = (from_label(&row.journey)?, from_label(&row.step)?);
        counts.insert(counted, u32::try_from(row.reached).unwrap_or(u32::MAX));
    }
    let count = |funnel, step| counts.get(&(funnel, step)).copied().unwrap_or_default();
    let view = |funnel: Funnel| FunnelView {
        journey: funnel,
        reached: funnel
            .steps()
            .iter()
            .map(|step| Reached { step: *step, count: count(funnel, *step) })
            .collect(),
        known: count(funnel, Milestone::Known),
    };
    Ok(Funnel::ALL.map(view).to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_counts_once_in_a_flow_however_often_it_is_reached() {
        let means = Some((Funnel::Registration, Milestone::Means));
        let (first, kept) = reached("", means);
        assert_eq!((first, kept.as_str()), (means, "registration.means"));
        let proof = Some((Funnel::Registration, Milestone::Proof));
        let (then, kept) = reached(&kept, proof);
        assert_eq!((then, kept.as_str()), (proof, "registration.means registration.proof"));
        assert_eq!(reached(&kept, means), (None, kept.clone()));
        assert_eq!(reached(&kept, None), (None, kept.clone()));
    }
}
