//! Notices of changes to an account: what, when, with which browser, and how to report that it was
//! not the owner (UX 22).

mod help;
mod leaving;
mod words;

use vestibule_shared::{
    factor::FactorKind,
    text::Language::{self, De, En, Fr, Nl},
};

pub use self::{
    help::{Help, reset_sms},
    leaving::Leave,
};
use super::{Sender, frame};
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
    let service = from.service;
    let [subject, says] = words(notice, lang);
    let says = says.replace("{service}", service);
    let says = match notice {
        Notice::MethodAdded(kind) | Notice::MethodRemoved(kind) => {
            says.replace("{method}", method(kind, lang))
        }
        Notice::PasswordGuarded { times } => says.replace("{times}", &times.to_string()),
        Notice::CodeUsed { left } => says.replace("{left}", &left.to_string()),
        Notice::StepRests { tries, minutes } => {
            says.replace("{tries}", &tries.to_string()).replace("{minutes}", &minutes.to_string())
        }
        Notice::Helped(help) => help.fill(&says, lang),
        Notice::Leaving(leave) => leave.fill(&says, from, lang),
        _ => says,
    };
    let not_me = match notice {
        Notice::Helped(Help::ResetPlanned { .. }) => Some(help::keep_it(lang)),
        Notice::PasswordGuarded { .. } => Some(new_password(lang)),
        _ => None,
    };
    let circumstances = circumstances(lang, about, not_me);
    let (greeting, closing) = frame(from, lang, name);
    let text = format!("{greeting}\n\n{says}\n\n{circumstances}\n\n{closing}\n");
    (format!("{subject} - {service}"), text)
}

/// What the link in a mail about guessed passwords is for.
const fn new_password(lang: Language) -> &'static str {
    match lang {
        Nl => {
            "Wilt u liever meteen een nieuw wachtwoord, of kunt u niet inloggen? Vraag hier een link per mail aan:"
        }
        Fr => {
            "Vous préférez choisir un nouveau mot de passe, ou vous n'arrivez pas à vous connecter ? Demandez \
             ici un lien par e-mail :"
        }
        De => {
            "Möchten Sie lieber gleich ein neues Passwort wählen, oder können Sie sich nicht anmelden? Fordern \
             Sie hier einen Link per E-Mail an:"
        }
        En => {
            "Would you rather choose a new password now, or can you not log in? Ask for a link by mail here:"
        }
    }
}

fn circumstances(lang: Language, about: &Occasion<'_>, instead: Option<&str>) -> String {
    let Occasion { at, browser, undo } = about;
    let (when, with, not_me, contact) = match lang {
        Nl => (
            "Wanneer",
            "Waarmee",
            "Was u dit niet? Klik dan zo snel mogelijk op deze link. We draaien de wijziging terug en \
             beschermen uw account:",
            "Was u dit niet? Neem dan meteen contact met ons op.",
        ),
        Fr => (
            "Quand",
            "Avec",
            "Ce n'était pas vous ? Cliquez au plus vite sur ce lien. Nous annulons la modification et \
             protégeons votre compte :",
            "Ce n'était pas vous ? Contactez-nous immédiatement.",
        ),
        De => (
            "Wann",
            "Womit",
            "Waren Sie das nicht? Klicken Sie so schnell wie möglich auf diesen Link. Wir machen die \
             Änderung rückgängig und schützen Ihr Konto:",
            "Waren Sie das nicht? Melden Sie sich bitte sofort bei uns.",
        ),
        En => (
            "When",
            "With",
            "Was this not you? Click this link as soon as you can. We will undo the change and protect \
             your account:",
            "Was this not you? Please contact us at once.",
        ),
    };
    let with = if browser.is_empty() { String::new() } else { format!("\n{with}: {browser}") };
    let not_me = instead.unwrap_or(not_me);
    let end = if undo.is_empty() { contact.to_owned() } else { format!("{not_me}\n{undo}") };
    format!("{when}: {at}{with}\n\n{end}")
}

/// The text message to the old number, when a number or an address was changed.
pub fn notice_sms(from: &Sender<'_>, lang: Language) -> String {
    let service = from.service;
    match lang {
        Nl => format!(
            "{service}: uw contactgegevens zijn gewijzigd. Was u dit niet? Kijk in uw mail."
        ),
        Fr => format!("{service} : vos coordonnées ont changé. Pas vous ? Consultez vos e-mails."),
        De => format!("{service}: Ihre Kontaktdaten wurden geändert. Nicht Sie? Siehe E-Mail."),
        En => format!("{service}: your contact details were changed. Not you? See your e-mail."),
    }
}

/// Subject and text of the mail with a code that proves a new address.
pub fn code_mail(
    from: &Sender<'_>,
    lang: Language,
    name: &str,
    code: &str,
    minutes: u32,
) -> (String, String) {
    let service = from.service;
    let (subject, says) = match lang {
        Nl => (
            "Bevestig uw e-mailadres",
            format!(
                "{code} is uw code om dit e-mailadres te bevestigen bij {service}. Geef hem aan niemand. De \
                 code is {minutes} minuten geldig.\n\nHebt u dit niet gevraagd? Dan hoeft u niets te doen."
            ),
        ),
        Fr => (
            "Confirmez votre adresse e-mail",
            format!(
                "{code} est votre code pour confirmer cette adresse e-mail chez {service}. Ne le donnez à \
                 personne. Il est valable {minutes} minutes.\n\nVous n'avez rien demandé ? Vous n'avez rien à faire."
            ),
        ),
        De => (
            "Bestätigen Sie Ihre E-Mail-Adresse",
            format!(
                "{code} ist Ihr Code, um diese E-Mail-Adresse bei {service} zu bestätigen. Geben Sie ihn nicht \
                 weiter. Er ist {minutes} Minuten gültig.\n\nHaben Sie das nicht angefordert? Dann brauchen Sie \
                 nichts zu tun."
            ),
        ),
        En => (
            "Confirm your e-mail address",
            format!(
                "{code} is your code to confirm this e-mail address with {service}. Do not share it. It is valid \
                 for {minutes} minutes.\n\nDid you not ask for this? Then there is nothing to do."
            ),
        ),
    };
    let (greeting, closing) = frame(from, lang, name);
    (format!("{subject} - {service}"), format!("{greeting}\n\n{says}\n\n{closing}\n"))
}

#[cfg(test)]
mod tests {
    use super::{super::figures::named, *};

    const FROM: Sender<'static> = Sender {
        service: "Vestibule",
        origin: "https://portal.example.be",
        host: "portal.example.be",
        help_phone: "02 123 45 67",
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
        let helped = Help::ALL.map(Notice::Helped);
        let leaving = Leave::ALL.map(Notice::Leaving);
        let all = kinds.into_iter().chain(removed).chain(others).chain(helped).chain(leaving);
        for what in all {
            for lang in Language::ALL {
                let (subject, text) = notice(&FROM, what, lang, "Nora Specimen", &about);
                for part in [about.at, about.browser, about.undo, "Nora Specimen", "Vestibule"] {
                    assert!(text.contains(part), "{part} in {text}");
                }
                assert!(!text.contains(['{', '}']) && !text.contains("  "), "{text}");
                let figures =
                    ["100", "98", "97", "24", "14", " 1 ", " 7", FROM.help_phone, about.at];
                assert_eq!(named(lang, &text, &figures), [""; 0], "{text}");
                assert!(subject.ends_with("Vestibule"));
                assert!(seen.insert(text));
            }
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
