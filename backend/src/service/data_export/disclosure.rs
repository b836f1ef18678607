//! How a column is told in a person's copy.

/// How a column is told.
#[derive(Clone, Copy, Debug)]
pub(super) enum Disclosure {
    /// As it stands there.
    Plain,
    /// As a moment; 0 is none.
    Moment,
    /// Opened: it was sealed for `place` and what stands in the column `by`.
    Opened {
        /// As `accounts|email`.
        place: &'static str,
        /// As `id`.
        by: &'static str,
    },
    /// The number of a method that has one.
    Phone,
    /// What was there before a change that can be undone.
    Before,
    /// Where a message goes.
    To,
    /// What people wrote, under the key of its subject.
    Said,
    /// Who did something: of those who work here only that they do.
    Actor,
    /// Not at all.
    Kept(
        #[cfg_attr(not(test), expect(dead_code, reason = "people read it, and a test"))]
        &'static str,
    ),
}

impl Disclosure {
    /// The name under which it is told, where that is another than the column's.
    pub(super) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Phone => Some("phone"),
            Self::To => Some("to"),
            _ => None,
        }
    }
}
