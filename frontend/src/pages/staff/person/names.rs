//! Names in plain words for what the server stores in its own: kinds, carriers, purposes, reasons.

use vestibule_shared::{
    desk::{Action, Refused, State},
    factor::FactorKind,
    problem::Code,
    staff::Role,
    text::Language,
};

use crate::{
    i18n::{self, Text, key},
    pages::staff::{policy::of_tag, words},
};

/// The name of the e-ID card among the identities.
const CARD: &str = "be-eid";

/// A linked identity.
pub(super) fn identity(id: &str) -> Text {
    if id == CARD { key::IDENTITY_EID } else { key::identity_provider(id) }
}

/// What carried a message.
pub(super) fn carrier(name: &str) -> Text {
    match name {
        "virtual_phone" => key::CARRIER_VIRTUAL,
        "webhook" => key::CARRIER_WEBHOOK,
        "smpp" => key::CARRIER_SMPP,
        "twilio" => key::just("Twilio"),
        other => key::just(other),
    }
}

/// What a message is for; of a mail its subject.
pub(super) fn purpose(channel: &str, name: &str) -> Text {
    let subject = SUBJECTS.iter().find(|(of, _)| channel == "mail" && *of == name);
    match (subject, name) {
        (Some((_, subject)), _) => subject.clone(),
        (None, name) => code_for(name).unwrap_or(key::PURPOSE_NOTICE),
    }
}

/// What a code is for.
fn code_for(purpose: &str) -> Option<Text> {
    Some(match purpose {
        "activation" => key::PURPOSE_ACTIVATION,
        "recovery" | "recovery_link" => key::PURPOSE_RECOVERY,
        "sign-in" | "sign_in" => key::PURPOSE_SIGN_IN,
        "set-up" | "set_up" => key::PURPOSE_SET_UP,
        "contact" | "change" => key::PURPOSE_CONTACT,
        _ => return None,
    })
}

/// The detail of an event in words; nothing for one that is no word, as a reference.
pub(super) fn detail(detail: &str) -> Option<Text> {
    let kind = of_tag(detail).map(|kind: FactorKind| i18n::method(kind).0);
    kind.or_else(|| code_for(detail)).or_else(|| how(detail)).or_else(|| name(detail))
}

/// How a person was identified, or what did not match.
fn how(detail: &str) -> Option<Text> {
    Some(match detail {
        "password" => key::HOW_PASSWORD,
        "remembered" => key::HOW_REMEMBERED,
        "two_step" => key::HOW_TWO_STEP,
        "eid" | CARD => key::IDENTITY_EID,
        "provider" | "provider_two_step" => key::HOW_PROVIDER,
        "codes" => key::HOW_CODES,
        "figures" => key::HOW_FIGURES,
        "itsme" => key::identity_provider("itsme"),
        _ => return None,
    })
}

/// A role or a language.
fn name(detail: &str) -> Option<Text> {
    Some(match detail {
        "desk" => words::role(Role::Desk).0,
        "administrator" => words::role(Role::Administrator).0,
        "auditor" => words::role(Role::Auditor).0,
        "organisation" => words::role(Role::Organisation).0,
        tag => {
            let language = Language::from_tag(tag).filter(|language| language.tag() == tag)?;
            key::just(language.name())
        }
    })
}

/// Why an action is not possible now.
pub(super) const fn why(refused: Refused, state: State) -> Text {
    match (refused.code, refused.action, state) {
        (Code::CallerUnchecked, ..) => key::WHY_CHECK,
        (_, Action::ConfirmCapacity, _) => key::WHY_CAPACITY_CONFIRMED,
        (_, Action::RefuseCapacity, _) => key::WHY_CAPACITY_REFUSED,
        (_, Action::Unlock, _) => key::WHY_NOT_LOCKED,
        (_, Action::EndSessions, _) => key::WHY_NO_SESSIONS,
        (_, Action::ForgetBrowsers, _) => key::WHY_NO_BROWSERS,
        (_, _, State::Opening) => key::WHY_OPENING,
        (_, _, State::Locked) => key::WHY_LOCKED,
        (_, _, State::Held) => key::WHY_HELD,
        (_, Action::SendAgain | Action::CorrectPhone, _) => key::WHY_ACTIVATED,
        (_, _, State::Waiting) => key::WHY_WAITING,
        _ => key::WHY_NO_METHOD,
    }
}

/// The subject of each mail, by its purpose.
const SUBJECTS: &[(&str, Text)] = &[
    ("account_created", key::SUBJECT_ACCOUNT_CREATED),
    ("account_activated", key::SUBJECT_ACCOUNT_ACTIVATED),
    ("account_locked", key::SUBJECT_ACCOUNT_LOCKED),
    ("account_unlocked", key::SUBJECT_ACCOUNT_UNLOCKED),
    ("recovery_link", key::SUBJECT_RECOVERY_LINK),
    ("password_changed", key::SUBJECT_PASSWORD_CHANGED),
    ("address_proof", key::SUBJECT_ADDRESS),
    ("contact", key::SUBJECT_ADDRESS),
    ("campaign", key::SUBJECT_CAMPAIGN),
    ("method_ends", key::SUBJECT_ENDING),
    ("method_added", key::SUBJECT_METHOD_ADDED),
    ("method_removed", key::SUBJECT_METHOD_REMOVED),
    ("recovery_codes_renewed", key::SUBJECT_RECOVERY_CODES_RENEWED),
    ("recovery_code_used", key::SUBJECT_RECOVERY_CODE_USED),
    ("phone_changed", key::SUBJECT_PHONE_CHANGED),
    ("email_changed", key::SUBJECT_EMAIL_CHANGED),
    ("methods_lost", key::SUBJECT_METHODS_LOST),
    ("wrong_passwords", key::SUBJECT_WRONG_PASSWORDS),
    ("wrong_codes", key::SUBJECT_WRONG_CODES),
    ("identity_linked", key::SUBJECT_IDENTITY_LINKED),
    ("identity_unlinked", key::SUBJECT_IDENTITY_UNLINKED),
    ("application_stopped", key::SUBJECT_APPLICATION_STOPPED),
    ("change_undone", key::SUBJECT_CHANGE_UNDONE),
    ("role_changed", key::SUBJECT_ROLE_CHANGED),
    ("help_unlocked", key::SUBJECT_HELP_UNLOCKED),
    ("help_sessions_ended", key::SUBJECT_HELP_SESSIONS_ENDED),
    ("help_browsers_forgotten", key::SUBJECT_HELP_BROWSERS_FORGOTTEN),
    ("help_phone_corrected", key::SUBJECT_HELP_PHONE_CORRECTED),
    ("help_method_reset", key::SUBJECT_HELP_METHOD_RESET),
    ("help_reset_planned", key::SUBJECT_HELP_RESET_PLANNED),
    ("help_reset_cancelled", key::SUBJECT_HELP_RESET_CANCELLED),
    ("help_code_given", key::SUBJECT_HELP_CODE_GIVEN),
    ("help_code_used", key::SUBJECT_HELP_CODE_USED),
    ("help_exception_given", key::SUBJECT_HELP_EXCEPTION_GIVEN),
    ("help_call_failed", key::SUBJECT_HELP_CALL_FAILED),
    ("capacity_confirmed", key::SUBJECT_CAPACITY_CONFIRMED),
    ("capacity_refused", key::SUBJECT_CAPACITY_REFUSED),
    ("data_copied", key::SUBJECT_DATA_COPIED),
    ("deletion_asked", key::SUBJECT_DELETION_ASKED),
    ("deletion_cancelled", key::SUBJECT_DELETION_CANCELLED),
    ("deletion_refused", key::SUBJECT_DELETION_REFUSED),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys of the server's mails.
    const MAILS: [&str; 2] = [
        include_str!("../../../../../backend/locales/mail/nl.json"),
        include_str!("../../../../../backend/locales/notices/nl.json"),
    ];

    #[test]
    fn each_mail_of_the_server_has_its_subject_here() {
        // The last one goes to a person without an account; these have another purpose.
        let others = ["account_deleted", "address", "address_code", "ending"];
        let mut count = 0;
        for file in MAILS {
            let parts: Vec<&str> = file.split("_subject\":").collect();
            for part in &parts[..parts.len() - 1] {
                let name = part.rsplit('"').next().unwrap_or_default();
                count += 1;
                let known = SUBJECTS.iter().any(|(of, _)| *of == name)
                    || others.contains(&name)
                    || name.starts_with("campaign_");
                assert!(known, "{name}");
            }
        }
        assert!(count > 30, "{count}");
    }

    #[test]
    fn what_is_stored_in_words_of_the_server_is_shown_in_plain_ones() {
        assert_eq!(detail("two_step"), Some(key::HOW_TWO_STEP));
        assert_eq!(detail("be-eid"), Some(key::IDENTITY_EID));
        assert_eq!(detail("set-up"), Some(key::PURPOSE_SET_UP));
        assert_eq!(detail("security_key"), Some(key::METHOD_SECURITY_KEY));
        assert_eq!(detail("nl"), Some(key::just("Nederlands")));
        assert_eq!(detail("V9RD-PK1T"), None);
        assert_eq!(purpose("mail", "help_unlocked"), key::SUBJECT_HELP_UNLOCKED);
        assert_eq!(purpose("mail", "moon_landed"), key::PURPOSE_NOTICE);
        assert_eq!(purpose("sms", "contact"), key::PURPOSE_CONTACT);
        assert_eq!(carrier("virtual_phone"), key::CARRIER_VIRTUAL);
    }
}
