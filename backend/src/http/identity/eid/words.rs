//! The texts of the e-ID socket. It is the only place of the server that shows pages of text: the
//! app is on another origin. Why a card is refused is said in the app's own sentences, from the
//! same files.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use vestibule_shared::{problem::Code, text::Language};

use crate::domain::texts::pages;

/// A message to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// The browser presented no certificate.
    NoCard,
    /// This went wrong.
    Problem(Code),
}

/// The app's sentences for problems, as `build.rs` takes them from its files.
const PROBLEMS: &[(&str, [(Language, &str); 4])] =
    include!(concat!(env!("OUT_DIR"), "/problems.rs"));

fn problem(language: Language, code: Code) -> &'static str {
    let find = |code| {
        let name = crate::app::problem::name(code);
        let (_, says) = PROBLEMS.iter().find(|(problem, _)| *problem == name)?;
        says.iter().find(|(own, _)| *own == language).map(|(_, text)| *text)
    };
    find(code).or_else(|| find(Code::Unavailable)).unwrap_or_default()
}

/// The page; `back` is where the way back leads.
pub(super) fn page(language: Language, service: &str, back: &str, said: Said) -> String {
    let (reason, more) = match said {
        Said::NoCard => (pages::eid_no_card(language).to_owned(), pages::eid_no_card_do(language)),
        Said::Problem(code) => {
            let reason = problem(language, code).replace("{service}", service);
            (reason, pages::eid_other_card_do(language))
        }
    };
    let tag = language.tag();
    let (service, back) = (escape(service), escape(back));
    let (title, link) = (pages::eid_title(language), pages::eid_back(language));
    let reason = escape(&reason);
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title} - {service}</title><style>{STYLE}</style></head>\n\
         <body><main><p>{service}</p><h1>{title}</h1><p><strong>{reason}</strong></p><p>{more}</p>\
         <p><a href=\"{back}\">{link}</a></p></main></body>\n</html>\n"
    )
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_of_a_card_has_a_sentence_in_every_language() {
        let fallback = |language| problem(language, Code::Unavailable);
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
                let said = problem(language, code);
                assert!(!said.is_empty() && !said.contains('{'), "{code:?} {said}");
                assert_ne!(said, fallback(language), "{code:?}");
            }
        }
    }

    #[test]
    fn a_sentence_that_names_the_service_names_it() {
        for language in Language::ALL {
            let page = page(language, "De Poort", "/", Said::Problem(Code::Unavailable));
            assert!(!page.contains("{service}") && page.contains("<strong>"), "{page}");
        }
    }

    #[test]
    fn nothing_that_is_set_breaks_out_of_the_page() {
        let page = page(Language::Fr, "<b>\"&", "https://portal.example/sign-in", Said::NoCard);
        assert!(page.contains("&lt;b&gt;&quot;&amp;") && !page.contains("<b>"));
        assert!(
            page.contains("href=\"https://portal.example/sign-in\"")
                && page.contains("lang=\"fr\"")
        );
    }
}
