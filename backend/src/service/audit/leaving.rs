//! Events of data exports and of deletions, by their stable names.

use vestibule_shared::security::Happened;

/// An event of a data export or of the deletion of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// The person downloaded a data export.
    Copied,
    /// The person requested the deletion of their account.
    Asked,
    /// The person cancelled the deletion; the detail is `undo` where that followed from "this was
    /// not me".
    Kept,
    /// The account was not deleted, because its person was given a role meanwhile.
    Stays,
    /// The account was erased.
    Erased,
}

impl Leaving {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Copied => "account.data_copied",
            Self::Asked => "account.deletion_asked",
            Self::Kept => "account.deletion_cancelled",
            Self::Stays => "account.deletion_refused",
            Self::Erased => "account.erased",
        }
    }

    /// The actor: the system erases on the last day.
    pub(super) const fn actor(self) -> &'static str {
        match self {
            Self::Stays | Self::Erased => "system",
            Self::Copied | Self::Asked | Self::Kept => "person",
        }
    }
}

/// What the owner of the account reads of a row; nothing where the row is no news to them.
pub(super) fn in_plain_words(event: &str) -> Option<Happened> {
    Some(match event {
        "account.data_copied" => Happened::DataCopied,
        "account.deletion_asked" => Happened::DeletionAsked,
        "account.deletion_cancelled" | "account.deletion_refused" => Happened::DeletionCancelled,
        _ => return None,
    })
}
