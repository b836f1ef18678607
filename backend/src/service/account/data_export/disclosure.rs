//! How a column appears in a data export.

/// How a column appears in a data export.
#[derive(Clone, Copy, Debug)]
pub(super) enum Disclosure {
    /// As stored.
    Plain,
    /// As a moment; 0 means none.
    Moment,
    /// Decrypted: it was sealed for `place` and the value of the column `by`.
    Opened {
        /// As `accounts|email`.
        place: &'static str,
        /// As `id`.
        by: &'static str,
    },
    /// The number of a method that has one.
    Phone,
    /// The value before a change that can be undone.
    Before,
    /// The destination of a message.
    To,
    /// What people wrote, sealed with the key of its subject.
    Said,
    /// The actor: of staff, only that they are staff.
    Actor,
    /// Not exported.
    Kept(
        #[cfg_attr(not(test), expect(dead_code, reason = "people read it, and a test"))]
        &'static str,
    ),
}

impl Disclosure {
    /// The name in the data export, where it differs from the column's.
    pub(super) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Phone => Some("phone"),
            Self::To => Some("to"),
            _ => None,
        }
    }
}
