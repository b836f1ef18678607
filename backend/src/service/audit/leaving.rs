//! What happens when people take their data along or leave, by its stable names.

use vestibule_shared::security::Happened;

/// Something that a person does with all that is kept about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// They took a copy.
    Copied,
    /// They asked that their account be deleted.
    Asked,
    /// They keep it after all; the detail is `undo` where that followed from "this was not me".
    Kept,
    /// It stays, since its person got a role meanwhile.
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

    /// Who does it: the last day comes by itself.
    pub(super) const fn actor(self) -> &'static str {
        match self {
            Self::Stays | Self::Erased => "system",
            Self::Copied | Self::Asked | Self::Kept => "person",
        }
    }
}

/// What a row tells the owner of the account; nothing where it is no news to them.
pub(super) fn in_plain_words(event: &str) -> Option<Happened> {
    Some(match event {
        "account.data_copied" => Happened::DataCopied,
        "account.deletion_asked" => Happened::DeletionAsked,
        "account.deletion_cancelled" | "account.deletion_refused" => Happened::DeletionCancelled,
        _ => return None,
    })
}
