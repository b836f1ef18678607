//! Notices of data exports and of deletion.

use vestibule_shared::{page, text::Language};

use super::super::Sender;
use crate::domain::texts::{notices, words};

/// An action of a person on all data stored about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// They took a data export.
    Copied,
    /// They requested the deletion of their account.
    Asked {
        /// After how many days.
        days: u32,
    },
    /// They cancelled the deletion.
    Kept,
    /// The account stays, because it is staff now.
    Stays,
    /// It was deleted.
    Erased,
}

impl Leave {
    /// All variants.
    #[cfg(test)]
    pub(super) const ALL: [Self; 6] = [
        Self::Copied,
        Self::Asked { days: 1 },
        Self::Asked { days: 14 },
        Self::Kept,
        Self::Stays,
        Self::Erased,
    ];

    /// The name towards gateways.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Copied => "data_copied",
            Self::Asked { .. } => "deletion_asked",
            Self::Kept => "deletion_cancelled",
            Self::Stays => "deletion_refused",
            Self::Erased => "account_deleted",
        }
    }

    /// Subject and sentence.
    pub(super) fn words(self, from: &Sender<'_>, lang: Language) -> (String, String) {
        let service = &from.service;
        match self {
            Self::Copied => notices::DataCopied { service }.letter(lang),
            Self::Asked { days } => {
                // There the deletion is cancelled.
                let link = format!("{}{}", from.origin, page::SECURITY);
                let wait = in_days(days, lang);
                notices::DeletionAsked { link: &link, service, wait: &wait }.letter(lang)
            }
            Self::Kept => notices::DeletionCancelled { service }.letter(lang),
            Self::Stays => notices::DeletionRefused { service }.letter(lang),
            Self::Erased => notices::AccountDeleted { service }.letter(lang),
        }
    }
}

fn in_days(days: u32, lang: Language) -> String {
    match days {
        1 => words::in_one_day(lang).to_owned(),
        _ => words::InDays { days: &days }.say(lang),
    }
}
