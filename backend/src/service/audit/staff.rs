//! Events of staff, by their stable names.

/// An event of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staff {
    /// An account was given a role; the detail is the role.
    Granted,
    /// A role was revoked; the detail is the role.
    Revoked,
    /// A member of staff read the audit trail.
    TrailRead,
}

impl Staff {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Granted => "staff.granted",
            Self::Revoked => "staff.revoked",
            Self::TrailRead => "audit.read",
        }
    }

    /// The actor: the first role is given at the console.
    pub(super) const fn actor(self) -> &'static str {
        match self {
            Self::Granted => "system",
            Self::Revoked | Self::TrailRead => "person",
        }
    }
}
