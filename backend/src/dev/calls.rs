//! The virtual phone's calls: who is called, what is said, and what the person does with it. It
//! reports as every gateway does, but without a network between.

use std::io;

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use vestibule_shared::{call::CallState, problem::Code, time::Timestamp};

use crate::{
    app::{App, problem::Problem},
    gateway::voice::Call,
    http::gateway::Event,
    service::calls,
};

/// The routes of the phone's calls, complete with their state.
pub(super) fn router<S>(app: App) -> Router<S> {
    Router::new()
        .route("/dev/api/calls", get(list))
        .route("/dev/api/calls/{id}", post(act))
        .with_state(app)
}

/// A call and how far it is.
#[derive(Serialize)]
struct CallRow {
    at: Timestamp,
    state: CallState,
    #[serde(flatten)]
    call: Call,
}

/// Every call, the newest last.
async fn list(State(app): State<App>) -> Result<Response, Problem> {
    let mut rows = Vec::new();
    for (at, call) in received(&app).map_err(Problem::internal)? {
        // The server forgets calls after a day, the phone does not.
        let state = calls::find_state(&app, &call.id).await?.unwrap_or(CallState::Expired);
        rows.push(CallRow { at, state, call });
    }
    Ok(Json(json!({ "calls": rows })).into_response())
}

fn received(app: &App) -> io::Result<Vec<(Timestamp, Call)>> {
    app.dev.as_ref().map_or_else(|| Ok(Vec::new()), |dev| dev.inbox.calls())
}

/// What a person does with a call.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    event: Event,
    key: Option<String>,
}

async fn act(
    State(app): State<App>,
    Path(id): Path<String>,
    Json(act): Json<Act>,
) -> Result<Response, Problem> {
    let mut state = None;
    for report in act.event.reports(act.key.as_deref())? {
        state = calls::report(&app, &id, report).await?;
        if state.is_none() {
            return Ok((StatusCode::NOT_FOUND, Json(json!({}))).into_response());
        }
    }
    let state = state.ok_or(Code::InvalidBody)?;
    Ok(Json(json!({ "state": state })).into_response())
}
