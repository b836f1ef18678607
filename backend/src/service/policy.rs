//! The policy in force: the newest in the database, else the configuration's. Every process checks
//! once a second for a newer one, so that all agree within a second.

use std::sync::{Arc, PoisonError, RwLock};

use vestibule_shared::{
    factor::FactorKind,
    id::AccountId,
    policy::{Day, Figure, Grade, Impact, MOST_DAYS, PastPolicy, Policy, Unit, Value, notice_days},
    problem::Code,
    registration::Capacity,
    staff::Role,
    time::Timestamp,
};

use super::accounts::{self, decode, encode, from_label};
use crate::{
    app::{
        App,
        config::{Config, Switch},
        problem::Problem,
    },
    db::{self, Tx, policies},
    domain::{
        duty::{Had, Requirement},
        lifecycle::{self, Calendar, Kinds, MethodStatus, Sorted},
    },
};

/// A day in seconds.
const DAY: i64 = 86_400;
/// The maximum number of notices for one ending.
const MOST_NOTICES: usize = 10;
/// One line for each capacity.
const MOST_LEAST: usize = 3;

/// The policy in force; cloned handles share it.
#[derive(Clone, Debug)]
pub struct Policies(Arc<RwLock<Held>>);

/// A policy and its number.
#[derive(Clone, Debug)]
pub struct Held {
    /// 0 for the one of the configuration.
    pub version: u32,
    /// The policy.
    pub policy: Arc<Policy>,
    /// How far the database's clock is ahead of ours, in milliseconds: days end by the database's
    /// clock, for all processes at once.
    ahead: i64,
}

impl Policies {
    /// Returns the policy of the configuration.
    pub fn of(config: &Config) -> Self {
        let set = [
            (Value::CodeLife, &config.code_life),
            (Value::ResetWait, &config.reset_wait_hours),
            (Value::Hold, &config.hold_hours),
            (Value::PurgeAfter, &config.purge_after_days),
        ];
        let figures = set.map(|(value, number)| Figure { value, is: number.0 });
        let policy = Arc::new(Policy {
            two_step_required_for: config.two_step_required_for.0.clone(),
            grace_days: config.grace_days.0,
            snooze_days: config.snooze_days.0,
            remember_days: config.remember_days.0,
            methods: vec![],
            least: vec![],
            figures: figures.into_iter().filter(|it| it.is != it.value.about().default).collect(),
            notice_days: notice_days(),
            password: config.password_preset,
            call: config.call_mode,
            card_is_second_factor: config.eid_is_second_factor == Switch::Yes,
            four_eyes: false,
        });
        Self(Arc::new(RwLock::new(Held { version: 0, policy, ahead: 0 })))
    }

    /// Returns the policy in force with its number.
    pub fn held(&self) -> Held {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the policy in force.
    pub fn policy(&self) -> Arc<Policy> {
        self.held().policy
    }

    /// Replaces the policy by a newer one.
    fn take(&self, version: u32, policy: Policy) {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if version > held.version {
            held.version = version;
            held.policy = Arc::new(policy);
        }
    }

    fn set_clock(&self, ahead: i64) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).ahead = ahead;
    }
}

/// Checks for a newer policy, and reads the time of the database.
///
/// # Errors
/// When the database cannot be read.
pub async fn refresh(app: &App) -> Result<(), Problem> {
    let mut tx = app.db.read().await?;
    if let Some(now) = db::time::find_now(&mut tx).await? {
        app.policies.set_clock(app.clock.behind(now));
    }
    if let Some(row) = policies::find_newest(&mut tx).await? {
        app.policies.take(number(row.version), decode(&row.policy)?);
    }
    Ok(())
}

fn number(version: i64) -> u32 {
    u32::try_from(version).unwrap_or(u32::MAX)
}

/// Puts a policy in force once the transaction is committed: then call [`refresh`].
///
/// # Errors
/// `PolicyInvalid`; `Conflict` when another policy was put in force meanwhile; `NothingToDo`.
pub async fn change(
    app: &App,
    tx: &mut Tx,
    (policy, replaces): (&Policy, u32),
    by: &AccountId,
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
        by_account: by.0.clone(),
        at: app.clock.now().0,
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

/// Checks that every figure is within its bounds and appears once, and that the days of notices
/// decrease.
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
        && falls
        && in_bounds
}

/// Lists the policies that were put in force, the latest first.
pub async fn history(app: &App, tx: &mut Tx) -> Result<Vec<PastPolicy>, Problem> {
    let mut past = Vec::new();
    for row in policies::list(tx).await? {
        let by = AccountId(row.by_account);
        let account = accounts::get(app, tx, &by).await?;
        past.push(PastPolicy {
            version: number(row.version),
            at: Timestamp(row.at),
            name: account.map(|account| account.person.name.full()).unwrap_or_default(),
            by,
            policy: decode(&row.policy)?,
        });
    }
    Ok(past)
}

/// Returns the people a policy would affect if it were in force now.
pub async fn impact(app: &App, tx: &mut Tx, policy: &Policy) -> Result<Impact, Problem> {
    check(policy)?;
    let (now, today) = (app.clock.now(), app.today());
    let mut impact = Impact::default();
    for row in policies::count_by_kinds(tx, now).await? {
        let (n, of): (u32, Capacity) = (number(row.n), from_label(&row.capacity)?);
        let had = Had { all: Kinds(row.kinds), excepted: Kinds(row.excepted) };
        let sorted = lifecycle::sort(policy, of, (had.all, had.excepted), &today);
        let is_asked = policy.two_step_required_for.contains(&of);
        let has_ended = sorted.usable.is_empty() && !had.all.is_empty();
        impact.people += n;
        if lifecycle::ends_on(policy, of, sorted.usable, &today).is_some() {
            impact.ending += n;
        }
        if has_ended || (is_asked && had.all.is_empty()) {
            impact.must_act += n;
            impact.doctors += if of == Capacity::Doctor { n } else { 0 };
            impact.without_any += if had.all.is_empty() { n } else { 0 };
        }
    }
    Ok(impact)
}

/// Returns the methods of an account, sorted by what they are worth today.
pub async fn sorted(app: &App, tx: &mut Tx, account: &AccountId) -> Result<Sorted, Problem> {
    let (capacity, kinds, excepted) =
        db::policies::find_kinds(tx, account, app.clock.now()).await?.ok_or(Code::NotSignedIn)?;
    let had = (Kinds(kinds), Kinds(excepted));
    Ok(lifecycle::sort(&app.policies.policy(), from_label(&capacity)?, had, &app.today()))
}

impl App {
    /// Returns today, in the organisation's time zone.
    pub fn today(&self) -> Day {
        self.calendar().day(self.common_now())
    }

    /// Returns the time of the clock that all processes share: days end by it.
    pub fn common_now(&self) -> Timestamp {
        Timestamp(self.clock.now().0.saturating_add(self.policies.held().ahead))
    }

    /// Returns the organisation's calendar.
    pub fn calendar(&self) -> &Calendar {
        &self.config.time_zone.0
    }

    /// Returns the status today of a method for people in a capacity.
    pub fn status_of(&self, kind: FactorKind, capacity: Capacity) -> MethodStatus {
        lifecycle::status(&self.policies.policy(), kind, capacity, &self.today())
    }

    /// Returns a figure of the policy, in its unit.
    pub fn figure(&self, value: Value) -> u32 {
        self.policies.policy().figure(value)
    }

    /// Returns a figure that is a number of times.
    pub fn times(&self, value: Value) -> i64 {
        i64::from(self.figure(value))
    }

    /// Returns a duration of the policy, in seconds.
    pub fn seconds(&self, value: Value) -> i64 {
        let one = match value.about().unit {
            Unit::Times | Unit::Seconds => 1,
            Unit::Minutes => 60,
            Unit::Hours => 3600,
            Unit::Days => DAY,
        };
        self.times(value) * one
    }

    /// Whether the e-ID card counts as two factors.
    pub fn card_is_enough(&self) -> bool {
        self.policies.policy().card_is_second_factor
    }

    /// Whether two-step verification is required of a capacity, and of every account with a role.
    pub fn asks_two_steps_of(&self, capacity: Capacity, role: Option<Role>) -> Requirement {
        let must =
            role.is_some() || self.policies.policy().two_step_required_for.contains(&capacity);
        if must { Requirement::Must } else { Requirement::May }
    }
}
