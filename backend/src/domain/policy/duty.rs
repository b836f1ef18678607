//! Whether a person has to set up two-step verification, and how long they may wait (M1, M9, UX
//! 19).

use vestibule_shared::{account::Strength, factor::Duty, time::Timestamp};

use crate::domain::lifecycle::{Kinds, Sorted};

const DAY: i64 = 86_400;

/// The dates and periods of the policy.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// Since when two-step verification is required: accounts that were active before get the
    /// grace.
    pub since: Timestamp,
    /// The length of the grace, in days.
    pub grace_days: u32,
    /// What can be added to the grace once, in days.
    pub snooze_days: u32,
}

/// Whether the policy requires two-step verification of this capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// Required of all its accounts.
    Must,
    /// Each person chooses.
    May,
}

/// The kinds of a person's methods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Had {
    /// All of them.
    pub all: Kinds,
    /// Those that they may use after the last day.
    pub excepted: Kinds,
}

/// The status of an account and of the session that asks.
#[derive(Clone, Copy, Debug)]
pub struct DutyStatus {
    /// Whether the policy requires it of this person.
    pub asked: Requirement,
    /// Whether the account is staff: then there is no grace.
    pub is_staff: bool,
    /// The enrolled methods.
    pub had: Had,
    /// The same, sorted by what they may be used for.
    pub sorted: Sorted,
    /// How the session began.
    pub strength: Strength,
    /// When the account was activated.
    pub activated_at: Timestamp,
    /// Whether the week was added.
    pub snoozed: bool,
    /// Whether the help desk removed the last method, and none was set up since.
    pub was_emptied: bool,
}

impl Policy {
    /// The duty at a moment. A session by the card already has two factors, so it has no duty.
    pub fn duty(&self, of: &DutyStatus, now: Timestamp) -> Duty {
        if !of.sorted.usable.is_empty() {
            return Duty::Done {};
        }
        let is_two = matches!(of.strength, Strength::Eid | Strength::ProviderTwoStep);
        // A method that ends does not undo the person's choice of two steps: another method
        // replaces it (P3).
        if !of.had.all.is_empty() && !is_two {
            return Duty::Ended {};
        }
        // A caller who deceives the help desk must not undo the person's choice of two steps.
        if of.was_emptied && !is_two {
            return Duty::Now {};
        }
        if of.asked == Requirement::May || is_two {
            return Duty::Optional {};
        }
        let until = self.grace_until(of);
        if now >= until {
            return Duty::Now {};
        }
        Duty::Grace { until, can_snooze: !of.snoozed }
    }

    /// The end of the grace; long past for an account that never had one.
    fn grace_until(&self, of: &DutyStatus) -> Timestamp {
        if of.is_staff || of.activated_at >= self.since {
            return Timestamp(0);
        }
        let week = if of.snoozed { i64::from(self.snooze_days) } else { 0 };
        self.since.plus_seconds((i64::from(self.grace_days) + week) * DAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: Policy = Policy { since: Timestamp(1_000_000), grace_days: 45, snooze_days: 7 };

    fn standing(activated_at: i64) -> DutyStatus {
        DutyStatus {
            asked: Requirement::Must,
            is_staff: false,
            had: Had::default(),
            sorted: Sorted::default(),
            strength: Strength::Password,
            activated_at: Timestamp(activated_at),
            snoozed: false,
            was_emptied: false,
        }
    }

    #[test]
    fn m1_a_new_doctor_without_a_factor_has_to_at_once() {
        let duty = POLICY.duty(&standing(1_000_000), Timestamp(1_000_001));
        assert_eq!(duty, Duty::Now {});
        assert!(duty.is_pressing());
    }

    #[test]
    fn an_account_from_before_has_45_days_and_one_week_more() {
        let end = 1_000_000 + 45 * DAY * 1000;
        let before = standing(999_999);
        let until = Timestamp(end);
        let at = |ms| POLICY.duty(&before, Timestamp(ms));
        assert_eq!(at(end - 1), Duty::Grace { until, can_snooze: true });
        assert_eq!(at(end), Duty::Now {});
        let staff = DutyStatus { is_staff: true, ..before };
        assert_eq!(POLICY.duty(&staff, Timestamp(0)), Duty::Now {}, "staff have one");
        let snoozed = DutyStatus { snoozed: true, ..before };
        let until = Timestamp(end + 7 * DAY * 1000);
        let at = |ms| POLICY.duty(&snoozed, Timestamp(ms));
        assert_eq!(at(end), Duty::Grace { until, can_snooze: false });
        assert_eq!(at(until.0), Duty::Now {});
    }

    #[test]
    fn who_has_one_or_came_with_the_card_or_is_free_is_not_pressed() {
        let now = Timestamp(2_000_000);
        let doctor = standing(1_500_000);
        let all = Kinds(16);
        let sorted = Sorted { usable: all, enrol_only: Kinds(0) };
        let with = DutyStatus { had: Had { all, ..Had::default() }, sorted, ..doctor };
        assert_eq!(POLICY.duty(&with, now), Duty::Done {});
        let ended = DutyStatus { sorted: Sorted { usable: Kinds(0), enrol_only: all }, ..with };
        assert_eq!(POLICY.duty(&ended, now), Duty::Ended {});
        let free = DutyStatus { asked: Requirement::May, ..ended };
        assert_eq!(POLICY.duty(&free, now), Duty::Ended {}, "P3: nobody becomes weaker by it");
        let by_card = DutyStatus { strength: Strength::Eid, ..ended };
        assert_eq!(POLICY.duty(&by_card, now), Duty::Optional {});
        let card = DutyStatus { strength: Strength::Eid, ..doctor };
        assert_eq!(POLICY.duty(&card, now), Duty::Optional {});
        let free = DutyStatus { asked: Requirement::May, ..doctor };
        assert_eq!(POLICY.duty(&free, now), Duty::Optional {});
        let emptied = DutyStatus { was_emptied: true, ..free };
        assert_eq!(POLICY.duty(&emptied, now), Duty::Now {}, "the desk leaves nobody weaker");
        let by_card = DutyStatus { strength: Strength::Eid, ..emptied };
        assert_eq!(POLICY.duty(&by_card, now), Duty::Optional {});
    }
}
