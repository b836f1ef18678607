//! Verification of the capacity of an account.
//!
//! A person declares the capacity at registration, and a valid number is enough for that. The
//! policy decides whether applications see a declared capacity or only a verified one.

use serde::{Deserialize, Serialize};
use vestibule_shared::policy::{CapacityStatus, CheckMode};

/// The interval between two queries to the source, in seconds: 30 days.
pub const AGAIN_SECONDS: i64 = 30 * 86_400;
/// The longest delay before a failed query is repeated, in seconds.
const LONGEST_SECONDS: i64 = 6 * 3600;

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The person has the capacity.
    Confirmed,
    /// The person does not have the capacity.
    Refused,
}

/// The decider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decider {
    /// The configured source.
    Source,
    /// The help desk, or staff of the organisation.
    Staff,
}

/// A decision about a capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The verdict.
    pub verdict: Verdict,
    /// The decider.
    pub by: Decider,
}

/// The verification status of a capacity under the current policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The policy requires no verification.
    Declared,
    /// There is no decision that the policy accepts.
    Waiting,
    /// It was confirmed.
    Confirmed(Decider),
    /// It was refused.
    Refused,
}

impl Standing {
    /// Derives the status from the policy and the stored decision. `CheckMode::Staff` ignores
    /// decisions of the source.
    pub fn of(mode: CheckMode, found: Option<Finding>) -> Self {
        let may_decide = |found: &Finding| mode == CheckMode::Checked || found.by == Decider::Staff;
        match (mode, found.filter(may_decide)) {
            (CheckMode::Declared, _) => Self::Declared,
            (_, None) => Self::Waiting,
            (_, Some(Finding { verdict: Verdict::Confirmed, by })) => Self::Confirmed(by),
            (_, Some(Finding { verdict: Verdict::Refused, .. })) => Self::Refused,
        }
    }

    /// Whether applications see the capacity; otherwise they see a citizen.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Declared | Self::Confirmed(_))
    }

    /// The status on the wire.
    pub const fn status(self) -> CapacityStatus {
        match self {
            Self::Declared => CapacityStatus::Declared,
            Self::Waiting => CapacityStatus::Waiting,
            Self::Confirmed(_) => CapacityStatus::Confirmed,
            Self::Refused => CapacityStatus::Refused,
        }
    }
}

/// Returns the delay before a failed query is repeated, in seconds: 1, 2, 4 ... minutes.
pub fn retry_seconds(attempts: i64) -> i64 {
    let doubled = u32::try_from(attempts.clamp(1, 12) - 1).unwrap_or_default();
    (60 * 2_i64.pow(doubled)).min(LONGEST_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_capacity_is_worth_follows_from_the_policy_and_from_who_decided() {
        use CheckMode::{Checked, Declared, Staff as ByStaff};
        use Decider::{Source, Staff};
        use Verdict::{Confirmed, Refused};
        let found = |verdict, by| Some(Finding { verdict, by });
        for (mode, finding, standing) in [
            (Declared, None, Standing::Declared),
            (Declared, found(Refused, Staff), Standing::Declared),
            (Checked, None, Standing::Waiting),
            (Checked, found(Confirmed, Source), Standing::Confirmed(Source)),
            (Checked, found(Confirmed, Staff), Standing::Confirmed(Staff)),
            (Checked, found(Refused, Source), Standing::Refused),
            (ByStaff, None, Standing::Waiting),
            (ByStaff, found(Confirmed, Source), Standing::Waiting),
            (ByStaff, found(Refused, Source), Standing::Waiting),
            (ByStaff, found(Confirmed, Staff), Standing::Confirmed(Staff)),
            (ByStaff, found(Refused, Staff), Standing::Refused),
        ] {
            assert_eq!(Standing::of(mode, finding), standing, "{mode:?} {finding:?}");
            let counts = matches!(standing, Standing::Declared | Standing::Confirmed(_));
            assert_eq!(standing.counts(), counts, "{standing:?}");
        }
    }

    #[test]
    fn a_source_that_is_away_is_asked_at_growing_distances() {
        assert_eq!([1, 2, 3, 4].map(retry_seconds), [60, 120, 240, 480]);
        assert_eq!(
            [0, 9, 10, 100, i64::MAX].map(retry_seconds),
            [60, 15_360, 21_600, 21_600, 21_600]
        );
    }
}
