//! The mail of a campaign: kind, short, with one action and a way to opt out (P2, P11, H10).

use vestibule_shared::{
    campaign::{SNOOZE_DAYS, Selection},
    text::Language::{self, De, En, Fr, Nl},
};

use super::{Sender, frame};

/// Subject and text. The first link leads to setting up a method, the second is "remind me later".
pub fn campaign_mail(
    from: &Sender<'_>,
    lang: Language,
    name: &str,
    selection: Selection,
    [set_up, later]: &[String; 2],
) -> (String, String) {
    let service = from.service;
    let (subject, why) = match lang {
        Nl => dutch(selection, service),
        Fr => french(selection, service),
        De => german(selection, service),
        En => english(selection, service),
    };
    let days = SNOOZE_DAYS;
    let (how, rest) = match lang {
        Nl => (
            "Een authenticator-app is gratis en in enkele minuten ingesteld. Log in en ga naar",
            format!("Komt het nu niet uit? Dan herinneren we u er {days} dagen niet aan"),
        ),
        Fr => (
            "Une application d'authentification est gratuite et se configure en quelques minutes. \
             Connectez-vous et allez à la page",
            format!(
                "Ce n'est pas le bon moment ? Nous ne vous le rappellerons pas pendant {days} jours"
            ),
        ),
        De => (
            "Eine Authenticator-App ist kostenlos und in wenigen Minuten eingerichtet. Melden Sie sich an und öffnen Sie",
            format!("Passt es gerade nicht? Dann erinnern wir Sie {days} Tage lang nicht daran"),
        ),
        En => (
            "An authenticator app is free and takes a few minutes to set up. Sign in and go to",
            format!("Not a good moment? Then we will not remind you for {days} days"),
        ),
    };
    let (greeting, closing) = frame(from, lang, name);
    let says = format!("{why}\n\n{how}:\n{set_up}\n\n{rest}:\n{later}");
    (format!("{subject} - {service}"), format!("{greeting}\n\n{says}\n\n{closing}\n"))
}

fn dutch(selection: Selection, service: &str) -> (&'static str, String) {
    match selection {
        Selection::SmsOnly => (
            "Log veiliger in dan met een sms",
            format!(
                "Bij {service} bevestigt u uw aanmelding nu met een code per sms. Een sms kan worden onderschept, en \
                 zonder bereik komt hij niet aan. Met een andere methode ernaast bent u beter beschermd, en blijft u \
                 inloggen als uw telefoonnummer verandert."
            ),
        ),
        Selection::Without => (
            "Bescherm uw account met een tweede stap",
            format!(
                "Uw account bij {service} is nu alleen met uw wachtwoord beschermd. Met een tweede stap komt niemand \
                 anders binnen, ook niet wie uw wachtwoord te weten komt."
            ),
        ),
        Selection::AtRisk => (
            "Stel een methode in die blijft",
            format!(
                "U hebt bij {service} nog geen methode om in te loggen die blijft werken. Stelt u er nu een in, dan \
                 logt u straks zonder onderbreking verder in."
            ),
        ),
    }
}

fn french(selection: Selection, service: &str) -> (&'static str, String) {
    match selection {
        Selection::SmsOnly => (
            "Connectez-vous plus sûrement que par SMS",
            format!(
                "Chez {service}, vous confirmez aujourd'hui votre connexion par un code SMS. Un SMS peut être \
                 intercepté et n'arrive pas sans réseau. Avec une autre méthode à côté, vous êtes mieux protégé et \
                 vous pouvez encore vous connecter si votre numéro change."
            ),
        ),
        Selection::Without => (
            "Protégez votre compte par une deuxième étape",
            format!(
                "Votre compte {service} n'est protégé aujourd'hui que par votre mot de passe. Avec une deuxième \
                 étape, personne d'autre n'y entre, même en connaissant votre mot de passe."
            ),
        ),
        Selection::AtRisk => (
            "Configurez une méthode qui reste",
            format!(
                "Vous n'avez pas encore chez {service} de méthode de connexion qui continuera à fonctionner. Si vous \
                 en configurez une maintenant, vous continuerez à vous connecter sans interruption."
            ),
        ),
    }
}

fn german(selection: Selection, service: &str) -> (&'static str, String) {
    match selection {
        Selection::SmsOnly => (
            "Melden Sie sich sicherer an als mit einer SMS",
            format!(
                "Bei {service} bestätigen Sie Ihre Anmeldung zurzeit mit einem Code per SMS. Eine SMS kann abgefangen \
                 werden, und ohne Empfang kommt sie nicht an. Mit einer weiteren Methode sind Sie besser geschützt \
                 und können sich auch anmelden, wenn sich Ihre Nummer ändert."
            ),
        ),
        Selection::Without => (
            "Schützen Sie Ihr Konto mit einem zweiten Schritt",
            format!(
                "Ihr Konto bei {service} ist zurzeit nur mit Ihrem Passwort geschützt. Mit einem zweiten Schritt kommt \
                 niemand anderes hinein, auch nicht, wer Ihr Passwort kennt."
            ),
        ),
        Selection::AtRisk => (
            "Richten Sie eine Methode ein, die bleibt",
            format!(
                "Sie haben bei {service} noch keine Methode zum Anmelden, die weiterhin funktioniert. Wenn Sie jetzt \
                 eine einrichten, melden Sie sich später ohne Unterbrechung weiter an."
            ),
        ),
    }
}

fn english(selection: Selection, service: &str) -> (&'static str, String) {
    match selection {
        Selection::SmsOnly => (
            "Sign in more safely than by text message",
            format!(
                "At {service} you confirm your sign-in with a code by text message. A text message can be \
                 intercepted, and does not arrive where there is no reception. With another method beside it you are \
                 better protected, and can still sign in when your number changes."
            ),
        ),
        Selection::Without => (
            "Protect your account with a second step",
            format!(
                "Your account at {service} is protected by your password alone. With a second step nobody else gets \
                 in, not even somebody who learns your password."
            ),
        ),
        Selection::AtRisk => (
            "Set up a method that stays",
            format!(
                "You do not have a method for signing in to {service} yet that will go on working. If you set one up \
                 now, you can go on signing in without interruption."
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mail_of_a_campaign_has_both_links_and_no_gap() {
        let from = Sender {
            service: "De Poort",
            origin: "https://poort.be",
            host: "poort.be",
            help_phone: "",
        };
        let links = ["https://poort.be/set-up", "https://poort.be/later#t"].map(str::to_owned);
        for lang in [Nl, Fr, De, En] {
            for selection in Selection::ALL {
                let (subject, text) = campaign_mail(&from, lang, "Lotte Maes", selection, &links);
                assert!(subject.ends_with("- De Poort") && subject.len() < 78, "{subject}");
                assert!(links.iter().all(|link| text.contains(&format!("{link}\n"))), "{text}");
                assert!(text.contains("Lotte Maes") && !text.contains("  "), "{text}");
            }
        }
    }
}
