//! Gives every request an identifier, on every socket: the log line, the log of a failure and the
//! response share it. Also checks that the request is unambiguous.
//!
//! The identifier is our own: one that comes with a request may have been written by any client
//! (docs/decisions/0030).

use std::{
    convert::Infallible,
    future::{Ready, ready},
    time::Instant,
};

use axum::{
    Router,
    body::Body,
    extract::MatchedPath,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Version, header, uri::Authority},
    response::{IntoResponse as _, Response},
};
use tower::ServiceExt as _;
use vestibule_shared::problem::Code;

use crate::app::{
    problem::{self, Problem},
    trace::Trace,
};

/// The response header with the identifier of the request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Headers that a request may contain only once: otherwise proxies and servers may believe
/// different ones. A `Cookie` may come in several lines: HTTP/2 cuts it (RFC 9113 8.2.3), and not
/// every proxy joins it again.
const ONCE: [&str; 9] = [
    "host",
    "content-type",
    "content-length",
    "transfer-encoding",
    "origin",
    "sec-fetch-site",
    "sec-fetch-mode",
    "sec-fetch-dest",
    "x-vestibule",
];

/// The template of the route that answers; it is attached to the response.
#[derive(Clone, Debug)]
pub struct Route(pub MatchedPath);

/// Marks a response without a log line: monitors ask every second whether the process is healthy.
#[derive(Clone, Copy, Debug)]
pub struct Quiet;

/// Marks a response as such.
pub fn quietly(mut response: Response) -> Ready<Response> {
    response.extensions_mut().insert(Quiet);
    ready(response)
}

/// Answers a request by these routes, gives it an identifier, and writes its log line.
///
/// # Errors
/// Never.
pub async fn answer(router: Router, mut request: Request<Body>) -> Result<Response, Infallible> {
    let (trace, begun) = (trace_id(), Instant::now());
    let method = name(request.method());
    let noted = Trace::new(&trace);
    let mut response = if is_one(&request) {
        request.extensions_mut().insert(noted.clone());
        router.oneshot(request).await?
    } else {
        // What follows on this connection may be the rest of something else.
        ([(header::CONNECTION, "close")], Problem::new(Code::InvalidBody)).into_response()
    };
    problem::settle(&mut response, &trace);
    if let Ok(value) = HeaderValue::try_from(&trace) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    if response.extensions().get::<Quiet>().is_none() {
        let route = response.extensions().get::<Route>();
        tracing::info!(
            target: "access",
            method,
            route = route.map_or("none", |route| route.0.as_str()),
            status = response.status().as_u16(),
            ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            trace,
            account = noted.account(),
            "answered"
        );
    }
    Ok(response)
}

/// Returns the method as the log names it: a client may send any text.
fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        _ => "other",
    }
}

/// Returns whether every proxy and server reads the same request from it.
fn is_one(request: &Request<Body>) -> bool {
    let headers = request.headers();
    let is_twice = |name| headers.get_all(name).iter().nth(1).is_some();
    !ONCE.into_iter().any(is_twice) && has_host(headers, request.version())
}

/// RFC 9112 3.2: every request since HTTP/1.1 names its host, and as a host is named.
fn has_host(headers: &HeaderMap, version: Version) -> bool {
    let Some(host) = headers.get(header::HOST) else { return version < Version::HTTP_11 };
    let named = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok());
    named.is_some_and(|named| !named.host().is_empty() && !named.as_str().contains('@'))
}

/// Returns an identifier that a person can read to the help desk: short and without meaning.
fn trace_id() -> String {
    crate::system::rng::Rng::system().letters::<10>()
}
