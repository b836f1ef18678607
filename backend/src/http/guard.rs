//! The checks of every request: does it come from our own pages (no forged requests), and does it
//! take too long; and the headers of every response.

use std::time::Duration;

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use tokio::task::JoinSet;
use vestibule_shared::{problem::Code, text::Language};

use super::away;
use crate::{
    app::{App, config::Config, problem::Problem},
    http::access::Route,
};

/// The longest time for a handler.
const PATIENCE: Duration = Duration::from_secs(10);
/// The header that only our own script sets: a form on another site cannot.
const OWN_HEADER: &str = "x-vestibule";

/// Refuses state-changing requests that another site could have made. Routes of programs are not
/// behind it: these have no cookie and sign their requests (`Api::finish`).
pub async fn own_pages_only(State(app): State<App>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads && !is_own(request.headers(), &app.origins()) {
        return Problem::new(Code::CrossSite).into_response();
    }
    next.run(request).await
}

/// `Sec-Fetch-Site` decides where the browser sends it, else `Origin`; with neither, no.
fn is_own(headers: &HeaderMap, origins: &[String]) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let from_here = match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origins.iter().any(|own| own == origin),
        (None, None) => false,
    };
    from_here && headers.contains_key(OWN_HEADER)
}

/// Ends a handler that takes too long. It runs as a task of its own, so that each database response
/// wakes only this task; when the client disconnects, it ends as well.
pub async fn in_time(request: Request, next: Next) -> Response {
    let mut handler = JoinSet::new();
    handler.spawn(next.run(request));
    match tokio::time::timeout(PATIENCE, handler.join_next()).await {
        Ok(Some(Ok(response))) => response,
        Ok(_) => Problem::internal("a handler did not come to its end").into_response(),
        Err(_) => Problem::new(Code::TimeOut).retry_after(5).into_response(),
    }
}

/// Records in the response which route produced it.
pub async fn on_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(Route(route));
    }
    response
}

/// How browsers reach this service.
#[derive(Clone, Copy, Debug)]
pub struct Transport {
    is_encrypted: bool,
}

impl Transport {
    /// As the operator set it.
    pub fn of(config: &Config) -> Self {
        Self { is_encrypted: config.public_origin.0.starts_with("https://") }
    }
}

/// What a response depends on besides its handler.
#[derive(Clone, Copy, Debug)]
pub struct RequestKind {
    is_api: bool,
    /// The response is for the host of an application, by its proxy.
    is_for_application: bool,
    /// The language of the person who opens a page; absent for a request of a program.
    reader: Option<Language>,
}

impl RequestKind {
    /// Of a request.
    pub fn of(request: &Request) -> Self {
        let path = request.uri().path();
        Self {
            is_api: path.starts_with("/api/"),
            is_for_application: super::openid::is_for_application(path),
            reader: away::reader(request),
        }
    }
}

/// Sets the headers of every response; the pages add their content security policy.
pub async fn headers(State(transport): State<Transport>, request: Request, next: Next) -> Response {
    let asked = RequestKind::of(&request);
    dress(transport, asked, on_route(request, next).await)
}

/// The same for a finished response. A browser that opens a page while a part is unavailable gets a
/// page that says so.
pub fn dress(transport: Transport, asked: RequestKind, mut response: Response) -> Response {
    let is_away = response.status().as_u16() == 503;
    let (mut response, is_api) = match asked.reader.filter(|_| is_away) {
        Some(language) => {
            let mut page = away::page(language);
            // The line in the log still says which route it was.
            *page.extensions_mut() = std::mem::take(response.extensions_mut());
            (page, false)
        }
        None => (response, asked.is_api),
    };
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let headers = response.headers_mut();
    // A handler may say how long its answer can be kept; what is said of nobody in particular.
    let may_keep = !failed && headers.contains_key(header::CACHE_CONTROL);
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(
        header::HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    // Whether another host is always encrypted is for its own operator to say.
    if transport.is_encrypted && !asked.is_for_application {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
    if failed || (is_api && !may_keep) {
        set(header::CACHE_CONTROL, "no-store");
    }
    if is_api {
        set(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
        );
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, middleware::from_fn, routing::get};
    use tower::ServiceExt as _;

    use super::*;

    #[test]
    fn s10_a_request_counts_as_ours_only_with_our_header_and_from_our_origin() {
        let origins = ["https://portal.example".to_owned()];
        let check = |pairs: &[(&'static str, &'static str)]| {
            let headers = pairs.iter().map(|(name, value)| {
                (header::HeaderName::from_static(name), HeaderValue::from_static(value))
            });
            is_own(&headers.collect(), &origins)
        };
        let ours = ("x-vestibule", "1");
        assert!(check(&[ours, ("sec-fetch-site", "same-origin")]));
        assert!(check(&[ours, ("origin", "https://portal.example")]));
        assert!(!check(&[ours]));
        assert!(!check(&[("sec-fetch-site", "same-origin")]));
        assert!(!check(&[ours, ("sec-fetch-site", "same-site")]));
        assert!(!check(&[ours, ("sec-fetch-site", "none")]));
        assert!(!check(&[ours, ("origin", "null")]));
        assert!(!check(&[ours, ("origin", "https://portal.example.evil")]));
        assert!(!check(&[
            ours,
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://portal.example")
        ]));
    }

    /// Fires when it is dropped.
    struct EndSignal(Option<tokio::sync::oneshot::Sender<()>>);

    impl Drop for EndSignal {
        fn drop(&mut self) {
            self.0.take().map(|sender| sender.send(()));
        }
    }

    fn routes<H, T>(handler: H) -> Router
    where
        H: axum::handler::Handler<T, ()>,
        T: 'static,
    {
        Router::new().route("/", get(handler)).layer(from_fn(in_time))
    }

    #[tokio::test]
    async fn a_handler_that_breaks_down_is_answered() {
        let routes = routes(async || -> &'static str { panic!("for the test") });
        let answer = routes.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status().as_u16(), 500);
    }

    #[tokio::test]
    async fn a_handler_ends_when_its_client_hangs_up() {
        let (sender, ended) = tokio::sync::oneshot::channel();
        let signal = std::sync::Arc::new(std::sync::Mutex::new(Some(EndSignal(Some(sender)))));
        let begun = std::sync::Arc::new(tokio::sync::Notify::new());
        let begins = begun.clone();
        let routes = routes(async move || {
            let _signal = signal.lock().unwrap().take();
            begins.notify_one();
            std::future::pending::<&'static str>().await
        });
        let asked = routes.oneshot(Request::get("/").body(Body::empty()).unwrap());
        tokio::select! {
            _ = asked => panic!("the handler never answers"),
            () = begun.notified() => {}
        }
        ended.await.unwrap();
    }
}
