//! The texts of messages, in four languages (R17, R15). Text messages stay within one GSM-7 message
//! of 160 characters and end with the line that lets a browser fill in the code (`WebOTP`).

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

use vestibule_shared::text::Language::{self, De, En, Fr, Nl};

pub use self::{
    address::{AddressMail, address_mail},
    calendar::moment,
    campaign::campaign_mail,
    ending::ending_mail,
    notices::{Help, Leave, Notice, Occasion, code_mail, notice, notice_sms, reset_sms},
};

use super::code::Purpose;

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
}

/// A text message with a code: code first, then who sends it, do not share, how long (UX 5).
pub fn code_sms(
    from: &Sender<'_>,
    purpose: Purpose,
    lang: Language,
    code: &str,
    minutes: u32,
) -> String {
    let service = from.service;
    let says = match (purpose, lang) {
        (Purpose::Activation, Nl) => format!(
            "{code} is uw activeringscode voor {service}. Geef hem aan niemand. {minutes} minuten geldig."
        ),
        (Purpose::Activation, Fr) => format!(
            "{code} est votre code d'activation {service}. Ne le donnez à personne. Valable {minutes} minutes."
        ),
        (Purpose::Activation, De) => format!(
            "{code} ist Ihr Aktivierungscode für {service}. Geben Sie ihn nicht weiter. {minutes} Minuten gültig."
        ),
        (Purpose::Activation, En) => format!(
            "{code} is your activation code for {service}. Do not share it. Valid for {minutes} minutes."
        ),
        (Purpose::Recovery, Nl) => format!(
            "{code} is uw code voor een nieuw wachtwoord bij {service}. Geef hem aan niemand. {minutes} minuten geldig."
        ),
        (Purpose::Recovery, Fr) => format!(
            "{code} est votre code {service} pour changer de mot de passe. Ne le donnez à personne. Valable {minutes} minutes."
        ),
        (Purpose::Recovery, De) => format!(
            "{code} ist Ihr Code für ein neues Passwort bei {service}. Geben Sie ihn nicht weiter. {minutes} Minuten gültig."
        ),
        (Purpose::Recovery, En) => format!(
            "{code} is your code for a new {service} password. Do not share it. Valid for {minutes} minutes."
        ),
        (Purpose::SignIn, Nl) => format!(
            "{code} is uw code om in te loggen bij {service}. Geef hem aan niemand. {minutes} minuten geldig."
        ),
        (Purpose::SignIn, Fr) => format!(
            "{code} est votre code de connexion {service}. Ne le donnez à personne. Valable {minutes} minutes."
        ),
        (Purpose::SignIn, De) => format!(
            "{code} ist Ihr Code zum Anmelden bei {service}. Geben Sie ihn nicht weiter. {minutes} Minuten gültig."
        ),
        (Purpose::SignIn, En) => format!(
            "{code} is your code to log in to {service}. Do not share it. Valid for {minutes} minutes."
        ),
        (Purpose::SetUp | Purpose::Contact, Nl) => format!(
            "{code} is uw code om dit nummer te bevestigen bij {service}. Geef hem aan niemand. {minutes} minuten geldig."
        ),
        (Purpose::SetUp | Purpose::Contact, Fr) => format!(
            "{code} est votre code {service} pour confirmer ce numéro. Ne le donnez à personne. Valable {minutes} minutes."
        ),
        (Purpose::SetUp | Purpose::Contact, De) => format!(
            "{code} ist Ihr Code, um diese Nummer bei {service} zu bestätigen. Nicht weitergeben. {minutes} Minuten gültig."
        ),
        (Purpose::SetUp | Purpose::Contact, En) => format!(
            "{code} is your code to confirm this number with {service}. Do not share it. Valid for {minutes} minutes."
        ),
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
    let service = from.service;
    let (subject, says) = match lang {
        Nl => dutch(kind, service, link),
        Fr => french(kind, service, link),
        De => german(kind, service, link),
        En => english(kind, service, link),
    };
    let (greeting, closing) = frame(from, lang, name);
    (format!("{subject} - {service}"), format!("{greeting}\n\n{says}\n\n{closing}\n"))
}

fn frame(from: &Sender<'_>, lang: Language, name: &str) -> (String, String) {
    let (service, phone) = (from.service, from.help_phone);
    let (greeting, help, regards) = match lang {
        Nl => ("Beste", format!("Vragen? Bel {phone}."), "Met vriendelijke groeten"),
        Fr => ("Bonjour", format!("Des questions ? Appelez le {phone}."), "Cordialement"),
        De => ("Guten Tag", format!("Fragen? Rufen Sie {phone} an."), "Freundliche Grüße"),
        En => ("Hello", format!("Questions? Call {phone}."), "Kind regards"),
    };
    let help = if phone.is_empty() { String::new() } else { format!("{help}\n\n") };
    (format!("{greeting} {name},"), format!("{help}{regards},\n{service}\n{}", from.origin))
}

fn dutch(kind: MailKind, service: &str, link: &str) -> (&'static str, String) {
    match kind {
        MailKind::Created => (
            "Uw account is aangemaakt",
            format!(
                "Uw account bij {service} is aangemaakt. Activeer het met de code die we u per sms \
                 hebben gestuurd.\n\nHebt u de pagina gesloten? Ga verder op {link} en lees uw eID-kaart opnieuw in.\n\n\
                 Hebt u geen account aangevraagd? Dan hoeft u niets te doen: zonder de code wordt het niet actief."
            ),
        ),
        MailKind::Activated => (
            "Uw account is klaar",
            format!(
                "Uw account bij {service} is geactiveerd. U kunt nu inloggen met uw eID-kaart, of met uw \
                 e-mailadres en uw wachtwoord:\n{link}\n\nWas u dit niet? Neem dan meteen contact met ons op."
            ),
        ),
        MailKind::Locked { tries } => (
            "Uw account is vergrendeld",
            format!(
                "Er is {tries} keer een verkeerde sms-code ingegeven. Daarom is uw account bij {service} \
                 vergrendeld.\n\nU ontgrendelt het door uw eID-kaart opnieuw in te lezen:\n{link}\n\nWas u dit niet? \
                 Neem dan contact met ons op."
            ),
        ),
        MailKind::Unlocked => (
            "Uw account is ontgrendeld",
            format!(
                "Uw account bij {service} is ontgrendeld met uw eID-kaart. U kunt het nu activeren met de \
                 nieuwe sms-code.\n\nWas u dit niet? Neem dan meteen contact met ons op."
            ),
        ),
        MailKind::RecoveryLink { minutes } => (
            "Een nieuw wachtwoord kiezen",
            format!(
                "U hebt gevraagd om een nieuw wachtwoord te kiezen voor {service}. Dat kan met deze link, \
                 één keer en gedurende {minutes} minuten:\n{link}\n\nHebt u dit niet gevraagd? Dan hoeft u niets te doen: \
                 uw wachtwoord blijft hetzelfde."
            ),
        ),
        MailKind::PasswordChanged => (
            "Uw wachtwoord is gewijzigd",
            format!(
                "Het wachtwoord van uw account bij {service} is zonet gewijzigd. Overal waar u nog was \
                 ingelogd, bent u uitgelogd.\n\nWas u dit niet? Kies dan meteen een nieuw wachtwoord met uw \
                 eID-kaart op {link} en neem contact met ons op."
            ),
        ),
    }
}

fn french(kind: MailKind, service: &str, link: &str) -> (&'static str, String) {
    match kind {
        MailKind::Created => (
            "Votre compte est créé",
            format!(
                "Votre compte {service} est créé. Activez-le avec le code que nous vous avons envoyé \
                 par SMS.\n\nVous avez fermé la page ? Continuez sur {link} et relisez votre carte eID.\n\nVous n'avez pas \
                 demandé de compte ? Vous n'avez rien à faire : sans le code, il ne sera pas activé."
            ),
        ),
        MailKind::Activated => (
            "Votre compte est prêt",
            format!(
                "Votre compte {service} est activé. Vous pouvez maintenant vous connecter avec votre carte \
                 eID, ou avec votre adresse e-mail et votre mot de passe :\n{link}\n\nCe n'était pas vous ? Contactez-nous \
                 immédiatement."
            ),
        ),
        MailKind::Locked { tries } => (
            "Votre compte est bloqué",
            format!(
                "Un code SMS incorrect a été saisi {tries} fois. Votre compte {service} est donc bloqué.\n\nPour le \
                 débloquer, relisez votre carte eID :\n{link}\n\nCe n'était pas vous ? Contactez-nous."
            ),
        ),
        MailKind::Unlocked => (
            "Votre compte est débloqué",
            format!(
                "Votre compte {service} a été débloqué avec votre carte eID. Vous pouvez maintenant l'activer \
                 avec le nouveau code SMS.\n\nCe n'était pas vous ? Contactez-nous immédiatement."
            ),
        ),
        MailKind::RecoveryLink { minutes } => (
            "Choisir un nouveau mot de passe",
            format!(
                "Vous avez demandé à choisir un nouveau mot de passe pour {service}. Utilisez ce lien, une \
                 seule fois et dans les {minutes} minutes :\n{link}\n\nVous n'avez rien demandé ? Vous n'avez rien à faire : votre \
                 mot de passe reste le même."
            ),
        ),
        MailKind::PasswordChanged => (
            "Votre mot de passe a été modifié",
            format!(
                "Le mot de passe de votre compte {service} vient d'être modifié. Partout où vous étiez encore \
                 connecté, vous êtes maintenant déconnecté.\n\nCe n'était pas vous ? Choisissez immédiatement un nouveau \
                 mot de passe avec votre carte eID sur {link} et contactez-nous."
            ),
        ),
    }
}

fn german(kind: MailKind, service: &str, link: &str) -> (&'static str, String) {
    match kind {
        MailKind::Created => (
            "Ihr Konto wurde erstellt",
            format!(
                "Ihr Konto bei {service} wurde erstellt. Aktivieren Sie es mit dem Code, den wir Ihnen per SMS \
                 geschickt haben.\n\nHaben Sie die Seite geschlossen? Machen Sie auf {link} weiter und lesen Sie Ihre \
                 eID-Karte erneut ein.\n\nHaben Sie kein Konto beantragt? Dann brauchen Sie nichts zu tun: Ohne den Code \
                 wird es nicht aktiv."
            ),
        ),
        MailKind::Activated => (
            "Ihr Konto ist bereit",
            format!(
                "Ihr Konto bei {service} ist aktiviert. Sie können sich jetzt mit Ihrer eID-Karte anmelden oder \
                 mit Ihrer E-Mail-Adresse und Ihrem Passwort:\n{link}\n\nWaren Sie das nicht? Melden Sie sich bitte \
                 sofort bei uns."
            ),
        ),
        MailKind::Locked { tries } => (
            "Ihr Konto ist gesperrt",
            format!(
                "Es wurde {tries}-mal ein falscher SMS-Code eingegeben. Deshalb ist Ihr Konto bei {service} \
                 gesperrt.\n\nSie entsperren es, indem Sie Ihre eID-Karte erneut einlesen:\n{link}\n\nWaren Sie das nicht? \
                 Melden Sie sich bitte bei uns."
            ),
        ),
        MailKind::Unlocked => (
            "Ihr Konto ist entsperrt",
            format!(
                "Ihr Konto bei {service} wurde mit Ihrer eID-Karte entsperrt. Sie können es jetzt mit dem neuen \
                 SMS-Code aktivieren.\n\nWaren Sie das nicht? Melden Sie sich bitte sofort bei uns."
            ),
        ),
        MailKind::RecoveryLink { minutes } => (
            "Ein neues Passwort wählen",
            format!(
                "Sie möchten ein neues Passwort für {service} wählen. Das geht mit diesem Link, einmal und \
                 innerhalb von {minutes} Minuten:\n{link}\n\nHaben Sie das nicht angefordert? Dann brauchen Sie nichts zu tun: \
                 Ihr Passwort bleibt gleich."
            ),
        ),
        MailKind::PasswordChanged => (
            "Ihr Passwort wurde geändert",
            format!(
                "Das Passwort Ihres Kontos bei {service} wurde soeben geändert. Überall, wo Sie noch angemeldet \
                 waren, sind Sie jetzt abgemeldet.\n\nWaren Sie das nicht? Wählen Sie sofort mit Ihrer eID-Karte auf \
                 {link} ein neues Passwort und melden Sie sich bei uns."
            ),
        ),
    }
}

fn english(kind: MailKind, service: &str, link: &str) -> (&'static str, String) {
    match kind {
        MailKind::Created => (
            "Your account has been created",
            format!(
                "Your {service} account has been created. Activate it with the code we sent you by text \
                 message.\n\nDid you close the page? Go on at {link} and read your eID card again.\n\nDid you not ask for \
                 an account? Then there is nothing to do: without the code it will not become active."
            ),
        ),
        MailKind::Activated => (
            "Your account is ready",
            format!(
                "Your {service} account has been activated. You can now sign in with your eID card, or with your \
                 e-mail address and password:\n{link}\n\nWas this not you? Please contact us at once."
            ),
        ),
        MailKind::Locked { tries } => (
            "Your account is locked",
            format!(
                "A wrong text-message code was entered {tries} times, so your {service} account is locked.\n\nTo \
                 unlock it, read your eID card again:\n{link}\n\nWas this not you? Please contact us."
            ),
        ),
        MailKind::Unlocked => (
            "Your account is unlocked",
            format!(
                "Your {service} account was unlocked with your eID card. You can now activate it with the new \
                 text-message code.\n\nWas this not you? Please contact us at once."
            ),
        ),
        MailKind::RecoveryLink { minutes } => (
            "Choose a new password",
            format!(
                "You asked to choose a new password for {service}. You can do that with this link, once and \
                 within {minutes} minutes:\n{link}\n\nDid you not ask for this? Then there is nothing to do: your password stays \
                 the same."
            ),
        ),
        MailKind::PasswordChanged => (
            "Your password was changed",
            format!(
                "The password of your {service} account has just been changed. Wherever you were still signed \
                 in, you have been signed out.\n\nWas this not you? Choose a new password at once with your eID card at \
                 {link} and contact us."
            ),
        ),
    }
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
    };

    #[test]
    fn ux5_every_text_message_fits_one_gsm_message_begins_with_the_code_and_ends_with_its_binding()
    {
        for lang in Language::ALL {
            for purpose in [Purpose::Activation, Purpose::Recovery] {
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
                assert!(text.contains("02 123 45 67"), "{text}");
                assert!(!text.contains("  "), "{text}");
                let filled = ["98", "97", FROM.help_phone];
                assert_eq!(figures::named(lang, &text, &filled), [""; 0], "{text}");
                assert!(subjects.insert(subject));
            }
        }
    }
}
