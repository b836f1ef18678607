//! The texts of the e-ID socket. It is the only place of the server that shows pages of text: the
//! app is on another origin. Why a card is refused is said in the app's own sentences, from the
//! same files.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::Context as _;
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use vestibule_shared::{problem::Code, text::Language};

/// A message to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// The browser presented no certificate.
    NoCard,
    /// This went wrong.
    Problem(Code),
}

/// The app's sentences, in each language.
#[derive(Clone)]
pub(super) struct Texts(Arc<BTreeMap<&'static str, BTreeMap<String, String>>>);

macro_rules! file {
    ($language:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../frontend/locales/",
            $language,
            ".json"
        ))
    };
}

const FILES: [(Language, &str); 4] = [
    (Language::Nl, file!("nl")),
    (Language::Fr, file!("fr")),
    (Language::De, file!("de")),
    (Language::En, file!("en")),
];

impl Texts {
    /// Reads the files that were compiled in.
    pub(super) fn load() -> anyhow::Result<Self> {
        let read = |(language, file): (Language, &str)| {
            let texts = serde_json::from_str(file).context("the texts of the app")?;
            anyhow::Ok((language.tag(), texts))
        };
        Ok(Self(Arc::new(FILES.into_iter().map(read).collect::<Result<_, _>>()?)))
    }

    fn problem(&self, language: Language, code: Code) -> &str {
        let key = format!("problem_{}", crate::app::problem::name(code));
        let texts = self.0.get(language.tag());
        let find = |key: &str| texts.and_then(|texts| texts.get(key));
        find(&key).or_else(|| find("problem_unavailable")).map_or("", String::as_str)
    }

    /// The page; `back` is where the way back leads.
    pub(super) fn page(&self, language: Language, service: &str, back: &str, said: Said) -> String {
        let words = words(language);
        let (reason, more) = match said {
            Said::NoCard => (words.no_card.to_owned(), words.no_card_do),
            Said::Problem(code) => {
                (self.problem(language, code).replace("{service}", service), words.other_card_do)
            }
        };
        let tag = language.tag();
        let (service, back) = (escape(service), escape(back));
        let (title, link) = (words.title, words.back);
        let reason = escape(&reason);
        format!(
            "<!doctype html>\n<html lang=\"{tag}\">\n<head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\">\
             <title>{title} - {service}</title><style>{STYLE}</style></head>\n\
             <body><main><p>{service}</p><h1>{title}</h1><p><strong>{reason}</strong></p><p>{more}</p>\
             <p><a href=\"{back}\">{link}</a></p></main></body>\n</html>\n"
        )
    }
}

const STYLE: &str = "body{font:1.125rem/1.5 system-ui,sans-serif;margin:0}main{max-width:38rem;margin:0 auto;\
                     padding:1.5rem}h1{font-size:1.5rem}@media(prefers-color-scheme:dark){body{background:#111;\
                     color:#eee}a{color:#9cf}}";

/// The content security policy: these few lines of style, and nothing else.
pub(super) fn policy() -> String {
    let style = STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; frame-ancestors 'none'; base-uri 'none'; \
         form-action 'none'"
    )
}

fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

/// What the app has no sentence for.
struct Words {
    title: &'static str,
    no_card: &'static str,
    no_card_do: &'static str,
    other_card_do: &'static str,
    back: &'static str,
}

const fn words(language: Language) -> Words {
    match language {
        Language::Nl => Words {
            title: "Uw kaart is niet gelezen",
            no_card: "Uw browser heeft ons geen kaart getoond.",
            no_card_do: "Steek uw kaart in de lezer en kijk na of de eID-software is geïnstalleerd. Sluit dan alle \
                         vensters van uw browser: die onthoudt anders dat u geen kaart koos. Begin daarna opnieuw.",
            other_card_do: "Wilt u een andere kaart gebruiken? Sluit eerst alle vensters van uw browser: die \
                            onthoudt welke kaart u koos.",
            back: "Terug, en verder op een andere manier",
        },
        Language::Fr => Words {
            title: "Votre carte n’a pas été lue",
            no_card: "Votre navigateur ne nous a montré aucune carte.",
            no_card_do: "Insérez votre carte dans le lecteur et vérifiez que le logiciel eID est installé. Fermez \
                         ensuite toutes les fenêtres de votre navigateur : sinon, il retient que vous n’avez pas \
                         choisi de carte. Puis recommencez.",
            other_card_do: "Vous voulez utiliser une autre carte ? Fermez d’abord toutes les fenêtres de votre \
                            navigateur : il retient la carte que vous avez choisie.",
            back: "Retour, pour continuer autrement",
        },
        Language::De => Words {
            title: "Ihre Karte wurde nicht gelesen",
            no_card: "Ihr Browser hat uns keine Karte gezeigt.",
            no_card_do: "Stecken Sie Ihre Karte in das Lesegerät und prüfen Sie, ob die eID-Software installiert \
                         ist. Schließen Sie dann alle Fenster Ihres Browsers: Er merkt sich sonst, dass Sie keine \
                         Karte gewählt haben. Beginnen Sie danach von vorn.",
            other_card_do: "Möchten Sie eine andere Karte verwenden? Schließen Sie zuerst alle Fenster Ihres \
                            Browsers: Er merkt sich, welche Karte Sie gewählt haben.",
            back: "Zurück, um anders fortzufahren",
        },
        Language::En => Words {
            title: "Your card was not read",
            no_card: "Your browser did not show us a card.",
            no_card_do: "Insert your card into the reader and see that the eID software is installed. Then close \
                         all windows of your browser: it remembers otherwise that you chose no card. After that, \
                         begin again.",
            other_card_do: "Do you want to use another card? Close all windows of your browser first: it \
                            remembers which card you chose.",
            back: "Back, to go on in another way",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_of_a_card_has_a_sentence_in_every_language() {
        let texts = Texts::load().unwrap();
        let fallback = |language| texts.problem(language, Code::Unavailable).to_owned();
        for code in [
            Code::EidMalformed,
            Code::EidSignatureCertificate,
            Code::EidNotForAuthentication,
            Code::EidUntrustedIssuer,
            Code::EidExpired,
            Code::EidNotYetValid,
            Code::EidRevoked,
            Code::EidSuspended,
            Code::EidStatusUnknown,
            Code::EidNumberInvalid,
            Code::EidChallengeStale,
            Code::TooManyRequests,
            Code::NotFound,
        ] {
            for language in Language::ALL {
                let said = texts.problem(language, code);
                assert!(!said.is_empty() && !said.contains('{'), "{code:?} {said}");
                assert_ne!(said, fallback(language), "{code:?}");
            }
        }
    }

    #[test]
    fn a_sentence_that_names_the_service_names_it() {
        let texts = Texts::load().unwrap();
        for language in Language::ALL {
            let page = texts.page(language, "De Poort", "/", Said::Problem(Code::Unavailable));
            assert!(!page.contains("{service}") && page.contains("<strong>"), "{page}");
        }
    }

    #[test]
    fn nothing_that_is_set_breaks_out_of_the_page() {
        let texts = Texts::load().unwrap();
        let page =
            texts.page(Language::Fr, "<b>\"&", "https://portal.example/sign-in", Said::NoCard);
        assert!(page.contains("&lt;b&gt;&quot;&amp;") && !page.contains("<b>"));
        assert!(
            page.contains("href=\"https://portal.example/sign-in\"")
                && page.contains("lang=\"fr\"")
        );
    }
}
