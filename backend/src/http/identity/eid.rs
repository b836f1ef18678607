//! The e-ID socket: the browser itself reads the card, in the TLS handshake, on a page of its own
//! origin.
//!
//! The result waits for the flow that asked (docs/decisions/0016): the address contains the flow's
//! `ask`, the way back a code, and only both together count. No cookie reaches this origin.

mod words;

use axum::{
    Router,
    extract::{Query, Request, State},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    middleware::{from_fn, map_response_with_state},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use serde::Deserialize;
use vestibule_shared::{problem::Code, text::Language};

use self::words::Said;
use crate::{
    app::{
        App,
        problem::Problem,
        remote::{Peer, Proxies, Remote},
        trace::Trace,
    },
    domain::code::CERTIFICATES,
    gateway::eid,
    http::{
        card::{self, Page},
        guard,
        tls::{ClientCertificate, Ends},
    },
    service::limits,
};

/// What the socket's only page needs.
#[derive(Clone)]
struct Desk {
    app: App,
    ends: Ends,
}

/// The routes of the socket.
pub fn router(app: App, ends: Ends) -> Router {
    let desk = Desk { app, ends };
    Router::new()
        .route("/card", get(read_card))
        .fallback(get(no_such_page))
        .layer(from_fn(guard::in_time))
        .layer(from_fn(guard::on_route))
        .layer(map_response_with_state(desk.clone(), headers))
        .with_state(desk)
}

/// The query of the address.
#[derive(Deserialize)]
struct AskQuery {
    /// The flow's value: 256 bits in base64.
    ask: String,
    /// The page to go back to.
    at: Page,
    /// The language of the texts here.
    lang: Option<String>,
}

/// Answers every other path.
async fn no_such_page(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    say(&desk, language(&headers, None), Page::SignIn, Said::Problem(Code::NotFound))
}

/// Reads the card that the browser presented, and redirects to the flow.
async fn read_card(State(desk): State<Desk>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let asked = Query::<AskQuery>::try_from_uri(&parts.uri);
    let Some(Query(asked)) = asked.ok().filter(|it| is_token(&it.0.ask)) else {
        let language = language(&parts.headers, None);
        return say(&desk, language, Page::SignIn, Said::Problem(Code::EidChallengeStale));
    };
    let language = language(&parts.headers, asked.lang.as_deref());
    // A picture or script of another page must not read a card.
    let into = parts.headers.get("sec-fetch-dest");
    if into.is_some_and(|into| into != "document") {
        return say(&desk, language, asked.at, Said::NoCard);
    }
    match hand_over(&desk, &parts, &asked.ask).await {
        Ok(code) => {
            let origin = &desk.app.config.public_origin.0;
            Redirect::to(&format!("{origin}{}#card={code}", asked.at.path())).into_response()
        }
        Err(said) => say(&desk, language, asked.at, said),
    }
}

/// Checks for the length and the letters of our tokens.
fn is_token(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    text.len() == 43 && text.bytes().all(fits)
}

async fn hand_over(desk: &Desk, parts: &Parts, ask: &str) -> Result<String, Said> {
    let (app, proxies) = (&desk.app, desk.app.proxies());
    let trace = parts.extensions.get::<Trace>().cloned().unwrap_or_default();
    let failed = |problem: Problem| Said::Problem(problem.noted(trace.id()));
    let client = Remote::of(parts, &proxies);
    // Only a card costs something; a link from a page elsewhere does not.
    let Some(der) = certificate(desk.ends, parts, &proxies) else { return Err(Said::NoCard) };
    let counted = limits::count_from(app, &CERTIFICATES, &client.block).await;
    counted.map_err(failed)?;
    let proven = eid::prove_certificate(&app.eid.trust, &der, app.clock.now());
    match card::settle(app, proven).await {
        Ok(holder) => {
            let forgiven = limits::take_back_now(app, &CERTIFICATES, &client.block).await;
            forgiven.map_err(failed)?;
            card::hand_over(app, &holder, ask).await.map_err(failed)
        }
        Err(code) => {
            card::note_refusal(app, code).await.map_err(failed)?;
            Err(Said::Problem(code))
        }
    }
}

/// Returns the certificate whose key the browser proved to have. A header counts from a trusted
/// proxy only, and only where TLS ends there; a repeated one does not count.
fn certificate(ends: Ends, parts: &Parts, proxies: &Proxies<'_>) -> Option<Vec<u8>> {
    match ends {
        Ends::Here => parts.extensions.get::<ClientCertificate>().map(|shown| shown.0.to_vec()),
        Ends::AtProxy(way) => {
            let Peer(peer) = parts.extensions.get::<Peer>()?;
            if !proxies.trust(*peer) {
                return None;
            }
            let mut lines = parts.headers.get_all(way.header()).iter();
            let (only, None) = (lines.next()?, lines.next()) else { return None };
            way.read(only.to_str().ok()?)
        }
    }
}

/// Returns the language that was chosen in the app, or the first supported one of the browser.
fn language(headers: &HeaderMap, chosen: Option<&str>) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let wishes = accepted.unwrap_or_default().split(',').map(|it| it.split(';').next());
    let mut wishes = std::iter::once(chosen).chain(wishes).flatten();
    wishes.find_map(|tag| Language::from_tag(tag.trim())).unwrap_or(Language::Nl)
}

/// Returns a page with one message, and the way back.
fn say(desk: &Desk, language: Language, page: Page, said: Said) -> Response {
    let code = match said {
        Said::NoCard => Code::NotSignedIn,
        Said::Problem(code) => code,
    };
    let config = &desk.app.config;
    let back = format!("{}{}", config.public_origin.0, page.path());
    let text = words::page(language, &config.service_name, &back, said);
    let mut response = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response();
    *response.status_mut() = Problem::new(code).into_response().status();
    response
}

/// The headers of every response: nothing is cached, and only our own few lines of style are
/// loaded.
async fn headers(State(desk): State<Desk>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    // On a single test computer it would block the app, which is on another port without TLS.
    if desk.app.config.public_origin.0.starts_with("https://") {
        let always = HeaderValue::from_static("max-age=63072000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, always);
    }
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::try_from(words::policy()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_chosen_one_or_the_first_that_we_speak() {
        let accepting = |text: &'static str| {
            HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(text))])
        };
        for (accepted, chosen, expected) in [
            ("fr-BE,nl;q=0.8", Some("de"), Language::De),
            ("fr-BE,nl;q=0.8", Some("xx"), Language::Fr),
            ("ja, en;q=0.5", None, Language::En),
            ("ja", None, Language::Nl),
        ] {
            assert_eq!(language(&accepting(accepted), chosen), expected, "{accepted} {chosen:?}");
        }
    }

    #[test]
    fn only_what_could_be_ours_is_taken_for_a_value_of_a_flow() {
        assert!(is_token(&crate::system::rng::Rng::system().token()));
        for text in ["", "short", &"a".repeat(44), &"é".repeat(21), &format!("{}%", "a".repeat(42))]
        {
            assert!(!is_token(text), "{text}");
        }
    }
}
