//! The cookies by which a browser keeps the secrets that the service issued.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::service::context::{Issued, Purpose, Secret};

/// The cookie of a signed-in person.
pub(super) const SESSION: &str = "__Host-session";
/// The cookie of a visitor with a flow in progress.
pub(super) const VISIT: &str = "__Host-visit";
/// The cookie of a browser that is remembered.
pub(super) const BROWSER: &str = "__Host-browser";
/// The cookie of a browser in which a person signed in before.
pub(super) const KNOWN: &str = "__Host-known";

/// The cookie at the host of an application that speaks no OpenID: it names the grant.
pub(super) const APPLICATION: &str = "__Host-vestibule";
/// The secret of a browser at that host, which no other browser can bring a code without.
pub(super) const SIGN_IN: &str = "__Host-vestibule-sign-in";

/// Writes a cookie for the host of an application: until the browser closes, or for so many seconds.
pub(super) fn at_application(name: &str, value: &str, seconds: Option<i64>) -> HeaderValue {
    named(name, value, seconds)
}

/// Adds a cookie to a response for each secret that was issued. Call it after the commit.
pub(super) fn write_to(headers: &mut HeaderMap, issued: &Issued) {
    for secret in issued.take() {
        headers.append(header::SET_COOKIE, cookie(&secret));
    }
}

/// Makes the browser forget its session.
pub(super) fn forget_session(headers: &mut HeaderMap) {
    let issued = Issued::default();
    issued.no_session();
    write_to(headers, &issued);
}

fn cookie(secret: &Secret) -> HeaderValue {
    let name = match secret.purpose {
        Purpose::Session => SESSION,
        Purpose::Visit => VISIT,
        Purpose::Remembered => BROWSER,
        Purpose::Known => KNOWN,
    };
    named(name, &secret.value, secret.seconds)
}

fn named(name: &str, value: &str, seconds: Option<i64>) -> HeaderValue {
    // Without an age it is deleted when the browser closes.
    let age = seconds.map(|seconds| format!(" Max-Age={seconds};")).unwrap_or_default();
    let text = format!("{name}={value}; Path=/;{age} Secure; HttpOnly; SameSite=Lax");
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Returns the value of the cookie of this name.
pub(super) fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}
