//! Changes of the policy: what is allowed, what they affect, and what was in force before.

pub mod endings;
mod history;
mod impact;
pub mod proposals;

use vestibule_shared::{
    factor::FactorKind,
    id::AccountId,
    policy::{Day, Figure, Grade, MOST_DAYS, Policy},
    problem::Code,
    registration::Capacity,
};

pub use self::{history::history, impact::impact};
use super::audit::{self, By};
use crate::{
    app::{
        App,
        codec::{encode, from_label},
        policies::number,
        problem::Problem,
    },
    db::{self, Reader, Tx, policies},
    domain::lifecycle::{self, Kinds, Sorted},
};

/// The maximum number of notices for one ending.
const MOST_NOTICES: usize = 10;
/// One line for each capacity.
const MOST_LEAST: usize = 3;

/// Puts a policy in force once the transaction is committed: then call [`App::refresh_policy`].
///
/// # Errors
/// `PolicyInvalid`; `Conflict` when another policy was put in force meanwhile; `NothingToDo`.
pub async fn change(
    app: &App,
    tx: &mut Tx,
    (policy, replaces): (&Policy, u32),
    by: By<'_>,
) -> Result<u32, Problem> {
    check(policy)?;
    let newest = policies::find_newest(tx).await?;
    let held = newest.map_or_else(|| app.policies.held().version, |row| number(row.version));
    if held != replaces {
        return Err(Code::Conflict.into());
    }
    if *app.policies.policy() == *policy {
        return Err(Code::NothingToDo.into());
    }
    if policy.four_eyes && db::staff::count_administrators(tx).await? < 2 {
        return Err(Code::PolicyInvalid.into());
    }
    let version = held + 1;
    let row = policies::Row {
        version: i64::from(version),
        policy: encode(policy)?,
        by_account: by.staff.0.clone(),
        at: app.clock.now().0,
        reason_sealed: audit::seal_reason(app, tx, by, &history::place(version)).await?,
    };
    if policies::insert(tx, &row).await? { Ok(version) } else { Err(Code::Conflict.into()) }
}

/// # Errors
/// `PolicyInvalid` for a policy that would lock people out, or makes no sense.
pub fn check(policy: &Policy) -> Result<(), Problem> {
    let days = [policy.grace_days, policy.snooze_days, policy.remember_days];
    let in_order = policy.methods.iter().all(|rule| {
        let follows = |first: Option<&Day>, then: Option<&Day>| match (first, then) {
            (Some(first), Some(then)) => first < then,
            _ => true,
        };
        let (ends, gone) = (rule.last_day.as_ref(), rule.removed_from.as_ref());
        // A method that is removed had a last day, so that the end is announced.
        follows(ends, gone) && (gone.is_none() || ends.is_some())
    });
    // One method that every person can set up on any computer has to stay.
    let ends =
        |kind| policy.methods.iter().any(|rule| rule.method == kind && rule.last_day.is_some());
    let all_end = FactorKind::ALL.into_iter().all(ends);
    let has_app = !ends(FactorKind::App) || !ends(FactorKind::Passkey);
    let is_strict = policy.least.iter().any(|least| least.grade == Grade::PhishingResistant);
    let has_good = !is_strict || !ends(FactorKind::Passkey);
    let has_many_rules = policy.methods.len() > FactorKind::ALL.len() * 4;
    let is_short = days.iter().all(|n| *n <= MOST_DAYS) && !has_many_rules;
    if is_short && in_order && !all_end && has_app && has_good && figures_fit(policy) {
        return Ok(());
    }
    Err(Code::PolicyInvalid.into())
}

/// Checks that every figure is within its bounds and appears once, that the days of notices
/// decrease, and that no rule verifies citizens.
fn figures_fit(policy: &Policy) -> bool {
    let is_once = |(at, figure): (usize, &Figure)| {
        let before = policy.figures.iter().take(at);
        figure.fits() && before.into_iter().all(|other| other.value != figure.value)
    };
    let days = &policy.notice_days;
    let falls = days.windows(2).all(|pair| pair[0] > pair[1]);
    let in_bounds = days.len() <= MOST_NOTICES && days.iter().all(|day| (1..=365).contains(day));
    policy.figures.iter().enumerate().all(is_once)
        && policy.least.len() <= MOST_LEAST
        && policy.checks.len() <= MOST_LEAST
        && policy.checks.iter().all(|check| check.capacity != Capacity::Citizen)
        && falls
        && in_bounds
}

/// Returns the methods of an account, sorted by what they are worth today.
pub async fn sorted(app: &App, tx: &mut Reader, account: &AccountId) -> Result<Sorted, Problem> {
    let (capacity, kinds, excepted) =
        db::policies::find_kinds(tx, account, app.clock.now()).await?.ok_or(Code::NotSignedIn)?;
    let had = (Kinds(kinds), Kinds(excepted));
    Ok(lifecycle::sort(&app.policies.policy(), from_label(&capacity)?, had, &app.today()))
}
