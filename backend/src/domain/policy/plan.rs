//! What a policy changes on which day, and for how many people. It follows from the policy in force,
//! the new one, and the methods that people have now.

use std::collections::BTreeSet;

use vestibule_shared::{
    factor::FactorKind,
    policy::{Day, EndStage, PlanChange, PlanStep, Policy},
    registration::Capacity,
};

use super::lifecycle::{self, later};
use crate::domain::adoption::Owner;

/// The capacities, in the order of the page.
const CAPACITIES: [Capacity; 3] = [Capacity::Doctor, Capacity::Organisation, Capacity::Citizen];

/// People with the same methods.
pub type Group = (Owner, u32);

/// Lists what changes, earliest day first. `grace_ends` is the day from which accounts without a
/// second factor have to set one up.
pub fn plan(
    (held, new): (&Policy, &Policy),
    (today, grace_ends): (&Day, &Day),
    people: &[Group],
) -> Vec<PlanStep> {
    let mut steps: Vec<PlanStep> = vec![];
    let mut before = (held, today.clone());
    for day in days(new, today) {
        for kind in FactorKind::ALL {
            for of in CAPACITIES {
                let was = lifecycle::status(before.0, kind, of, &before.1).end();
                let is = lifecycle::status(new, kind, of, &day).end();
                if was != is {
                    add(&mut steps, (&day, change(is)), kind, of);
                }
            }
        }
        before = (new, day);
    }
    for step in &mut steps {
        count(step, new, people);
    }
    steps.extend(required(new, today.max(grace_ends), people));
    steps.sort_by(|one, other| one.day.cmp(&other.day));
    steps
}

/// The days on which something changes: today, and those of the rules that are still to come.
fn days(policy: &Policy, today: &Day) -> BTreeSet<Day> {
    let of_rules = policy.methods.iter().flat_map(|rule| {
        let after = rule.last_day.as_ref().map(|day| later(day, 1));
        [rule.discouraged_from.clone(), after, rule.removed_from.clone()]
    });
    let to_come = of_rules.flatten().filter(|day| day > today);
    to_come.chain([today.clone()]).collect()
}

const fn change(stage: Option<EndStage>) -> PlanChange {
    match stage {
        None => PlanChange::InUse,
        Some(EndStage::Discouraged) => PlanChange::Discouraged,
        Some(EndStage::Ending) => PlanChange::Ending,
        Some(EndStage::EnrolOnly) => PlanChange::EnrolOnly,
        Some(EndStage::Removed) => PlanChange::Removed,
    }
}

/// Adds a change; the same change for another capacity is one step.
fn add(
    steps: &mut Vec<PlanStep>,
    (day, change): (&Day, PlanChange),
    kind: FactorKind,
    of: Capacity,
) {
    let is_same = |it: &&mut PlanStep| (&it.day, it.change, it.method) == (day, change, Some(kind));
    match steps.iter_mut().find(is_same) {
        Some(step) => step.of.push(of),
        None => steps.push(PlanStep {
            day: day.clone(),
            change,
            method: Some(kind),
            of: vec![of],
            people: 0,
            stuck: 0,
        }),
    }
}

/// Counts the people who have the method of a step, and those who have nothing else then.
fn count(step: &mut PlanStep, policy: &Policy, people: &[Group]) {
    let Some(kind) = step.method else { return };
    for (owner, n) in people {
        let is_theirs = owner.have.has(kind) && !owner.excepted.has(kind);
        if !is_theirs || !step.of.contains(&owner.of) {
            continue;
        }
        let had = (owner.have, owner.excepted);
        let usable = lifecycle::sort(policy, owner.of, had, &step.day).usable;
        let is_stuck = match step.change {
            PlanChange::EnrolOnly | PlanChange::Removed => usable.is_empty(),
            PlanChange::Ending => lifecycle::ends_on(policy, owner.of, usable, &step.day).is_some(),
            PlanChange::Required | PlanChange::InUse | PlanChange::Discouraged => false,
        };
        step.people = step.people.saturating_add(*n);
        step.stuck = step.stuck.saturating_add(if is_stuck { *n } else { 0 });
    }
}

/// The day on which a second factor is required of those who have none.
fn required(policy: &Policy, day: &Day, people: &[Group]) -> Option<PlanStep> {
    let of: Vec<Capacity> =
        CAPACITIES.into_iter().filter(|of| policy.two_step_required_for.contains(of)).collect();
    let theirs = || people.iter().filter(|(owner, _)| of.contains(&owner.of));
    let sum = |some: &mut dyn Iterator<Item = &Group>| some.map(|(_, n)| *n).sum::<u32>();
    let (all, without) =
        (sum(&mut theirs()), sum(&mut theirs().filter(|(owner, _)| owner.have.is_empty())));
    (without > 0).then(|| PlanStep {
        day: day.clone(),
        change: PlanChange::Required,
        method: None,
        of: of.clone(),
        people: all,
        stuck: without,
    })
}

#[cfg(test)]
mod tests {
    use vestibule_shared::policy::{Grade, Least, MethodRule};

    use super::*;
    use crate::domain::lifecycle::Kinds;

    fn day(text: &str) -> Day {
        Day::try_from(text.to_owned()).unwrap()
    }

    fn policy(methods: Vec<MethodRule>) -> Policy {
        let text = r#"{"two_step_required_for":[],"grace_days":45,"snooze_days":7,
            "remember_days":30,"methods":[]}"#;
        Policy { methods, ..serde_json::from_str(text).unwrap() }
    }

    fn messages_end(capacity: Option<Capacity>) -> MethodRule {
        MethodRule {
            method: FactorKind::Sms,
            capacity,
            discouraged_from: Some(day("2027-01-01")),
            last_day: Some(day("2027-06-30")),
            removed_from: Some(day("2028-01-01")),
        }
    }

    fn people() -> Vec<Group> {
        let kinds = |all: &[FactorKind]| Kinds(all.iter().map(|kind| Kinds::one(*kind).0).sum());
        let group = |of, have: &[FactorKind], n| {
            (Owner { of, have: kinds(have), excepted: Kinds::default() }, n)
        };
        vec![
            group(Capacity::Doctor, &[FactorKind::Sms], 3),
            group(Capacity::Doctor, &[FactorKind::Sms, FactorKind::App], 4),
            group(Capacity::Doctor, &[], 2),
            group(Capacity::Citizen, &[FactorKind::Sms], 10),
        ]
    }

    fn said(steps: &[PlanStep]) -> Vec<(&str, PlanChange, usize, u32, u32)> {
        let line = |it: &PlanStep| (it.change, it.of.len(), it.people, it.stuck);
        steps
            .iter()
            .map(|it| (it.day.0.as_str(), line(it)))
            .map(|(day, (a, b, c, d))| (day, a, b, c, d))
            .collect()
    }

    #[test]
    fn a_rule_has_a_line_for_each_day_on_which_something_changes() {
        let (held, new) = (policy(vec![]), policy(vec![messages_end(None)]));
        let today = day("2026-11-29");
        let steps = plan((&held, &new), (&today, &today), &people());
        assert_eq!(
            said(&steps),
            [
                ("2026-11-29", PlanChange::Ending, 3, 17, 13),
                ("2027-07-01", PlanChange::EnrolOnly, 3, 17, 13),
                ("2028-01-01", PlanChange::Removed, 3, 17, 13),
            ]
        );
        assert!(steps.iter().all(|it| it.method == Some(FactorKind::Sms)));
    }

    #[test]
    fn a_rule_of_one_capacity_concerns_only_its_people() {
        let (held, new) = (policy(vec![]), policy(vec![messages_end(Some(Capacity::Doctor))]));
        let today = day("2027-08-01");
        let steps = plan((&held, &new), (&today, &today), &people());
        assert_eq!(
            said(&steps),
            [
                ("2027-08-01", PlanChange::EnrolOnly, 1, 7, 3),
                ("2028-01-01", PlanChange::Removed, 1, 7, 3),
            ]
        );
    }

    #[test]
    fn what_the_policy_in_force_says_already_is_no_change() {
        let held = policy(vec![messages_end(None)]);
        let today = day("2027-08-01");
        let steps = plan((&held, &held), (&today, &today), &people());
        assert_eq!(said(&steps), [("2028-01-01", PlanChange::Removed, 3, 17, 13)]);
        let steps = plan((&held, &policy(vec![])), (&today, &today), &people());
        assert_eq!(said(&steps), [("2027-08-01", PlanChange::InUse, 3, 17, 0)]);
    }

    #[test]
    fn a_grade_applies_at_once_and_a_duty_after_the_grace() {
        let least = vec![Least { capacity: Capacity::Doctor, grade: Grade::NoPhoneNumber }];
        let two_step_required_for = vec![Capacity::Doctor];
        let new = Policy { least, two_step_required_for, ..policy(vec![]) };
        let (today, grace_ends) = (day("2026-11-29"), day("2027-01-13"));
        let steps = plan((&policy(vec![]), &new), (&today, &grace_ends), &people());
        assert_eq!(
            said(&steps),
            [
                ("2026-11-29", PlanChange::EnrolOnly, 1, 7, 3),
                ("2026-11-29", PlanChange::EnrolOnly, 1, 0, 0),
                ("2027-01-13", PlanChange::Required, 1, 9, 2),
            ]
        );
    }
}
