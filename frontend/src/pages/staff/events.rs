//! The names of events in plain words, and their groups. A name without words is shown as it is.

use crate::i18n::{Text, key};

/// Every event that has a text, by its name in the trail.
pub(super) const EVENTS: &[(&str, Text)] = &[
    ("account.activated", key::EVENT_ACCOUNT_ACTIVATED),
    ("account.capacity_confirmed", key::EVENT_ACCOUNT_CAPACITY_CONFIRMED),
    ("account.capacity_refused", key::EVENT_ACCOUNT_CAPACITY_REFUSED),
    ("account.change_undone", key::EVENT_ACCOUNT_CHANGE_UNDONE),
    ("account.data_copied", key::EVENT_ACCOUNT_DATA_COPIED),
    ("account.deletion_asked", key::EVENT_ACCOUNT_DELETION_ASKED),
    ("account.deletion_cancelled", key::EVENT_ACCOUNT_DELETION_CANCELLED),
    ("account.deletion_refused", key::EVENT_ACCOUNT_DELETION_REFUSED),
    ("account.email_changed", key::EVENT_ACCOUNT_EMAIL_CHANGED),
    ("account.email_proved", key::EVENT_ACCOUNT_EMAIL_PROVED),
    ("account.email_removed", key::EVENT_ACCOUNT_EMAIL_REMOVED),
    ("account.erased", key::EVENT_ACCOUNT_ERASED),
    ("account.hold_lifted", key::EVENT_ACCOUNT_HOLD_LIFTED),
    ("account.language_changed", key::EVENT_ACCOUNT_LANGUAGE_CHANGED),
    ("account.locked", key::EVENT_ACCOUNT_LOCKED),
    ("account.password_changed", key::EVENT_ACCOUNT_PASSWORD_CHANGED),
    ("account.phone_changed", key::EVENT_ACCOUNT_PHONE_CHANGED),
    ("account.unlocked", key::EVENT_ACCOUNT_UNLOCKED),
    ("audit.cut", key::EVENT_AUDIT_CUT),
    ("audit.read", key::EVENT_AUDIT_READ),
    ("browser.forgotten", key::EVENT_BROWSER_FORGOTTEN),
    ("browser.remembered", key::EVENT_BROWSER_REMEMBERED),
    ("call.confirmed", key::EVENT_CALL_CONFIRMED),
    ("call.placed", key::EVENT_CALL_PLACED),
    ("call.refused", key::EVENT_CALL_REFUSED),
    ("campaign.mailed", key::EVENT_CAMPAIGN_MAILED),
    ("campaign.snoozed", key::EVENT_CAMPAIGN_SNOOZED),
    ("campaign.started", key::EVENT_CAMPAIGN_STARTED),
    ("campaign.stopped", key::EVENT_CAMPAIGN_STOPPED),
    ("campaign.tested", key::EVENT_CAMPAIGN_TESTED),
    ("client.added", key::EVENT_CLIENT_ADDED),
    ("client.changed", key::EVENT_CLIENT_CHANGED),
    ("client.disabled", key::EVENT_CLIENT_DISABLED),
    ("client.enabled", key::EVENT_CLIENT_ENABLED),
    ("client.secret_rotated", key::EVENT_CLIENT_SECRET_ROTATED),
    ("code.sent", key::EVENT_CODE_SENT),
    ("code.wrong", key::EVENT_CODE_WRONG),
    ("desk.searched", key::EVENT_DESK_SEARCHED),
    ("desk.viewed", key::EVENT_DESK_VIEWED),
    ("desk.unlocked", key::EVENT_DESK_UNLOCKED),
    ("desk.sessions_ended", key::EVENT_DESK_SESSIONS_ENDED),
    ("desk.browsers_forgotten", key::EVENT_DESK_BROWSERS_FORGOTTEN),
    ("desk.sent_again", key::EVENT_DESK_SENT_AGAIN),
    ("desk.phone_corrected", key::EVENT_DESK_PHONE_CORRECTED),
    ("desk.method_reset", key::EVENT_DESK_METHOD_RESET),
    ("desk.reset_planned", key::EVENT_DESK_RESET_PLANNED),
    ("desk.reset_cancelled", key::EVENT_DESK_RESET_CANCELLED),
    ("desk.reset_refused", key::EVENT_DESK_RESET_REFUSED),
    ("desk.code_given", key::EVENT_DESK_CODE_GIVEN),
    ("desk.code_used", key::EVENT_DESK_CODE_USED),
    ("desk.call_begun", key::EVENT_DESK_CALL_BEGUN),
    ("desk.call_wrong", key::EVENT_DESK_CALL_WRONG),
    ("desk.call_heard", key::EVENT_DESK_CALL_HEARD),
    ("desk.call_agreed", key::EVENT_DESK_CALL_AGREED),
    ("desk.call_failed", key::EVENT_DESK_CALL_FAILED),
    ("desk.exception_given", key::EVENT_DESK_EXCEPTION_GIVEN),
    ("desk.exception_ended", key::EVENT_DESK_EXCEPTION_ENDED),
    ("desk.capacity_confirmed", key::EVENT_DESK_CAPACITY_CONFIRMED),
    ("desk.capacity_refused", key::EVENT_DESK_CAPACITY_REFUSED),
    ("desk.card_read", key::EVENT_DESK_CARD_READ),
    ("desk.card_refused", key::EVENT_DESK_CARD_REFUSED),
    ("eid.refused", key::EVENT_EID_REFUSED),
    ("factor.added", key::EVENT_FACTOR_ADDED),
    ("factor.duty_snoozed", key::EVENT_FACTOR_DUTY_SNOOZED),
    ("factor.everything_lost", key::EVENT_FACTOR_EVERYTHING_LOST),
    ("factor.help_wanted", key::EVENT_FACTOR_HELP_WANTED),
    ("factor.recovery_code_used", key::EVENT_FACTOR_RECOVERY_CODE_USED),
    ("factor.recovery_codes_made", key::EVENT_FACTOR_RECOVERY_CODES_MADE),
    ("factor.removed", key::EVENT_FACTOR_REMOVED),
    ("factor.renamed", key::EVENT_FACTOR_RENAMED),
    ("factor.rests", key::EVENT_FACTOR_RESTS),
    ("factor.wrong", key::EVENT_FACTOR_WRONG),
    ("identity.linked", key::EVENT_IDENTITY_LINKED),
    ("identity.unlinked", key::EVENT_IDENTITY_UNLINKED),
    ("openid.code_issued", key::EVENT_OPENID_CODE_ISSUED),
    ("openid.code_replayed", key::EVENT_OPENID_CODE_REPLAYED),
    ("openid.refresh_replayed", key::EVENT_OPENID_REFRESH_REPLAYED),
    ("openid.revoked", key::EVENT_OPENID_REVOKED),
    ("openid.machine_token", key::EVENT_OPENID_MACHINE_TOKEN),
    ("openid.consent_given", key::EVENT_OPENID_CONSENT_GIVEN),
    ("openid.consent_refused", key::EVENT_OPENID_CONSENT_REFUSED),
    ("openid.consent_withdrawn", key::EVENT_OPENID_CONSENT_WITHDRAWN),
    ("openid.denied", key::EVENT_OPENID_DENIED),
    ("openid.request_refused", key::EVENT_OPENID_REQUEST_REFUSED),
    ("openid.signed_out", key::EVENT_OPENID_SIGNED_OUT),
    ("openid.logout_undelivered", key::EVENT_OPENID_LOGOUT_UNDELIVERED),
    ("policy.changed", key::EVENT_POLICY_CHANGED),
    ("policy.declined", key::EVENT_POLICY_DECLINED),
    ("policy.proposed", key::EVENT_POLICY_PROPOSED),
    ("provider.refused", key::EVENT_PROVIDER_REFUSED),
    ("recovery.by_card", key::EVENT_RECOVERY_BY_CARD),
    ("recovery.link_used", key::EVENT_RECOVERY_LINK_USED),
    ("recovery.mailed", key::EVENT_RECOVERY_MAILED),
    ("registration.account_opened", key::EVENT_REGISTRATION_ACCOUNT_OPENED),
    ("registration.account_ordered", key::EVENT_REGISTRATION_ACCOUNT_ORDERED),
    ("registration.card_read", key::EVENT_REGISTRATION_CARD_READ),
    ("registration.duplicate_dropped", key::EVENT_REGISTRATION_DUPLICATE_DROPPED),
    ("registration.email_taken", key::EVENT_REGISTRATION_EMAIL_TAKEN),
    ("registration.phone_changed", key::EVENT_REGISTRATION_PHONE_CHANGED),
    ("registration.provisioning_failed", key::EVENT_REGISTRATION_PROVISIONING_FAILED),
    ("registration.provisioning_retried", key::EVENT_REGISTRATION_PROVISIONING_RETRIED),
    ("registration.purged", key::EVENT_REGISTRATION_PURGED),
    ("registration.riziv_taken", key::EVENT_REGISTRATION_RIZIV_TAKEN),
    ("session.confirmed", key::EVENT_SESSION_CONFIRMED),
    ("session.password_guarded", key::EVENT_SESSION_PASSWORD_GUARDED),
    ("session.sign_in_failed", key::EVENT_SESSION_SIGN_IN_FAILED),
    ("session.signed_in", key::EVENT_SESSION_SIGNED_IN),
    ("session.signed_out", key::EVENT_SESSION_SIGNED_OUT),
    ("session.signed_out_everywhere", key::EVENT_SESSION_SIGNED_OUT_EVERYWHERE),
    ("staff.granted", key::EVENT_STAFF_GRANTED),
    ("staff.revoked", key::EVENT_STAFF_REVOKED),
];

/// Groups of events, by the beginning of their names.
pub(super) const GROUPS: &[(&str, Text)] = &[
    ("session.", key::GROUP_SESSION),
    ("account.", key::GROUP_ACCOUNT),
    ("registration.", key::GROUP_REGISTRATION),
    ("factor.", key::GROUP_FACTOR),
    ("code.", key::GROUP_CODE),
    ("call.", key::GROUP_CALL),
    ("recovery.", key::GROUP_RECOVERY),
    ("browser.", key::GROUP_BROWSER),
    ("identity.", key::GROUP_IDENTITY),
    ("desk.", key::GROUP_DESK),
    ("staff.", key::GROUP_STAFF),
    ("policy.", key::GROUP_POLICY),
    ("client.", key::GROUP_CLIENT),
    ("openid.", key::GROUP_OPENID),
    ("campaign.", key::GROUP_CAMPAIGN),
    ("audit.", key::GROUP_AUDIT),
];

/// An event in words.
pub(super) fn in_words(event: &str) -> Text {
    let found = EVENTS.iter().find(|(name, _)| *name == event);
    found.map_or_else(|| key::just(event), |(_, words)| words.clone())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_event_has_words_twice_and_each_group_has_events() {
        let names: HashSet<&str> = EVENTS.iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), EVENTS.len());
        for (group, _) in GROUPS {
            assert!(names.iter().any(|name| name.starts_with(group)), "{group}");
        }
    }

    #[test]
    fn an_event_without_words_is_shown_as_it_is() {
        assert_eq!(in_words("account.locked"), key::EVENT_ACCOUNT_LOCKED);
        assert_eq!(in_words("moon.landed"), key::just("moon.landed"));
    }
}
