//! What people are told about changes of their account: what, when, with which browser, and how to say
//! that it was not them (UX 22).

use vestibule_shared::{
    factor::FactorKind::{self, App, Call, Passkey, Platform, SecurityKey, Sms},
    text::Language::{self, De, En, Fr, Nl},
};

use super::{Sender, frame};

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
    /// The card proved the person because every method was lost.
    LostEverything,
    /// Somebody who knows the password typed too many wrong codes.
    StepRests,
    /// Somebody said "this was not me": a change was undone and the account is held.
    Undone,
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
            Self::StepRests => "wrong_codes",
            Self::Undone => "change_undone",
        }
    }
}

/// The circumstances.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// When, as `2026-03-02 10:00 UTC`.
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
        Notice::CodeUsed { left } => says.replace("{left}", &left.to_string()),
        _ => says,
    };
    let circumstances = circumstances(lang, about);
    let (greeting, closing) = frame(from, lang, name);
    let text = format!("{greeting}\n\n{says}\n\n{circumstances}\n\n{closing}\n");
    (format!("{subject} - {service}"), text)
}

fn circumstances(lang: Language, about: &Occasion<'_>) -> String {
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

const fn method(kind: FactorKind, lang: Language) -> &'static str {
    match (kind, lang) {
        (App, Nl) => "een authenticator-app",
        (App, Fr) => "une application d'authentification",
        (App, De) => "eine Authenticator-App",
        (App, En) => "an authenticator app",
        (Passkey, Nl) => "een passkey",
        (Passkey, Fr) => "une clé d'accès (passkey)",
        (Passkey, De) => "ein Passkey",
        (Passkey, En) => "a passkey",
        (Platform, Nl) => "een vertrouwde computer",
        (Platform, Fr) => "un ordinateur de confiance",
        (Platform, De) => "ein vertrauenswürdiger Computer",
        (Platform, En) => "a trusted computer",
        (SecurityKey, Nl) => "een beveiligingssleutel",
        (SecurityKey, Fr) => "une clé de sécurité",
        (SecurityKey, De) => "ein Sicherheitsschlüssel",
        (SecurityKey, En) => "a security key",
        (Sms, Nl) => "codes per sms",
        (Sms, Fr) => "des codes par SMS",
        (Sms, De) => "Codes per SMS",
        (Sms, En) => "codes by text message",
        (Call, Nl) => "een telefonische oproep",
        (Call, Fr) => "un appel téléphonique",
        (Call, De) => "ein Telefonanruf",
        (Call, En) => "a phone call",
    }
}

/// Subject and sentence.
const fn words(notice: Notice, lang: Language) -> [&'static str; 2] {
    match lang {
        Nl => dutch(notice),
        Fr => french(notice),
        De => german(notice),
        En => english(notice),
    }
}

const fn dutch(notice: Notice) -> [&'static str; 2] {
    match notice {
        Notice::MethodAdded(_) => [
            "Nieuwe methode om in te loggen",
            "Aan uw account bij {service} is een methode voor de tweestapsverificatie toegevoegd: {method}.",
        ],
        Notice::MethodRemoved(_) => [
            "Een methode om in te loggen is verwijderd",
            "Van uw account bij {service} is een methode voor de tweestapsverificatie verwijderd: {method}.",
        ],
        Notice::CodesRenewed => [
            "Nieuwe herstelcodes",
            "Voor uw account bij {service} zijn nieuwe herstelcodes gemaakt. De oude werken niet meer.",
        ],
        Notice::CodeUsed { .. } => [
            "Een herstelcode is gebruikt",
            "Er is met een herstelcode ingelogd op uw account bij {service}. U hebt er nog {left} over.",
        ],
        Notice::PhoneChanged => [
            "Uw mobiele nummer is gewijzigd",
            "Het mobiele nummer van uw account bij {service} is gewijzigd.",
        ],
        Notice::EmailChanged => [
            "Uw e-mailadres is gewijzigd",
            "Het e-mailadres van uw account bij {service} is gewijzigd. Het nieuwe adres is ook uw gebruikersnaam.",
        ],
        Notice::PasswordChanged => [
            "Uw wachtwoord is gewijzigd",
            "Het wachtwoord van uw account bij {service} is gewijzigd. Overal elders bent u uitgelogd.",
        ],
        Notice::LostEverything => [
            "U stelt de tweestapsverificatie opnieuw in",
            "Iemand heeft met uw eID-kaart aangegeven dat alle methoden van uw account bij {service} verloren \
             zijn, en mag nu een nieuwe instellen. Daarna werken de oude niet meer.",
        ],
        Notice::StepRests => [
            "Te veel verkeerde codes",
            "Iemand heeft uw wachtwoord voor {service} juist ingegeven en daarna vijf keer een verkeerde code. \
             We laten die stap een kwartier rusten. Was u dit niet, kies dan een nieuw wachtwoord.",
        ],
        Notice::Undone => [
            "Uw account is beschermd",
            "Iemand meldde \"Was u dit niet?\". Een wijziging van uw account bij {service} is teruggedraaid, overal \
             is uitgelogd, en uw account opent voorlopig alleen met uw eID-kaart.",
        ],
    }
}

const fn french(notice: Notice) -> [&'static str; 2] {
    match notice {
        Notice::MethodAdded(_) => [
            "Nouvelle méthode de connexion",
            "Une méthode de vérification en deux étapes a été ajoutée à votre compte {service} : {method}.",
        ],
        Notice::MethodRemoved(_) => [
            "Une méthode de connexion a été supprimée",
            "Une méthode de vérification en deux étapes a été supprimée de votre compte {service} : {method}.",
        ],
        Notice::CodesRenewed => [
            "Nouveaux codes de secours",
            "De nouveaux codes de secours ont été créés pour votre compte {service}. Les anciens ne fonctionnent plus.",
        ],
        Notice::CodeUsed { .. } => [
            "Un code de secours a été utilisé",
            "Un code de secours a servi à se connecter à votre compte {service}. Il vous en reste {left}.",
        ],
        Notice::PhoneChanged => [
            "Votre numéro de mobile a été modifié",
            "Le numéro de mobile de votre compte {service} a été modifié.",
        ],
        Notice::EmailChanged => [
            "Votre adresse e-mail a été modifiée",
            "L'adresse e-mail de votre compte {service} a été modifiée. La nouvelle adresse est aussi votre nom \
             d'utilisateur.",
        ],
        Notice::PasswordChanged => [
            "Votre mot de passe a été modifié",
            "Le mot de passe de votre compte {service} a été modifié. Partout ailleurs, vous êtes déconnecté.",
        ],
        Notice::LostEverything => [
            "Vous reconfigurez la vérification en deux étapes",
            "Avec votre carte eID, quelqu'un a signalé que toutes les méthodes de votre compte {service} sont \
             perdues et peut maintenant en configurer une nouvelle. Ensuite, les anciennes ne fonctionneront plus.",
        ],
        Notice::StepRests => [
            "Trop de codes incorrects",
            "Quelqu'un a saisi correctement votre mot de passe {service}, puis cinq codes incorrects. Cette étape \
             est bloquée pendant un quart d'heure. Si ce n'était pas vous, choisissez un nouveau mot de passe.",
        ],
        Notice::Undone => [
            "Votre compte est protégé",
            "Quelqu'un a signalé « ce n'était pas moi ». Une modification de votre compte {service} a été annulée, \
             toutes les sessions sont fermées et, pour l'instant, seule votre carte eID ouvre votre compte.",
        ],
    }
}

const fn german(notice: Notice) -> [&'static str; 2] {
    match notice {
        Notice::MethodAdded(_) => [
            "Neue Methode zum Anmelden",
            "Zu Ihrem Konto bei {service} wurde eine Methode der Zwei-Schritt-Prüfung hinzugefügt: {method}.",
        ],
        Notice::MethodRemoved(_) => [
            "Eine Methode zum Anmelden wurde entfernt",
            "Von Ihrem Konto bei {service} wurde eine Methode der Zwei-Schritt-Prüfung entfernt: {method}.",
        ],
        Notice::CodesRenewed => [
            "Neue Wiederherstellungscodes",
            "Für Ihr Konto bei {service} wurden neue Wiederherstellungscodes erstellt. Die alten funktionieren \
             nicht mehr.",
        ],
        Notice::CodeUsed { .. } => [
            "Ein Wiederherstellungscode wurde verwendet",
            "Mit einem Wiederherstellungscode wurde Ihr Konto bei {service} geöffnet. Sie haben noch {left} übrig.",
        ],
        Notice::PhoneChanged => [
            "Ihre Mobilnummer wurde geändert",
            "Die Mobilnummer Ihres Kontos bei {service} wurde geändert.",
        ],
        Notice::EmailChanged => [
            "Ihre E-Mail-Adresse wurde geändert",
            "Die E-Mail-Adresse Ihres Kontos bei {service} wurde geändert. Die neue Adresse ist auch Ihr \
             Benutzername.",
        ],
        Notice::PasswordChanged => [
            "Ihr Passwort wurde geändert",
            "Das Passwort Ihres Kontos bei {service} wurde geändert. Überall sonst sind Sie abgemeldet.",
        ],
        Notice::LostEverything => [
            "Sie richten die Zwei-Schritt-Prüfung neu ein",
            "Mit Ihrer eID-Karte wurde gemeldet, dass alle Methoden Ihres Kontos bei {service} verloren sind. \
             Jetzt kann eine neue eingerichtet werden; danach funktionieren die alten nicht mehr.",
        ],
        Notice::StepRests => [
            "Zu viele falsche Codes",
            "Jemand hat Ihr Passwort für {service} richtig und danach fünf falsche Codes eingegeben. Dieser \
             Schritt ruht eine Viertelstunde. Waren Sie das nicht, wählen Sie ein neues Passwort.",
        ],
        Notice::Undone => [
            "Ihr Konto ist geschützt",
            "Jemand hat \"das war ich nicht\" gemeldet. Eine Änderung Ihres Kontos bei {service} wurde rückgängig \
             gemacht, alle Sitzungen sind beendet, und vorerst öffnet nur Ihre eID-Karte Ihr Konto.",
        ],
    }
}

const fn english(notice: Notice) -> [&'static str; 2] {
    match notice {
        Notice::MethodAdded(_) => [
            "New way to log in",
            "A method of two-step verification was added to your {service} account: {method}.",
        ],
        Notice::MethodRemoved(_) => [
            "A way to log in was removed",
            "A method of two-step verification was removed from your {service} account: {method}.",
        ],
        Notice::CodesRenewed => [
            "New recovery codes",
            "New recovery codes were made for your {service} account. The old ones no longer work.",
        ],
        Notice::CodeUsed { .. } => [
            "A recovery code was used",
            "A recovery code was used to log in to your {service} account. You have {left} left.",
        ],
        Notice::PhoneChanged => [
            "Your mobile number was changed",
            "The mobile number of your {service} account was changed.",
        ],
        Notice::EmailChanged => [
            "Your e-mail address was changed",
            "The e-mail address of your {service} account was changed. The new address is also your user name.",
        ],
        Notice::PasswordChanged => [
            "Your password was changed",
            "The password of your {service} account was changed. Everywhere else you are logged out.",
        ],
        Notice::LostEverything => [
            "You are setting up two-step verification again",
            "With your eID card, somebody said that every method of your {service} account is lost, and may now \
             set up a new one. After that the old ones no longer work.",
        ],
        Notice::StepRests => [
            "Too many wrong codes",
            "Somebody typed your {service} password correctly and then five wrong codes. That step now rests for \
             a quarter of an hour. If this was not you, choose a new password.",
        ],
        Notice::Undone => [
            "Your account is protected",
            "Somebody said \"this was not me\". A change of your {service} account was undone, every session was \
             ended, and for now only your eID card opens your account.",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: Sender<'static> = Sender {
        service: "Vestibule",
        origin: "https://portal.example.be",
        host: "portal.example.be",
        help_phone: "02 123 45 67",
    };

    #[test]
    fn every_notice_says_what_when_with_what_and_how_to_undo_it_in_four_languages() {
        let kinds = FactorKind::ALL.map(Notice::MethodAdded);
        let removed = FactorKind::ALL.map(Notice::MethodRemoved);
        let others = [
            Notice::CodesRenewed,
            Notice::CodeUsed { left: 7 },
            Notice::PhoneChanged,
            Notice::EmailChanged,
            Notice::PasswordChanged,
            Notice::LostEverything,
            Notice::StepRests,
            Notice::Undone,
        ];
        let about = Occasion {
            at: "2026-03-02 10:00 UTC",
            browser: "Firefox, Linux",
            undo: "https://portal.example.be/undo#x",
        };
        let mut seen = std::collections::HashSet::new();
        for what in kinds.into_iter().chain(removed).chain(others) {
            for lang in Language::ALL {
                let (subject, text) = notice(&FROM, what, lang, "Nora Specimen", &about);
                for part in [about.at, about.browser, about.undo, "Nora Specimen", "Vestibule"] {
                    assert!(text.contains(part), "{part} in {text}");
                }
                assert!(!text.contains(['{', '}']) && !text.contains("  "), "{text}");
                assert!(subject.ends_with("Vestibule"));
                assert!(seen.insert(text));
            }
        }
    }

    #[test]
    fn the_message_to_an_old_number_fits_into_one() {
        for lang in Language::ALL {
            assert!(notice_sms(&FROM, lang).chars().count() <= 160);
        }
    }
}
