//! Events of the policy, by their stable names.

/// A decision about the policy, made or pending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// A policy was put in force; the detail is its number.
    Changed,
    /// A change waits for a second administrator; the detail is of what.
    Proposed,
    /// A pending change was declined or withdrawn; the detail is of what.
    Declined,
}

impl Decided {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Changed => "policy.changed",
            Self::Proposed => "policy.proposed",
            Self::Declined => "policy.declined",
        }
    }
}
