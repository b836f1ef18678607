//! Answers from the first moment on: the service is unavailable until everything it needs is ready.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::{
    Router,
    extract::Request,
    response::{IntoResponse as _, Response},
};
use tower::ServiceExt as _;
use vestibule_shared::problem::Code;

use super::{
    guard::{self, RequestKind},
    spa::{self, Spa},
};
use crate::app::{App, config::Config, problem::Problem};

/// Closed until the application is ready; cloned handles open together.
#[derive(Clone)]
pub struct Gate(Arc<Inner>);

struct Inner {
    open: OnceLock<(App, Router)>,
    spa: Arc<Spa>,
    transport: guard::Transport,
    /// What the start waits for.
    missing: Mutex<Option<String>>,
}

impl Gate {
    /// Returns a closed gate.
    pub fn new(config: &Config) -> Self {
        let (spa, transport) = (Arc::new(Spa::load()), guard::Transport::of(config));
        let (open, missing) = (OnceLock::new(), Mutex::default());
        Self(Arc::new(Inner { open, spa, transport, missing }))
    }

    /// Admits every request, also to the routes that `more` adds.
    pub fn open(&self, app: &App, more: Router<App>) {
        let router = super::router_with(app.clone(), more, self.0.spa.clone());
        let _ = self.0.open.set((app.clone(), router));
    }

    /// Returns the application, once it is ready.
    pub fn app(&self) -> Option<&App> {
        self.0.open.get().map(|(app, _)| app)
    }

    /// Records what the start waits for.
    pub fn wait_for(&self, missing: String) {
        *self.0.missing.lock().unwrap_or_else(PoisonError::into_inner) = Some(missing);
    }

    /// Returns what the start waits for, if anything.
    pub fn missing(&self) -> Option<String> {
        self.0.missing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the public routes, once they are ready.
    pub fn router(&self) -> Router {
        let gate = self.clone();
        Router::new().fallback(move |request: Request| gate.clone().pass(request))
    }

    async fn pass(self, request: Request) -> Response {
        match self.0.open.get() {
            Some((_, router)) => router.clone().oneshot(request).await.into_response(),
            None => {
                guard::dress(self.0.transport, RequestKind::of(&request), self.keep_out(&request))
            }
        }
    }

    /// An app that is open in a browser can still load the files it needs to say that the service
    /// is unavailable; a browser that opens a page gets a page that says so.
    fn keep_out(&self, request: &Request) -> Response {
        if spa::is_asset(request.uri().path()) {
            let asset = self.0.spa.answer(request);
            if asset.status().is_success() || asset.status().is_redirection() {
                return asset;
            }
        }
        Problem::new(Code::Unavailable).retry_after(5).into_response()
    }
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::header};
    use http_body_util::BodyExt as _;

    use super::*;

    async fn ask(uri: &str, accept: &str) -> (u16, header::HeaderMap, String) {
        let config = Config::from_lookup(|_| None).unwrap();
        let request = Request::get(uri).header("accept", accept).body(Body::empty()).unwrap();
        let answer = Gate::new(&config).router().oneshot(request).await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        (status, headers, String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn while_it_is_closed_a_person_gets_a_page_and_a_program_a_problem() {
        for uri in ["/", "/sign-in", "/api/session"] {
            let (status, headers, text) = ask(uri, "text/html,*/*;q=0.8").await;
            assert_eq!((status, &headers["retry-after"]), (503, &"60".parse().unwrap()), "{uri}");
            assert!(text.starts_with("<!doctype html>"), "{text}");
            assert_eq!(headers["cache-control"], "no-store");
            assert_eq!(headers["x-content-type-options"], "nosniff");
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("style-src 'sha256-"), "{policy}");
            let (status, headers, text) = ask(uri, "application/json").await;
            assert_eq!((status, &headers["retry-after"]), (503, &"5".parse().unwrap()), "{uri}");
            assert!(text.contains("\"code\":\"unavailable\""), "{text}");
        }
    }
}
