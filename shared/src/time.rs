//! Moments, as milliseconds since 1970-01-01 UTC.

use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Returns the moment `seconds` later.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// Returns the whole seconds from `self` until `later`, rounded up; 0 when `later` has passed.
    pub fn seconds_until(self, later: Self) -> u32 {
        let milliseconds = later.0.saturating_sub(self.0).max(0);
        u32::try_from(milliseconds.saturating_add(999) / 1000).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_started_second_counts_as_a_whole_one() {
        for (from, until, seconds) in [(0, 0, 0), (0, 1, 1), (0, 1000, 1), (0, 1001, 2), (9, 0, 0)]
        {
            assert_eq!(Timestamp(from).seconds_until(Timestamp(until)), seconds);
        }
    }
}
