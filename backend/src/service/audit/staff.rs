//! Events of staff, by their stable names, and who acted.

use vestibule_shared::id::AccountId;

/// The prefix of an actor that is a member of staff; the account follows.
pub const STAFF: &str = "staff:";

/// The member of staff who acted, where it was neither the person nor the system.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// The account of the member of staff.
    pub staff: &'a AccountId,
    /// The reason in their own words, sealed with the key of the subject.
    pub reason: &'a str,
}

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
