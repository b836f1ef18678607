//! What happens to the policy, by its stable names.

/// Something that was decided about the policy, or is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// A policy was put in force; the detail is its number.
    Changed,
    /// A change waits for a second administrator; the detail is of what.
    Proposed,
    /// A change that waited was turned down or taken back; the detail is of what.
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
