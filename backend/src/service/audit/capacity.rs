//! Events of the source that knows who has which profession, by their stable names.

use vestibule_shared::security::Happened;

use crate::domain::account::capacity::Verdict;

pub(super) const fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Confirmed => "account.capacity_confirmed",
        Verdict::Refused => "account.capacity_refused",
    }
}

/// What the owner of the account reads of a row, whoever decided.
pub(super) fn in_plain_words(event: &str) -> Option<Happened> {
    Some(match event {
        "account.capacity_confirmed" | "desk.capacity_confirmed" => Happened::CapacityConfirmed,
        "account.capacity_refused" | "desk.capacity_refused" => Happened::CapacityRefused,
        _ => return None,
    })
}
