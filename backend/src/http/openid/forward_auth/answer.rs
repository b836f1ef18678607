//! What proxies and, through them, browsers are answered.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use vestibule_shared::text::Language;

use crate::{
    domain::{openid::client::Client, texts::pages},
    http::away::{self, STYLE},
    service::forward_auth::Identity,
};

/// How a proxy learns that its browser has to go to the sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// By 401; the configuration makes a redirect of it.
    Nginx,
    /// By a redirect, which Caddy and Traefik hand to the browser.
    Redirect,
}

/// The person may open it: who it is, in headers. One without a value is there and empty, since
/// Caddy hands on the name of a placeholder for one that is not.
pub(super) fn pass(identity: &Identity) -> Response {
    let groups = identity.groups.join(",");
    let all = [
        ("remote-user", identity.user.as_str()),
        ("remote-name", identity.name.as_deref().unwrap_or_default()),
        ("remote-email", identity.email.as_deref().unwrap_or_default()),
        ("remote-groups", groups.as_str()),
        ("remote-acr", identity.acr),
    ];
    let mut response = never_kept(StatusCode::OK.into_response());
    for (name, text) in all {
        let value = HeaderValue::from_bytes(text.as_bytes());
        let value = value.unwrap_or(HeaderValue::from_static(""));
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
    response
}

/// The browser has to go to the sign-in.
pub(super) fn sign_in(dialect: Dialect, location: &str, cookie: HeaderValue) -> Response {
    let status = match dialect {
        Dialect::Nginx => StatusCode::UNAUTHORIZED,
        Dialect::Redirect => StatusCode::FOUND,
    };
    let mut response = with_location(status, location);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// A sign-in is needed by what cannot show one.
pub(super) fn unauthorized() -> Response {
    never_kept(StatusCode::UNAUTHORIZED.into_response())
}

/// The request is not answered: it is not for this person, or not from a proxy.
pub(super) fn forbidden() -> Response {
    never_kept(StatusCode::FORBIDDEN.into_response())
}

/// Sends a browser on.
pub(super) fn go(location: &str, cookie: Option<HeaderValue>) -> Response {
    let mut response = with_location(StatusCode::FOUND, location);
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn with_location(status: StatusCode, location: &str) -> Response {
    let mut response = never_kept(status.into_response());
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn never_kept(mut response: Response) -> Response {
    let never = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, never);
    response
}

/// A page at the host of an application.
#[derive(Clone, Copy, Debug)]
pub(super) enum Page<'a> {
    /// The path is for others.
    Refused(&'a Client),
    /// The browser came back without a sign-in; the address to try again.
    Left(&'a Client, &'a str),
    /// The browser keeps no cookies; the address to try again.
    NoCookie(&'a Client, &'a str),
    /// The link is of no use.
    Over,
}

/// Shows a page in the person's language.
pub(super) fn page(headers: &HeaderMap, page: Page<'_>) -> Response {
    let language = away::language(headers);
    let status = match page {
        Page::Refused(_) | Page::Left(..) => StatusCode::FORBIDDEN,
        Page::NoCookie(..) | Page::Over => StatusCode::BAD_REQUEST,
    };
    let mut response = never_kept((status, text(language, page)).into_response());
    let headers = response.headers_mut();
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, html);
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    if let Ok(policy) = HeaderValue::try_from(away::policy()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn text(language: Language, page: Page<'_>) -> String {
    let left = |client: &Client| {
        pages::GuardedLeftTitle { application: &client.metadata.client_name }.say(language)
    };
    let (title, says, client, again) = match page {
        Page::Refused(client) => {
            let application = &client.metadata.client_name;
            let says = pages::GuardedRefusedText { application }.say(language);
            (pages::guarded_refused_title(language).to_owned(), says, Some(client), None)
        }
        Page::Left(client, to) => {
            (left(client), pages::guarded_left_text(language).to_owned(), Some(client), Some(to))
        }
        Page::NoCookie(client, to) => {
            (left(client), pages::guarded_cookie_text(language).to_owned(), None, Some(to))
        }
        Page::Over => {
            let says = pages::guarded_over_text(language).to_owned();
            (pages::guarded_over_title(language).to_owned(), says, None, None)
        }
    };
    let contact = client.and_then(|client| client.metadata.contact.as_ref());
    let contact = contact.map(|contact| pages::GuardedContact { contact }.say(language));
    let contact = contact.map(|text| format!("<p>{}</p>", escaped(&text))).unwrap_or_default();
    let link = pages::away_again(language);
    let again = again.map(|to| format!("<p><a href=\"{}\">{link}</a></p>", escaped(to)));
    let again = again.unwrap_or_default();
    let (tag, title, says) = (language.tag(), escaped(&title), escaped(&says));
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{title}</title><style>{STYLE}</style></head>\n\
         <body><main><h1>{title}</h1><p>{says}</p>{contact}{again}</main></body>\n</html>\n"
    )
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn o17_every_header_is_there_and_a_name_stays_utf_8() {
        let identity = Identity {
            user: "sub".into(),
            name: Some("Zoë".into()),
            email: None,
            groups: vec![],
            acr: "urn:vestibule:acr:password",
        };
        let value = |identity: &Identity, name| pass(identity).headers()[name].as_bytes().to_vec();
        assert_eq!(value(&identity, "remote-user"), b"sub");
        assert_eq!(value(&identity, "remote-name"), "Zoë".as_bytes());
        assert_eq!(value(&identity, "remote-email"), b"");
        assert_eq!(value(&identity, "remote-groups"), b"");
        let broken = Identity { name: Some("a\r\nremote-groups: admin".into()), ..identity };
        assert_eq!(value(&broken, "remote-name"), b"", "nothing rather than two headers");
        assert_eq!(value(&broken, "remote-groups"), b"");
    }

    #[test]
    fn o16_nothing_of_an_application_or_an_address_breaks_out_of_a_page() {
        let metadata = json!({
            "client_name": "<b>\"Wiki\"&", "contact": "<i>x</i>",
            "forward_auth": { "origin": "https://wiki.example" },
        });
        let client = Client::new("wiki".into(), serde_json::from_value(metadata).unwrap()).unwrap();
        let to = "https://wiki.example/?\"><script>";
        for language in Language::ALL {
            for page in [
                Page::Refused(&client),
                Page::Left(&client, to),
                Page::NoCookie(&client, to),
                Page::Over,
            ] {
                let text = text(language, page);
                assert!(!text.contains("<b>") && !text.contains("<i>"), "{text}");
                assert!(
                    !text.contains("<script") && !text.contains('{'.to_string().repeat(2).as_str()),
                    "{text}"
                );
                assert_eq!(text.matches("<h1>").count(), 1);
            }
        }
    }
}
