//! Whom a policy would affect if it were in force now, and what it changes on which day.

use vestibule_shared::{
    policy::{CapacityImpact, Impact, Policy},
    registration::Capacity,
    time::Timestamp,
};

use super::check;
use crate::{
    app::{App, codec::from_label, policies::number, problem::Problem},
    db::{Reader, policies},
    domain::{
        adoption::Owner,
        lifecycle::{self, Kinds},
        plan::{self, Group},
    },
};

/// Returns the people a policy would affect.
///
/// # Errors
/// `PolicyInvalid`.
pub async fn impact(app: &App, tx: &mut Reader, policy: &Policy) -> Result<Impact, Problem> {
    check(policy)?;
    let people = groups(app, tx).await?;
    let today = app.today();
    let of = |capacity| of_capacity(app, policy, capacity, &people);
    let by_capacity: Vec<CapacityImpact> =
        [Capacity::Doctor, Capacity::Organisation, Capacity::Citizen].map(of).to_vec();
    let sum = |figure: fn(&CapacityImpact) -> u32| by_capacity.iter().map(figure).sum();
    let doctors = by_capacity.iter().find(|it| it.capacity == Capacity::Doctor);
    let grace = i64::from(policy.grace_days) * 86_400;
    let grace_ends = app.calendar().day(app.two_step_since.plus_seconds(grace));
    let held = app.policies.policy();
    Ok(Impact {
        people: sum(|it| it.people),
        must_act: sum(|it| it.must_act),
        doctors: doctors.map_or(0, |it| it.must_act),
        without_any: sum(|it| it.without_any),
        ending: sum(|it| it.ending),
        plan: plan::plan((&held, policy), (&today, &grace_ends), &people),
        by_capacity: by_capacity.into_iter().filter(|it| it.people > 0).collect(),
    })
}

/// Returns the active people, by the methods they have.
async fn groups(app: &App, tx: &mut Reader) -> Result<Vec<Group>, Problem> {
    let now: Timestamp = app.clock.now();
    let group = |row: policies::Count| -> Result<Group, Problem> {
        let (of, have) = (from_label(&row.capacity)?, Kinds(row.kinds));
        Ok((Owner { of, have, excepted: Kinds(row.excepted) }, number(row.n)))
    };
    policies::count_by_kinds(tx, now).await?.into_iter().map(group).collect()
}

fn of_capacity(app: &App, policy: &Policy, capacity: Capacity, people: &[Group]) -> CapacityImpact {
    let today = app.today();
    let is_asked = policy.two_step_required_for.contains(&capacity);
    let mut of = CapacityImpact { capacity, people: 0, must_act: 0, without_any: 0, ending: 0 };
    for (owner, n) in people.iter().filter(|(owner, _)| owner.of == capacity) {
        let usable = lifecycle::sort(policy, capacity, (owner.have, owner.excepted), &today).usable;
        let has_ended = usable.is_empty() && !owner.have.is_empty();
        of.people += n;
        if lifecycle::ends_on(policy, capacity, usable, &today).is_some() {
            of.ending += n;
        }
        if has_ended || (is_asked && owner.have.is_empty()) {
            of.must_act += n;
            of.without_any += if owner.have.is_empty() { *n } else { 0 };
        }
    }
    of
}
