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
    response::{IntoResponse as _, Response},
    routing::get,
};
use vestibule_shared::problem::Code;

use super::gate::Gate;
use crate::{db, problem::Problem};

/// Whether the process is about to stop.
#[derive(Clone, Debug, Default)]
pub struct Stopping(Arc<AtomicBool>);

impl Stopping {
    /// From now on the process is not ready for new work.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// `/healthz` says the process lives; `/readyz` that it can work: the database answers within 3 s.
pub fn router(gate: Gate, stopping: Stopping) -> Router {
    let ready = async move || ready(&gate, &stopping).await;
    Router::new().route("/healthz", get(async || "ok\n")).route("/readyz", get(ready))
}

async fn ready(gate: &Gate, stopping: &Stopping) -> Response {
    let Some(app) = gate.app() else {
        return Problem::new(Code::Unavailable).retry_after(5).into_response();
    };
    let asked = async {
        let mut tx = app.db.read().await?;
        db::meta::find(&mut tx, "keyring").await?;
        tx.commit().await
    };
    let answered = tokio::time::timeout(Duration::from_secs(3), asked).await;
    if stopping.0.load(Ordering::Relaxed) || !matches!(answered, Ok(Ok(()))) {
        return Problem::new(Code::Unavailable).retry_after(5).into_response();
    }
    "ready\n".into_response()
}
