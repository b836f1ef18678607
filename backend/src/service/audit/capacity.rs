//! Decisions about capacities, by their stable names.

use vestibule_shared::security::Happened;

use crate::domain::account::capacity::Verdict;

pub(super) const fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Confirmed => "account.capacity_confirmed",
        Verdict::Refused => "account.capacity_refused",
    }
}

/// The event as the owner of the account sees it; the same for decisions of the source and of staff.
pub(super) fn in_plain_words(event: &str) -> Option<Happened> {
    Some(match event {
        "account.capacity_confirmed" | "desk.capacity_confirmed" => Happened::CapacityConfirmed,
        "account.capacity_refused" | "desk.capacity_refused" => Happened::CapacityRefused,
        _ => return None,
    })
}
