//! What a proxy says of a request that it asks about, in one of two ways: nginx by
//! `X-Original-URL`, Caddy and Traefik by `X-Forwarded-Proto`, `-Host` and `-Uri`.
//!
//! A proxy passes on what the browser wrote in the headers of the other way, so a request in both
//! ways is refused: one of them is the browser's.

use std::net::{IpAddr, Ipv4Addr};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use super::answer::Dialect;
use crate::app::{App, problem::Problem, remote::Peer};

/// From whom a request comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// From a proxy of `TRUSTED_PROXIES`.
    Proxy,
    /// From anybody else, who may write any header.
    Stranger,
}

impl FromRequestParts<App> for Reach {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let peer = parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |p| p.0);
        let is_ours = app.proxies().trust(peer);
        Ok(if is_ours { Self::Proxy } else { Self::Stranger })
    }
}

/// A request to an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// How the proxy wants to be answered.
    pub(super) dialect: Dialect,
    /// The whole address.
    pub(super) address: String,
    /// Whether a browser opens a page; everything else cannot show a sign-in.
    pub(super) navigates: bool,
    /// Whether the address can be opened again after a sign-in; a form cannot.
    can_repeat: bool,
}

impl Asked {
    /// Reads a request; nothing when it is none, or can be read in two ways.
    pub(super) fn read(reach: Reach, headers: &HeaderMap) -> Option<Self> {
        if reach == Reach::Stranger {
            return None;
        }
        let (original, uri) = (one(headers, "x-original-url")?, one(headers, "x-forwarded-uri")?);
        let (dialect, address, method) = match (original, uri) {
            (Some(url), None) => (Dialect::Nginx, url, one(headers, "x-original-method")?),
            (None, Some(uri)) if uri.starts_with('/') => {
                let address = format!("{}{uri}", origin(headers)?);
                (Dialect::Redirect, address, one(headers, "x-forwarded-method")?)
            }
            _ => return None,
        };
        let can_repeat = method.is_none_or(|method| matches!(method.as_str(), "GET" | "HEAD"));
        Some(Self { dialect, address, navigates: navigates(headers), can_repeat })
    }

    /// The address to return to, if it can be opened again.
    pub(super) fn returns(&self) -> &str {
        if self.can_repeat { &self.address } else { "" }
    }
}

/// The origin of the application's host that a browser called, as the proxy says it.
pub(super) fn host(reach: Reach, headers: &HeaderMap) -> Option<String> {
    let text = origin(headers).filter(|_| reach == Reach::Proxy)?;
    let url = url::Url::parse(&text).ok()?;
    Some(url.origin().ascii_serialization())
}

fn origin(headers: &HeaderMap) -> Option<String> {
    let host = one(headers, "x-forwarded-host")??;
    let proto = one(headers, "x-forwarded-proto")??;
    let is_plain = !host.contains(['/', '\\', '@', '?', '#', ',']);
    let is_web = matches!(proto.as_str(), "http" | "https");
    (is_plain && is_web).then(|| format!("{proto}://{host}"))
}

/// The value of a header that occurs at most once.
#[expect(clippy::option_option, reason = "doubled, absent, and there are three answers")]
fn one(headers: &HeaderMap, name: &str) -> Option<Option<String>> {
    let mut lines = headers.get_all(name).iter();
    let first = lines.next().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    lines.next().is_none().then(|| first.filter(|text| !text.is_empty()))
}

/// The browser says it; an older one accepts pages.
fn navigates(headers: &HeaderMap) -> bool {
    match text(headers, "sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => text(headers, header::ACCEPT.as_str()).is_some_and(|it| it.contains("text/html")),
    }
}

/// Whether a person followed a link of the same host, in a window of its own.
pub(super) fn is_own_page(headers: &HeaderMap) -> bool {
    text(headers, "sec-fetch-site") == Some("same-origin")
        && text(headers, "sec-fetch-mode") == Some("navigate")
        && text(headers, "sec-fetch-dest") == Some("document")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut all = HeaderMap::new();
        for (name, value) in pairs {
            all.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        all
    }

    const PROTO: (&str, &str) = ("x-forwarded-proto", "https");
    const HOST: (&str, &str) = ("x-forwarded-host", "wiki.example");
    const URI: (&str, &str) = ("x-forwarded-uri", "/a?b");
    const URL: (&str, &str) = ("x-original-url", "https://wiki.example/a?b");

    fn read(pairs: &[(&'static str, &'static str)]) -> Option<Asked> {
        Asked::read(Reach::Proxy, &headers(pairs))
    }

    #[test]
    fn o16_a_request_is_read_in_one_of_two_ways() {
        let (nginx, caddy) = (read(&[URL]).unwrap(), read(&[PROTO, HOST, URI]).unwrap());
        assert_eq!((nginx.address.as_str(), nginx.dialect), (URL.1, Dialect::Nginx));
        assert_eq!((caddy.address.as_str(), caddy.dialect), (URL.1, Dialect::Redirect));
        assert_eq!(nginx.returns(), URL.1);
        let posted = read(&[URL, ("x-original-method", "POST")]).unwrap();
        assert_eq!(posted.returns(), "", "a form is not sent again");
    }

    #[test]
    fn o16_a_request_that_can_be_read_in_two_ways_or_comes_from_a_stranger_is_not_read() {
        for pairs in [
            &[URL, PROTO, HOST, URI][..],
            &[URL, URL],
            &[PROTO, HOST, URI, URI],
            &[PROTO, PROTO, HOST, URI],
            &[PROTO, HOST, HOST, URI],
            &[HOST, URI],
            &[PROTO, URI],
            &[PROTO, HOST],
            &[PROTO, ("x-forwarded-host", "wiki.example, evil.example"), URI],
            &[PROTO, ("x-forwarded-host", "wiki.example@evil.example"), URI],
            &[PROTO, HOST, ("x-forwarded-uri", "@evil.example/")],
            &[PROTO, HOST, ("x-forwarded-uri", ".evil.example/")],
            &[("x-forwarded-proto", "javascript"), HOST, URI],
            &[],
        ] {
            assert_eq!(read(pairs), None, "{pairs:?}");
        }
        assert_eq!(Asked::read(Reach::Stranger, &headers(&[URL])), None);
        assert_eq!(host(Reach::Stranger, &headers(&[PROTO, HOST])), None);
        let port = ("x-forwarded-host", "wiki.example:443");
        let here = host(Reach::Proxy, &headers(&[PROTO, port]));
        assert_eq!(here.as_deref(), Some("https://wiki.example"));
    }

    #[test]
    fn o16_only_what_opens_a_page_is_led_to_the_sign_in() {
        let opens = |pairs: &[(&'static str, &'static str)]| navigates(&headers(pairs));
        let html = ("accept", "text/html,*/*");
        assert!(opens(&[("sec-fetch-mode", "navigate")]));
        assert!(opens(&[html]), "an older browser");
        assert!(!opens(&[("sec-fetch-mode", "cors"), html]));
        assert!(!opens(&[("sec-fetch-mode", "websocket")]));
        assert!(!opens(&[("accept", "application/json")]));
        assert!(!opens(&[]));
    }
}
