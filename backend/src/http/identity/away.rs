//! The page for people while the service is unavailable: it needs no database, no program and no
//! other file.
//!
//! It shows the visitor's language first and the others below, because a language cannot be chosen
//! here.

use aws_lc_rs::digest::{SHA256, digest};
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use vestibule_shared::{problem::Code, text::Language};

use crate::{app::problem::Problem, domain::texts::pages};

/// When to come back, in seconds; the texts say it too.
const COME_BACK: u32 = 60;

/// The style of pages that need nothing else.
pub(in crate::http) const STYLE: &str = "body{font:1.125rem/1.5 system-ui,sans-serif;margin:0;background:#fff;color:#222}\
                     main{max-width:38rem;margin:0 auto;padding:1.5rem;overflow-wrap:anywhere}\
                     h1,h2{font-size:1.5rem;line-height:1.25}h2{font-size:1.25rem}\
                     section+section{border-top:1px solid #767676;margin-top:2rem;padding-top:.5rem}\
                     a{color:#0b5394;display:inline-block;padding:.5rem 0}\
                     @media(prefers-color-scheme:dark){body{background:#111;color:#eee}a{color:#9cf}}";

/// The languages in which one can ask for it, in the order of the page.
const LANGUAGES: [Language; 4] = [Language::Nl, Language::Fr, Language::De, Language::En];

/// The language of the person who looks at the answer: at a browser that opens a page. A program is none.
pub fn reader(request: &Request) -> Option<Language> {
    is_for_a_person(request).then(|| language(request.headers()))
}

fn is_for_a_person(request: &Request) -> bool {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let opens = text(header::HeaderName::from_static("sec-fetch-mode"));
    matches!(*request.method(), Method::GET | Method::HEAD)
        && text(header::ACCEPT).is_some_and(|kinds| kinds.contains("text/html"))
        && opens.is_none_or(|mode| mode == "navigate")
}

/// The page: 503, and when to come back.
pub fn page(first: Language) -> Response {
    let others = LANGUAGES.into_iter().filter(|language| *language != first);
    let (title, top) = (pages::away_title(first), section(first, "h1"));
    let rest: String = others.map(|language| section(language, "h2")).collect();
    let tag = first.tag();
    let text = format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{title}</title><style>{STYLE}</style></head>\n<body><main>\n{top}{rest}</main></body>\n</html>\n"
    );
    let problem = Problem::new(Code::Unavailable).retry_after(COME_BACK).into_response();
    let (mut parts, _) = problem.into_parts();
    let headers = &mut parts.headers;
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, html);
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(tag));
    headers.insert(header::VARY, HeaderValue::from_static("accept, accept-language"));
    if let Ok(policy) = HeaderValue::try_from(policy()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Response::from_parts(parts, Body::from(text))
}

fn section(language: Language, heading: &str) -> String {
    let tag = language.tag();
    let (title, text) = (pages::away_title(language), pages::away_text(language));
    let again = pages::away_again(language);
    format!(
        "<section lang=\"{tag}\"><{heading}>{title}</{heading}>\n<p>{text}</p>\n\
         <p><a href=\"\">{again}</a></p></section>\n"
    )
}

/// These few lines of style, and nothing else.
pub(in crate::http) fn policy() -> String {
    let style = STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; frame-ancestors 'none'; base-uri 'none'; \
         form-action 'none'"
    )
}

/// The first of the browser's languages that we speak; the browser names the dearest first.
pub(in crate::http) fn language(asked: &HeaderMap) -> Language {
    let accepted = asked.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let mut tags = accepted.unwrap_or_default().split(',').filter_map(|it| it.split(';').next());
    tags.find_map(|tag| Language::from_tag(tag.trim())).unwrap_or(Language::Nl)
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    fn request(method: Method, pairs: &[(&'static str, &'static str)]) -> Request {
        let mut request = Request::builder().method(method).uri("/sign-in");
        for (name, value) in pairs {
            request = request.header(*name, *value);
        }
        request.body(Body::empty()).unwrap()
    }

    const CHROME: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

    #[test]
    fn a_browser_that_opens_a_page_is_a_person_and_a_script_or_a_probe_is_none() {
        let opens = ("sec-fetch-mode", "navigate");
        assert!(is_for_a_person(&request(Method::GET, &[CHROME, opens])));
        assert!(is_for_a_person(&request(Method::GET, &[CHROME])), "an old browser");
        assert!(!is_for_a_person(&request(Method::GET, &[CHROME, ("sec-fetch-mode", "cors")])));
        assert!(!is_for_a_person(&request(Method::GET, &[("accept", "*/*"), opens])));
        assert!(!is_for_a_person(&request(Method::GET, &[])));
        assert!(!is_for_a_person(&request(Method::POST, &[CHROME, opens])));
    }

    #[tokio::test]
    async fn the_page_speaks_the_visitor_s_language_first_and_all_others_below() {
        for (accepted, first) in
            [("fr-BE,nl;q=0.8", "fr"), ("de", "de"), ("en-GB", "en"), ("ja", "nl")]
        {
            let asked = request(Method::GET, &[CHROME, ("accept-language", accepted)]);
            let response = page(reader(&asked).unwrap());
            assert_eq!(response.status().as_u16(), 503);
            assert_eq!(response.headers()["retry-after"], "60");
            assert_eq!(response.headers()["content-language"], first);
            let body = response.into_body().collect().await.unwrap().to_bytes();
            let text = String::from_utf8(body.to_vec()).unwrap();
            assert!(text.contains(&format!("<html lang=\"{first}\">")), "{text}");
            assert_eq!(text.matches("<h1>").count(), 1);
            for language in LANGUAGES {
                assert!(text.contains(pages::away_text(language)), "{text}");
            }
        }
    }

    #[tokio::test]
    async fn s26_the_page_needs_nothing_but_the_style_that_its_policy_allows() {
        let response = page(Language::Nl);
        let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
        let hash = STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
        assert!(
            policy.contains(&format!("style-src 'sha256-{hash}'")) && !policy.contains("unsafe")
        );
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8(body.to_vec()).unwrap();
        assert!(text.contains(&format!("<style>{STYLE}</style>")));
        for other in ["src=", "<script", "<link", "style="] {
            assert!(!text.contains(other), "{other} in {text}");
        }
    }
}
