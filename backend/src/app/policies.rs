//! The policy in force: the newest in the database, else the configuration's. Every process checks
//! once a second for a newer one, so that all agree within a second.

use std::sync::{Arc, PoisonError, RwLock};

use vestibule_shared::{
    factor::FactorKind,
    policy::{Day, Figure, Policy, Unit, Value, notice_days},
    registration::Capacity,
    staff::Role,
    time::Timestamp,
};

use crate::{
    app::{
        App,
        codec::decode,
        config::{Config, Switch},
        problem::Problem,
    },
    db::{self, policies},
    domain::{
        duty::Requirement,
        lifecycle::{self, Calendar, MethodStatus},
    },
};

/// A day in seconds.
const DAY: i64 = 86_400;

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
            checks: vec![],
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

    /// Checks for a newer policy, and reads the time of the database.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn refresh_policy(&self) -> Result<(), Problem> {
        let mut tx = self.db.read().await?;
        if let Some(now) = db::time::find_now(&mut tx).await? {
            self.policies.set_clock(self.clock.behind(now));
        }
        if let Some(row) = policies::find_newest(&mut tx).await? {
            self.policies.take(number(row.version), decode(&row.policy)?);
        }
        Ok(())
    }
}

/// Returns the number of a row as a page shows it.
pub(crate) fn number(version: i64) -> u32 {
    u32::try_from(version).unwrap_or(u32::MAX)
}
