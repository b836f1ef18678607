//! The mail that announces when a method ends, and what to do before (P1, P2, P11).

use vestibule_shared::{
    factor::FactorKind,
    policy::Day,
    text::Language::{self, De, En, Fr, Nl},
};

use super::{Sender, calendar::in_words, frame, notices::method};

/// The page that sets up another method.
const SET_UP: &str = "/account/two-step";
/// The page that explains the change (P5).
const EXPLAINED: &str = "/help/change";

/// Subject and text.
pub fn ending_mail(
    from: &Sender<'_>,
    lang: Language,
    name: &str,
    (kind, last_day): (FactorKind, &Day),
) -> (String, String) {
    let (service, what, day) = (from.service, method(kind, lang), in_words(last_day, lang));
    let (link, more) = (format!("{}{SET_UP}", from.origin), format!("{}{EXPLAINED}", from.origin));
    let (subject, says) = match lang {
        Nl => (
            format!("Stel vóór {day} een andere methode in"),
            format!(
                "U logt bij {service} in met {what}. Dat kan tot en met {day}.\n\nStel vóór die dag een andere methode \
                 in, dan kunt u zonder onderbreking blijven inloggen. Een authenticator-app is gratis en in enkele \
                 minuten klaar:\n{link}\n\nWat er verandert, en welke methode bij u past:\n{more}\n\nDoet u het later, dan is dat geen probleem: bij het inloggen helpen we u dan \
                 eerst een andere methode in te stellen."
            ),
        ),
        Fr => (
            format!("Configurez une autre méthode avant le {day}"),
            format!(
                "Vous vous connectez à {service} avec {what}. C'est possible jusqu'au {day} inclus.\n\nConfigurez une \
                 autre méthode avant cette date pour continuer à vous connecter sans interruption. Une application \
                 d'authentification est gratuite et prête en quelques minutes :\n{link}\n\nCe qui change, et quelle méthode vous \
                 convient :\n{more}\n\nSi vous le faites plus tard, ce \
                 n'est pas grave : à votre connexion, nous vous aiderons d'abord à configurer une autre méthode."
            ),
        ),
        De => (
            format!("Richten Sie vor dem {day} eine andere Methode ein"),
            format!(
                "Sie melden sich bei {service} so an: {what}. Das geht bis einschließlich {day}.\n\nRichten Sie vorher eine \
                 andere Methode ein, dann können Sie sich ohne Unterbrechung weiter anmelden. Eine Authenticator-App ist \
                 kostenlos und in wenigen Minuten bereit:\n{link}\n\nWas sich ändert, und welche Methode \
                 zu Ihnen passt:\n{more}\n\nEs später zu tun ist kein Problem: Bei der Anmeldung \
                 helfen wir Ihnen dann zuerst, eine andere Methode einzurichten."
            ),
        ),
        En => (
            format!("Set up another method before {day}"),
            format!(
                "You sign in to {service} with {what}. That works up to and including {day}.\n\nSet up another method \
                 before that day, and you can go on signing in without interruption. An authenticator app is free and \
                 ready in a few minutes:\n{link}\n\nWhat changes, and which method suits \
                 you:\n{more}\n\nIf you do it later, that is no problem: when you sign in, we will first \
                 help you set up another method."
            ),
        ),
    };
    let (greeting, closing) = frame(from, lang, name);
    (format!("{subject} - {service}"), format!("{greeting}\n\n{says}\n\n{closing}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p2_the_mail_says_until_when_and_what_to_do_in_four_languages() {
        let from = Sender {
            service: "Vestibule",
            origin: "https://portal.example.be",
            host: "portal.example.be",
            help_phone: "",
        };
        let day = Day("2027-06-30".into());
        for (lang, words) in [
            (Nl, "30 juni 2027"),
            (Fr, "30 juin 2027"),
            (De, "30. Juni 2027"),
            (En, "30 June 2027"),
        ] {
            let about = (FactorKind::Sms, &day);
            let (subject, text) = ending_mail(&from, lang, "Nora Specimen", about);
            assert!(subject.contains(words) && text.contains(words), "{subject} {text}");
            assert!(
                text.contains("https://portal.example.be/account/two-step\n")
                    && text.contains("https://portal.example.be/help/change\n")
                    && text.contains("Nora Specimen")
                    && !text.contains("  "),
                "{text}"
            );
        }
    }
}
