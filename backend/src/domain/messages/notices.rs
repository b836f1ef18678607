//! Notices of changes to an account: what, when, with which browser, and how to report that it was
//! not the owner (UX 22).

mod help;
mod leaving;
mod words;

use std::fmt::Display;

use vestibule_shared::{factor::FactorKind, registration::Capacity, text::Language};

pub use self::{
    help::{Help, reset_sms},
    leaving::Leave,
};
use super::{Sender, framed};
use crate::domain::{
    account::capacity::Verdict,
    texts::{mail, notices, sms},
};
pub(super) use words::method;
use words::words;

/// Something that happened to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A method was set up.
    MethodAdded(FactorKind),
    /// A method was removed.
    MethodRemoved(FactorKind),
    /// New recovery codes were made.
    CodesRenewed,
    /// A recovery code was used.
    CodeUsed {
        /// How many are left.
        left: u32,
    },
    /// The mobile number was changed.
    PhoneChanged,
    /// The e-mail address was changed.
    EmailChanged,
    /// The password was changed.
    PasswordChanged,
    /// The card proved the person because all methods were lost.
    LostEverything,
    /// A person who knows the password typed too many wrong codes.
    StepRests {
        /// How many.
        tries: u32,
        /// How many minutes no other code is accepted.
        minutes: u32,
    },
    /// After so many wrong passwords in a row, those from unknown browsers are no longer compared.
    PasswordGuarded {
        /// How many.
        times: u32,
    },
    /// A card or an account at an upstream provider signs in to the account from now on.
    IdentityLinked,
    /// One of them no longer does.
    IdentityUnlinked,
    /// The owner reported "this was not me": a change was undone and the account is held.
    Undone,
    /// The role of a member of staff was changed.
    RoleChanged,
    /// The help desk did something, or was asked to.
    Helped(Help),
    /// The capacity of the owner was verified or refused.
    CapacityChecked {
        /// The capacity.
        capacity: Capacity,
        /// The decision.
        verdict: Verdict,
    },
    /// The owner took a data export, or deletes the account.
    Leaving(Leave),
}

impl Notice {
    /// The name towards gateways.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MethodAdded(_) => "method_added",
            Self::MethodRemoved(_) => "method_removed",
            Self::CodesRenewed => "recovery_codes_renewed",
            Self::CodeUsed { .. } => "recovery_code_used",
            Self::PhoneChanged => "phone_changed",
            Self::EmailChanged => "email_changed",
            Self::PasswordChanged => "password_changed",
            Self::LostEverything => "methods_lost",
            Self::StepRests { .. } => "wrong_codes",
            Self::PasswordGuarded { .. } => "wrong_passwords",
            Self::IdentityLinked => "identity_linked",
            Self::IdentityUnlinked => "identity_unlinked",
            Self::Undone => "change_undone",
            Self::RoleChanged => "role_changed",
            Self::Helped(help) => help.name(),
            Self::CapacityChecked { verdict: Verdict::Confirmed, .. } => "capacity_confirmed",
            Self::CapacityChecked { verdict: Verdict::Refused, .. } => "capacity_refused",
            Self::Leaving(leave) => leave.name(),
        }
    }
}

/// The circumstances.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// When, as [`super::moment`] writes it.
    pub at: &'a str,
    /// Browser and system in a few words; empty when unknown.
    pub browser: &'a str,
    /// The page that undoes it; empty where there is nothing to undo.
    pub undo: &'a str,
}

/// Subject and text of the mail.
pub fn notice(
    from: &Sender<'_>,
    notice: Notice,
    lang: Language,
    name: &str,
    about: &Occasion<'_>,
) -> (String, String) {
    let (subject, says) = words(notice, from, lang);
    let says = format!("{says}\n\n{}", circumstances(notice, lang, about));
    framed(from, lang, name, (subject, says))
}

fn circumstances(notice: Notice, lang: Language, about: &Occasion<'_>) -> String {
    let Occasion { at, browser, undo: link } = about;
    let mut says = notices::When { at }.say(lang);
    if !browser.is_empty() {
        says = format!("{says}\n{}", notices::Browser { browser }.say(lang));
    }
    let not_me = match notice {
        // It reports no action in the owner's name, so it needs no warning and no link.
        Notice::CapacityChecked { .. } if link.is_empty() => return says,
        _ if link.is_empty() => notices::contact_us(lang).to_owned(),
        Notice::Helped(Help::ResetPlanned { .. }) => notices::KeepLink { link }.say(lang),
        Notice::PasswordGuarded { .. } => notices::PasswordLink { link }.say(lang),
        _ => notices::UndoLink { link }.say(lang),
    };
    format!("{says}\n\n{not_me}")
}

/// Subject and text of the mail after the tokens of an application were used where they no longer
/// should be.
pub fn application_stopped(
    from: &Sender<'_>,
    lang: Language,
    name: &str,
    (application, at): (&str, &str),
) -> (String, String) {
    let service: &dyn Display = &from.service;
    let letter = notices::ApplicationStopped { application: &application, service };
    let (subject, says) = letter.letter(lang);
    let when = notices::When { at: &at }.say(lang);
    let says = format!("{says}\n\n{when}\n\n{}", notices::contact_us(lang));
    framed(from, lang, name, (subject, says))
}

/// The text message to the old number, when a number or an address was changed.
pub fn notice_sms(from: &Sender<'_>, lang: Language) -> String {
    sms::ContactChanged { service: &from.service }.say(lang)
}

/// Subject and text of the mail with a code that proves a new address.
pub fn code_mail(
    from: &Sender<'_>,
    lang: Language,
    name: &str,
    code: &str,
    minutes: u32,
) -> (String, String) {
    let letter = mail::AddressCode { code: &code, minutes: &minutes, service: &from.service };
    framed(from, lang, name, letter.letter(lang))
}

#[cfg(test)]
mod tests {
    use vestibule_shared::text::Language::{De, En, Fr, Nl};

    use super::{super::figures::named, *};

    const FROM: Sender<'static> = Sender {
        service: "Vestibule",
        origin: "https://portal.example.be",
        host: "portal.example.be",
        help_phone: "02 123 45 67",
        help_hours: "ma-vr 9-17",
    };

    #[test]
    fn ux22_every_notice_says_what_when_with_what_and_how_to_undo_it_in_four_languages() {
        let kinds = FactorKind::ALL.map(Notice::MethodAdded);
        let removed = FactorKind::ALL.map(Notice::MethodRemoved);
        let others = [
            Notice::CodesRenewed,
            Notice::CodeUsed { left: 7 },
            Notice::PhoneChanged,
            Notice::EmailChanged,
            Notice::PasswordChanged,
            Notice::LostEverything,
            Notice::StepRests { tries: 98, minutes: 97 },
            Notice::PasswordGuarded { times: 100 },
            Notice::IdentityLinked,
            Notice::IdentityUnlinked,
            Notice::Undone,
            Notice::RoleChanged,
        ];
        let about = Occasion {
            at: "2 maart 2026 om 11.00 uur",
            browser: "Firefox, Linux",
            undo: "https://portal.example.be/undo#x",
        };
        let mut seen = std::collections::HashSet::new();
        let checked = [Verdict::Confirmed, Verdict::Refused].into_iter().flat_map(|verdict| {
            [Capacity::Doctor, Capacity::Organisation]
                .map(|capacity| Notice::CapacityChecked { capacity, verdict })
        });
        let helped = Help::ALL.map(Notice::Helped);
        let leaving = Leave::ALL.map(Notice::Leaving);
        let all = kinds
            .into_iter()
            .chain(removed)
            .chain(others)
            .chain(helped)
            .chain(checked)
            .chain(leaving);
        for what in all {
            for lang in Language::ALL {
                let (subject, text) = notice(&FROM, what, lang, "Nora Specimen", &about);
                for part in [about.at, about.browser, about.undo, "Nora Specimen", "Vestibule"] {
                    assert!(text.contains(part), "{part} in {text}");
                }
                assert!(!text.contains(['{', '}']) && !text.contains("  "), "{text}");
                let help = [FROM.help_phone, FROM.help_hours];
                let figures = ["100", "98", "97", "24", "14", " 1 ", " 7", about.at];
                let figures = [&figures[..], &help].concat();
                assert_eq!(named(lang, &text, &figures), [""; 0], "{text}");
                assert!(subject.ends_with("Vestibule"));
                assert!(seen.insert(text));
            }
        }
    }

    #[test]
    fn o8_the_mail_about_a_stopped_application_names_it_in_four_languages() {
        let mut seen = std::collections::HashSet::new();
        for lang in Language::ALL {
            let about = ("Afdeling Hart", "2 maart 2026 om 11.00 uur");
            let (subject, text) = application_stopped(&FROM, lang, "Nora Specimen", about);
            for part in [about.0, about.1, "Nora Specimen", "Vestibule"] {
                assert!(text.contains(part), "{part} in {text}");
            }
            assert!(!text.contains(['{', '}']) && !text.contains("  "), "{text}");
            let figures = [about.1, FROM.help_phone, FROM.help_hours];
            assert_eq!(named(lang, &text, &figures), [""; 0], "{text}");
            assert!(subject.ends_with("Vestibule") && seen.insert(text));
        }
    }

    #[test]
    fn a_wait_is_shown_in_hours_and_one_hour_is_one() {
        let about = Occasion { at: "", browser: "", undo: "" };
        let says = |hours, lang| {
            let help = Notice::Helped(Help::ResetPlanned { kind: FactorKind::App, hours });
            notice(&FROM, help, lang, "Nora", &about).1
        };
        for (lang, one, more) in [
            (Nl, "over 1 uur", "over 48 uur"),
            (Fr, "dans 1 heure.", "dans 48 heures"),
            (De, "in 1 Stunde.", "in 48 Stunden"),
            (En, "in 1 hour.", "in 48 hours"),
        ] {
            assert!(says(1, lang).contains(one) && says(48, lang).contains(more), "{lang:?}");
        }
    }

    #[test]
    fn the_message_to_an_old_number_fits_into_one() {
        for lang in Language::ALL {
            assert!(notice_sms(&FROM, lang).chars().count() <= 160);
            assert!(reset_sms(&FROM, lang).chars().count() <= 160);
        }
    }
}
