//! For the operator, on the private address: alive, ready, and a few numbers.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;
use vestibule_shared::problem::Code;

use super::gate::Gate;
use crate::app::{problem::Problem, pulse};

/// Whether the process is about to stop.
#[derive(Clone, Debug, Default)]
pub struct Stopping(Arc<AtomicBool>);

impl Stopping {
    /// Marks the process as not ready for new work.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// `/healthz` says the process lives; `/readyz` that it can work: the database takes what is written in time,
/// and has our time. Where it cannot it says why, for machines and for people.
pub fn router(gate: Gate, stopping: Stopping) -> Router {
    let ready = async move || match ready(&gate, &stopping).await {
        Ok(()) => "ready\n".into_response(),
        Err(refusal) => refusal.into_response(),
    };
    Router::new().route("/healthz", get(async || "ok\n")).route("/readyz", get(ready))
}

/// How old the news of the database may be: a look is a writing, and monitors look every second.
const FRESH: Duration = Duration::from_secs(5);

/// Why the process is not ready.
#[derive(Debug)]
struct Refusal {
    reason: &'static str,
    detail: String,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let problem = Problem::new(Code::Unavailable).retry_after(5).into_response();
        let (mut parts, _) = problem.into_parts();
        parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let said = json!({
            "type": "urn:vestibule:unavailable", "status": 503, "code": "unavailable", "retry_after": 5,
            "ready": false, "reason": self.reason, "detail": self.detail,
        });
        Response::from_parts(parts, Body::from(said.to_string()))
    }
}

async fn ready(gate: &Gate, stopping: &Stopping) -> Result<(), Refusal> {
    let refuse = |reason, detail: &str| Err(Refusal { reason, detail: detail.to_owned() });
    if stopping.0.load(Ordering::Relaxed) {
        return refuse("stopping", "the process is about to end");
    }
    match (gate.app(), gate.missing()) {
        (Some(app), _) => pulse::feel(app, FRESH)
            .await
            .map_err(|ailment| Refusal { reason: ailment.name(), detail: ailment.to_string() }),
        (None, Some(missing)) => refuse("database_away", &missing),
        (None, None) => refuse("starting", "the process is about to begin"),
    }
}
