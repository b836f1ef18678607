//! The mail that asks whether an address belongs to the account that uses it.

use vestibule_shared::text::Language::{self, De, En, Fr, Nl};

use super::{Sender, frame};

/// Why the mail is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressMail {
    /// The account was activated, or its owner asked for the mail.
    Own,
    /// Another person wants to use the address.
    Wanted,
    /// A new password was requested, for which this address cannot be used yet.
    Recovery,
}

/// Subject and text. The link is valid for so many days.
pub fn address_mail(
    from: &Sender<'_>,
    lang: Language,
    (why, name): (AddressMail, &str),
    (link, days): (&str, i64),
) -> (String, String) {
    let (subject, ask, mine, not_mine) = words(from.service, lang, days);
    let why = reason(from.service, lang, (why, name));
    let (greeting, closing) = frame(from, lang, name);
    let text =
        format!("{greeting}\n\n{why}\n\n{ask}\n{link}\n\n- {mine}\n- {not_mine}\n\n{closing}\n");
    (format!("{subject} - {}", from.service), text)
}

/// Why the reader gets this mail.
fn reason(service: &str, lang: Language, (why, name): (AddressMail, &str)) -> String {
    use AddressMail::{Own, Recovery, Wanted};
    match (lang, why) {
        (Nl, Own) => {
            format!("Dit e-mailadres is opgegeven voor het account van {name} bij {service}.")
        }
        (Nl, Wanted) => format!(
            "Iemand wil dit e-mailadres gebruiken voor een account bij {service}. Het is al opgegeven voor het \
             account van {name}, maar nog niet bevestigd."
        ),
        (Nl, Recovery) => format!(
            "Er is een nieuw wachtwoord gevraagd voor het account van {name} bij {service}. Dat kan pas per e-mail als \
             dit adres bevestigd is. Met een eID-kaart kan het meteen: {}.",
            "kies op de pagina voor een nieuw wachtwoord de eID-kaart"
        ),
        (Fr, Own) => {
            format!("Cette adresse e-mail a été indiquée pour le compte {service} de {name}.")
        }
        (Fr, Wanted) => format!(
            "Une personne souhaite utiliser cette adresse e-mail pour un compte {service}. Elle a déjà été indiquée \
             pour le compte de {name}, mais n'est pas encore confirmée."
        ),
        (Fr, Recovery) => format!(
            "Un nouveau mot de passe a été demandé pour le compte {service} de {name}. Par e-mail, ce n'est possible \
             qu'une fois cette adresse confirmée. Avec une carte eID, c'est possible tout de suite : choisissez la \
             carte eID sur la page du nouveau mot de passe."
        ),
        (De, Own) => {
            format!("Diese E-Mail-Adresse wurde für das Konto von {name} bei {service} angegeben.")
        }
        (De, Wanted) => format!(
            "Jemand möchte diese E-Mail-Adresse für ein Konto bei {service} verwenden. Sie ist bereits für das Konto \
             von {name} angegeben, aber noch nicht bestätigt."
        ),
        (De, Recovery) => format!(
            "Für das Konto von {name} bei {service} wurde ein neues Passwort angefordert. Per E-Mail geht das erst, \
             wenn diese Adresse bestätigt ist. Mit einer eID-Karte geht es sofort: Wählen Sie auf der Seite für ein \
             neues Passwort die eID-Karte."
        ),
        (En, Own) => format!("This e-mail address was given for the {service} account of {name}."),
        (En, Wanted) => format!(
            "A person wants to use this e-mail address for a {service} account. It was already given for the account \
             of {name}, but it is not confirmed yet."
        ),
        (En, Recovery) => format!(
            "A new password was requested for the {service} account of {name}. By e-mail that is only possible once \
             this address is confirmed. With an eID card it is possible now: choose the eID card on the page for a new \
             password."
        ),
    }
}

/// The subject, the question, and what either answer does.
fn words(service: &str, lang: Language, days: i64) -> (&'static str, String, String, String) {
    match lang {
        Nl => (
            "Bevestig uw e-mailadres",
            format!("Open deze link en geef aan of dat klopt. De link werkt één keer en {days} dagen lang:"),
            "Is het uw account? Bevestig dan uw adres. Daarna kunt u er ook een nieuw wachtwoord mee kiezen.".to_owned(),
            format!("Is het uw account niet? Geef dat dan aan. Het account van {service} verliest dit adres, en u kunt het zelf gebruiken."),
        ),
        Fr => (
            "Confirmez votre adresse e-mail",
            format!("Ouvrez ce lien et indiquez si c'est exact. Il fonctionne une seule fois, pendant {days} jours :"),
            "C'est votre compte ? Confirmez votre adresse. Elle vous permettra aussi de choisir un nouveau mot de passe.".to_owned(),
            format!("Ce n'est pas votre compte ? Signalez-le. Le compte {service} perd cette adresse et vous pouvez l'utiliser vous-même."),
        ),
        De => (
            "Bestätigen Sie Ihre E-Mail-Adresse",
            format!("Öffnen Sie diesen Link und geben Sie an, ob das stimmt. Er funktioniert einmal und {days} Tage lang:"),
            "Ist es Ihr Konto? Bestätigen Sie Ihre Adresse. Danach können Sie damit auch ein neues Passwort wählen.".to_owned(),
            format!("Ist es nicht Ihr Konto? Geben Sie das an. Das Konto bei {service} verliert diese Adresse, und Sie können sie selbst verwenden."),
        ),
        En => (
            "Confirm your e-mail address",
            format!("Open this link and say whether that is right. It works once, for {days} days:"),
            "Is it your account? Confirm your address. After that you can also use it to choose a new password.".to_owned(),
            format!("Is it not your account? Say so. The {service} account loses this address, and you can use it yourself."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_names_the_account_and_carries_the_link_once() {
        let from = Sender {
            service: "Portaal",
            origin: "https://p.example",
            host: "p.example",
            help_phone: "",
        };
        for lang in Language::ALL {
            for why in [AddressMail::Own, AddressMail::Wanted, AddressMail::Recovery] {
                let link = "https://p.example/address#secret";
                let (subject, text) = address_mail(&from, lang, (why, "Lotte Peeters"), (link, 14));
                assert!(subject.ends_with(" - Portaal"), "{subject}");
                assert_eq!(text.matches(link).count(), 1, "{text}");
                assert!(text.contains("Lotte Peeters") && text.contains("14"), "{text}");
            }
        }
    }
}
