//! The messages, in four languages (R17, R15); their texts are in `backend/locales`. Text messages
//! stay within one GSM-7 message of 160 characters and end with the line that lets a browser fill in
//! the code (`WebOTP`).

mod address;
mod calendar;
pub mod calls;
mod campaign;
pub mod delivery;
mod ending;
#[cfg(test)]
pub(crate) mod figures;
mod notices;
pub mod phone;

use std::fmt::Display;

use vestibule_shared::text::Language;

pub use self::{
    address::{AddressMail, address_mail},
    calendar::moment,
    campaign::campaign_mail,
    ending::ending_mail,
    notices::{
        Help, Leave, Notice, Occasion, application_stopped, code_mail, notice, notice_sms,
        reset_sms,
    },
};

use super::{
    code::Purpose,
    texts::{mail, sms},
};

/// What the texts name.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// The name of the service.
    pub service: &'a str,
    /// Its address, as an origin.
    pub origin: &'a str,
    /// The same without scheme and port.
    pub host: &'a str,
    /// The phone number of the help desk; empty when there is none.
    pub help_phone: &'a str,
    /// When it answers; empty when that is not said.
    pub help_hours: &'a str,
}

/// A text message with a code: code first, then who sends it, do not share, how long (UX 5).
pub fn code_sms(
    from: &Sender<'_>,
    purpose: Purpose,
    lang: Language,
    code: &str,
    minutes: u32,
) -> String {
    let [code, minutes, service]: [&dyn Display; 3] = [&code, &minutes, &from.service];
    let says = match purpose {
        Purpose::Activation => sms::CodeActivation { code, minutes, service }.say(lang),
        Purpose::Recovery => sms::CodeRecovery { code, minutes, service }.say(lang),
        Purpose::SignIn => sms::CodeSignIn { code, minutes, service }.say(lang),
        Purpose::SetUp | Purpose::Contact => sms::CodeNumber { code, minutes, service }.say(lang),
    };
    format!("{says}\n@{} #{code}", from.host)
}

/// A mail about an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailKind {
    /// The account was created and waits for activation.
    Created,
    /// The account is active.
    Activated,
    /// Too many wrong codes.
    Locked {
        /// How many.
        tries: u32,
    },
    /// The card unlocked it.
    Unlocked,
    /// A link to choose a new password.
    RecoveryLink {
        /// How long it is valid, in minutes.
        minutes: u32,
    },
    /// The password was changed.
    PasswordChanged,
}

impl MailKind {
    /// Every kind, with figures that differ from all defaults.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 6] = [
        Self::Created,
        Self::Activated,
        Self::Locked { tries: 98 },
        Self::Unlocked,
        Self::RecoveryLink { minutes: 97 },
        Self::PasswordChanged,
    ];

    /// The name towards gateways.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "account_created",
            Self::Activated => "account_activated",
            Self::Locked { .. } => "account_locked",
            Self::Unlocked => "account_unlocked",
            Self::RecoveryLink { .. } => "recovery_link",
            Self::PasswordChanged => "password_changed",
        }
    }
}

/// Subject and text of a mail. `link` is a page of the service.
pub fn mail(
    from: &Sender<'_>,
    kind: MailKind,
    lang: Language,
    name: &str,
    link: &str,
) -> (String, String) {
    let [service, link]: [&dyn Display; 2] = [&from.service, &link];
    let letter = match kind {
        MailKind::Created => mail::AccountCreated { link, service }.letter(lang),
        MailKind::Activated => mail::AccountActivated { link, service }.letter(lang),
        MailKind::Locked { tries } => {
            mail::AccountLocked { link, service, tries: &tries }.letter(lang)
        }
        MailKind::Unlocked => mail::AccountUnlocked { service }.letter(lang),
        MailKind::RecoveryLink { minutes } => {
            mail::RecoveryLink { link, minutes: &minutes, service }.letter(lang)
        }
        MailKind::PasswordChanged => mail::PasswordChanged { link, service }.letter(lang),
    };
    framed(from, lang, name, letter)
}

/// A letter with the service in its subject, between the greeting and the closing.
fn framed(
    from: &Sender<'_>,
    lang: Language,
    name: &str,
    (subject, says): (String, String),
) -> (String, String) {
    let Sender { service, origin, .. } = from;
    let greeting = mail::Greeting { name: &name }.say(lang);
    let help = match (from.help_phone, from.help_hours) {
        ("", _) => String::new(),
        (phone, "") => mail::Help { phone: &phone }.say(lang) + "\n\n",
        (phone, hours) => mail::HelpInHours { hours: &hours, phone: &phone }.say(lang) + "\n\n",
    };
    let closing = format!("{help}{}\n{service}\n{origin}", mail::regards(lang));
    (format!("{subject} - {service}"), format!("{greeting}\n\n{says}\n\n{closing}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The characters of the GSM 7-bit default alphabet (3GPP TS 23.038) that take one place.
    const GSM7: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOP\
        QRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    const FROM: Sender<'_> = Sender {
        service: "Vestibule",
        origin: "https://portal.example.be",
        host: "portal.example.be",
        help_phone: "02 123 45 67",
        help_hours: "ma-vr 9-17",
    };

    #[test]
    fn ux5_every_text_message_fits_one_gsm_message_begins_with_the_code_and_ends_with_its_binding()
    {
        for lang in Language::ALL {
            for purpose in [Purpose::Activation, Purpose::Recovery, Purpose::SignIn, Purpose::SetUp]
            {
                let text = code_sms(&FROM, purpose, lang, "123456", 10);
                assert!(text.starts_with("123456 "), "{text}");
                assert!(text.ends_with("\n@portal.example.be #123456"), "{text}");
                assert!(text.chars().count() <= 160, "{} characters: {text}", text.chars().count());
                let strange: Vec<char> = text.chars().filter(|c| !GSM7.contains(*c)).collect();
                assert!(strange.is_empty(), "{strange:?} in {text}");
            }
        }
    }

    #[test]
    fn a_message_names_the_figure_in_force() {
        for lang in Language::ALL {
            let says = |kind| mail(&FROM, kind, lang, "Nora", "https://portal.example.be/x").1;
            assert!(says(MailKind::Locked { tries: 3 }).contains('3'));
            assert!(says(MailKind::RecoveryLink { minutes: 45 }).contains("45"));
            for purpose in [Purpose::Activation, Purpose::Recovery, Purpose::SignIn, Purpose::SetUp]
            {
                let text = code_sms(&FROM, purpose, lang, "123456", 42);
                assert_eq!(figures::named(lang, &text, &["123456", "42"]), [""; 0], "{text}");
            }
        }
    }

    #[test]
    fn r15_r17_every_mail_exists_in_every_language_and_names_the_person_and_the_service() {
        let mut subjects = std::collections::BTreeSet::new();
        for lang in Language::ALL {
            for kind in MailKind::ALL {
                let (subject, text) =
                    mail(&FROM, kind, lang, "Nora Specimen", "https://portal.example.be/x");
                assert!(text.contains("Nora Specimen") && text.contains("Vestibule"), "{text}");
                assert!(text.contains("02 123 45 67 (ma-vr 9-17)"), "{text}");
                assert!(!text.contains("  "), "{text}");
                let filled = ["98", "97", FROM.help_phone, FROM.help_hours];
                assert_eq!(figures::named(lang, &text, &filled), [""; 0], "{text}");
                assert!(subjects.insert(subject));
            }
        }
    }
}
