//! The subject and the sentence of each notice.

use std::fmt::Display;

use vestibule_shared::{factor::FactorKind, registration::Capacity, text::Language};

use super::{super::Sender, Notice};
use crate::domain::{
    account::capacity::Verdict,
    texts::{notices, words},
};

/// The name of a method within a sentence.
pub(in crate::domain::messages) const fn method(kind: FactorKind, lang: Language) -> &'static str {
    match kind {
        FactorKind::App => words::method_app(lang),
        FactorKind::Passkey => words::method_passkey(lang),
        FactorKind::Platform => words::method_platform(lang),
        FactorKind::SecurityKey => words::method_security_key(lang),
        FactorKind::Sms => words::method_sms(lang),
        FactorKind::Call => words::method_call(lang),
    }
}

/// The name of a capacity within a sentence.
const fn capacity_name(capacity: Capacity, lang: Language) -> &'static str {
    match capacity {
        Capacity::Citizen => words::capacity_citizen(lang),
        Capacity::Doctor => words::capacity_doctor(lang),
        Capacity::Organisation => words::capacity_organisation(lang),
    }
}

/// Subject and sentence.
pub(super) fn words(notice: Notice, from: &Sender<'_>, lang: Language) -> (String, String) {
    let service: &dyn Display = &from.service;
    match notice {
        Notice::MethodAdded(kind) => {
            notices::MethodAdded { method: &method(kind, lang), service }.letter(lang)
        }
        Notice::MethodRemoved(kind) => {
            notices::MethodRemoved { method: &method(kind, lang), service }.letter(lang)
        }
        Notice::CodesRenewed => notices::RecoveryCodesRenewed { service }.letter(lang),
        Notice::CodeUsed { left } => {
            notices::RecoveryCodeUsed { left: &left, service }.letter(lang)
        }
        Notice::PhoneChanged => notices::PhoneChanged { service }.letter(lang),
        Notice::EmailChanged => notices::EmailChanged { service }.letter(lang),
        Notice::PasswordChanged => notices::PasswordChanged { service }.letter(lang),
        Notice::LostEverything => notices::MethodsLost { service }.letter(lang),
        Notice::PasswordGuarded { times } => {
            notices::WrongPasswords { service, times: &times }.letter(lang)
        }
        Notice::StepRests { tries, minutes } => {
            notices::WrongCodes { minutes: &minutes, service, tries: &tries }.letter(lang)
        }
        Notice::IdentityLinked => notices::IdentityLinked { service }.letter(lang),
        Notice::IdentityUnlinked => notices::IdentityUnlinked { service }.letter(lang),
        Notice::Undone => notices::ChangeUndone { service }.letter(lang),
        Notice::RoleChanged => notices::RoleChanged { service }.letter(lang),
        Notice::Helped(help) => help.words(from, lang),
        Notice::CapacityChecked { capacity, verdict } => {
            let capacity: &dyn Display = &capacity_name(capacity, lang);
            match verdict {
                Verdict::Confirmed => notices::CapacityConfirmed { capacity, service }.letter(lang),
                Verdict::Refused => notices::CapacityRefused { capacity, service }.letter(lang),
            }
        }
        Notice::Leaving(leave) => leave.words(from, lang),
    }
}
