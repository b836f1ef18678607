//! Events of the e-mail address of an account, by their stable names.

use vestibule_shared::security::Happened;

/// An event of an address that was given by its person and not proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// The link of a mail proved the address.
    Proved,
    /// The address belongs to another person, who confirmed it.
    Removed,
}

impl Address {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Proved => "account.email_proved",
            Self::Removed => "account.email_removed",
        }
    }
}

/// What a row means to the owner of the account.
pub(super) fn in_plain_words(event: &str) -> Option<Happened> {
    match event {
        "account.email_proved" => Some(Happened::EmailProved),
        "account.email_removed" => Some(Happened::EmailRemoved),
        _ => None,
    }
}
