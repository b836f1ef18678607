//! Whether others may rely on the capacity of an account.
//!
//! Anybody with an e-ID card and eleven right digits can say that they are a doctor. What that is
//! worth follows from the policy and from who confirmed it.

use serde::{Deserialize, Serialize};
use vestibule_shared::policy::{CapacityStatus, CheckMode};

/// When the source is asked again after an answer, in seconds: a month.
pub const AGAIN_SECONDS: i64 = 30 * 86_400;
/// The longest distance between two tries of a source that does not answer, in seconds.
const LONGEST_SECONDS: i64 = 6 * 3600;

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The person has the capacity.
    Confirmed,
    /// The person does not have it, or no longer.
    Refused,
}

/// Who decided.
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
    /// What was found.
    pub verdict: Verdict,
    /// By whom.
    pub by: Decider,
}

/// What a capacity is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The policy asks for no check.
    Declared,
    /// Nobody who may decide did so yet.
    Waiting,
    /// It was confirmed.
    Confirmed(Decider),
    /// It was refused.
    Refused,
}

impl Standing {
    /// Derives it from the policy and the decision. Where staff decide, the source's word is not
    /// enough.
    pub fn of(mode: CheckMode, found: Option<Finding>) -> Self {
        let may_decide = |found: &Finding| mode == CheckMode::Checked || found.by == Decider::Staff;
        match (mode, found.filter(may_decide)) {
            (CheckMode::Declared, _) => Self::Declared,
            (_, None) => Self::Waiting,
            (_, Some(Finding { verdict: Verdict::Confirmed, by })) => Self::Confirmed(by),
            (_, Some(Finding { verdict: Verdict::Refused, .. })) => Self::Refused,
        }
    }

    /// Whether others see the capacity. Otherwise they see a citizen.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Declared | Self::Confirmed(_))
    }

    /// What pages show.
    pub const fn status(self) -> CapacityStatus {
        match self {
            Self::Declared => CapacityStatus::Declared,
            Self::Waiting => CapacityStatus::Waiting,
            Self::Confirmed(_) => CapacityStatus::Confirmed,
            Self::Refused => CapacityStatus::Refused,
        }
    }
}

/// After how many seconds a source that did not answer is asked again: 1, 2, 4 ... minutes.
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
