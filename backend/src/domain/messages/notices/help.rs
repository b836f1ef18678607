//! Notices of what the help desk did.

use std::fmt::Display;

use vestibule_shared::{factor::FactorKind, text::Language};

use super::{super::Sender, words::method};
use crate::domain::texts::{notices, sms, words};

/// What the help desk did, or was asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Help {
    /// It unlocked the account.
    Unlocked,
    /// It ended all sessions.
    SessionsEnded,
    /// It removed all remembered browsers.
    BrowsersForgotten,
    /// It corrected the number before activation.
    PhoneCorrected,
    /// It removed a method.
    MethodReset(FactorKind),
    /// It removes a method after the waiting time.
    ResetPlanned {
        /// Which kind.
        kind: FactorKind,
        /// After how many hours it is removed.
        hours: u32,
    },
    /// The planned removal was cancelled.
    ResetCancelled(FactorKind),
    /// It gave an access code.
    CodeGiven {
        /// How many minutes it is valid.
        minutes: i64,
    },
    /// The access code was used to set up a method.
    CodeUsed,
    /// It allowed a method to be used after its last day.
    ExceptionGiven(FactorKind),
    /// A caller was not identified as the person.
    CallFailed,
}

impl Help {
    /// All variants, with one kind of method.
    #[cfg(test)]
    pub(super) const ALL: [Self; 11] = [
        Self::Unlocked,
        Self::SessionsEnded,
        Self::BrowsersForgotten,
        Self::PhoneCorrected,
        Self::MethodReset(FactorKind::App),
        Self::ResetPlanned { kind: FactorKind::App, hours: 24 },
        Self::ResetCancelled(FactorKind::App),
        Self::CodeGiven { minutes: 97 },
        Self::CodeUsed,
        Self::ExceptionGiven(FactorKind::Sms),
        Self::CallFailed,
    ];

    /// The name towards gateways.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Unlocked => "help_unlocked",
            Self::SessionsEnded => "help_sessions_ended",
            Self::BrowsersForgotten => "help_browsers_forgotten",
            Self::PhoneCorrected => "help_phone_corrected",
            Self::MethodReset(_) => "help_method_reset",
            Self::ResetPlanned { .. } => "help_reset_planned",
            Self::ResetCancelled(_) => "help_reset_cancelled",
            Self::CodeGiven { .. } => "help_code_given",
            Self::CodeUsed => "help_code_used",
            Self::ExceptionGiven(_) => "help_exception_given",
            Self::CallFailed => "help_call_failed",
        }
    }

    /// Subject and sentence.
    pub(super) fn words(self, from: &Sender<'_>, lang: Language) -> (String, String) {
        let service: &dyn Display = &from.service;
        match self {
            Self::Unlocked => notices::HelpUnlocked { service }.letter(lang),
            Self::SessionsEnded => notices::HelpSessionsEnded { service }.letter(lang),
            Self::BrowsersForgotten => notices::HelpBrowsersForgotten { service }.letter(lang),
            Self::PhoneCorrected => notices::HelpPhoneCorrected { service }.letter(lang),
            Self::MethodReset(kind) => {
                notices::HelpMethodReset { method: &method(kind, lang), service }.letter(lang)
            }
            Self::ResetPlanned { kind, hours } => {
                let (method, wait) = (method(kind, lang), in_hours(hours, lang));
                notices::HelpResetPlanned { method: &method, service, wait: &wait }.letter(lang)
            }
            Self::ResetCancelled(kind) => {
                notices::HelpResetCancelled { method: &method(kind, lang), service }.letter(lang)
            }
            Self::CodeGiven { minutes } => {
                notices::HelpCodeGiven { minutes: &minutes, service }.letter(lang)
            }
            Self::CodeUsed => notices::HelpCodeUsed { service }.letter(lang),
            Self::ExceptionGiven(kind) => {
                notices::HelpExceptionGiven { method: &method(kind, lang), service }.letter(lang)
            }
            Self::CallFailed => notices::HelpCallFailed { service }.letter(lang),
        }
    }
}

fn in_hours(hours: u32, lang: Language) -> String {
    match hours {
        1 => words::in_one_hour(lang).to_owned(),
        _ => words::InHours { hours: &hours }.say(lang),
    }
}

/// The text message to the number of a method that is to be removed, or of its owner.
pub fn reset_sms(from: &Sender<'_>, lang: Language) -> String {
    sms::ResetPlanned { service: &from.service }.say(lang)
}
