//! The page for a request that cannot be returned to a client, because the client or its address is
//! not known (O15).

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse as _, Redirect, Response},
};
use vestibule_shared::page;

use crate::domain::openid::request::Untrusted;

/// Sends a browser to the page that goes on with a request.
pub(super) fn go_on(handle: &str) -> Response {
    Redirect::to(&format!("{}#{handle}", page::CONTINUE)).into_response()
}

/// Shows that a request is of no use: never a redirect to where it came from.
pub(super) fn untrusted(why: Untrusted) -> Response {
    let word = match why {
        Untrusted::Client => "unknown-client",
        Untrusted::RedirectUri => "unknown-address",
    };
    go_on(word)
}

/// A page that posts the answer of a request to the client (OAuth 2.0 Form Post Response Mode).
///
/// The button is for browsers without scripts.
pub(super) fn post_form(action: &str, fields: &[(&str, String)], label: &str) -> Response {
    const SCRIPT: &str = "document.forms[0].submit()";
    let inputs = fields.iter().fold(String::new(), |all, (name, value)| {
        all + &format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escaped(value))
    });
    let (action_text, label) = (escaped(action), escaped(label));
    let text = format!(
        "<!doctype html>\n<html><head><meta charset=\"utf-8\"><title>{label}</title></head><body>\
         <form method=\"post\" action=\"{action_text}\">{inputs}<button>{label}</button></form>\
         <script>{SCRIPT}</script></body></html>\n"
    );
    let digest = super::form::script_digest(SCRIPT);
    // Without `form-action`: some browsers apply it to each redirect that follows.
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors 'none'"
    );
    html(text, &policy)
}

/// A page of ours with a content policy of its own.
pub(super) fn html(text: String, policy: &str) -> Response {
    let mut response = text.into_response();
    let headers = response.headers_mut();
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, html);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Text that cannot leave its element or attribute.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_value_cannot_leave_its_attribute() {
        let fields = [("state", "\"><script>alert(1)</script>&amp;".to_owned())];
        let response = post_form("https://a.example/?a=1&b=\"", &fields, "Go on");
        let bytes = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(
            text.contains("value=\"&quot;>&lt;script>alert(1)&lt;/script>&amp;amp;\""),
            "{text}"
        );
        assert!(text.contains("action=\"https://a.example/?a=1&amp;b=&quot;\""), "{text}");
        assert_eq!(text.matches("<script>").count(), 1);
    }
}
