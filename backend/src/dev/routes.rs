//! What answers under `/dev`: the page, the reader's script, and the little API behind both.

use std::{io, sync::Arc};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{
        HeaderName, StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use vestibule_shared::time::Timestamp;

use crate::{
    gateway::devices::{
        Devices, Provisioning,
        cards::Answer,
        personas::{PERSONAS, Persona},
    },
    system::clock::Clock,
};

/// What the handlers share.
#[derive(Clone)]
struct Desk {
    dev: Arc<Devices>,
    clock: Clock,
}

/// The routes of the dev surface, complete with their state.
pub(super) fn router<S>(dev: Arc<Devices>, clock: Clock) -> Router<S> {
    const HTML: &str = "text/html; charset=utf-8";
    const CSS: &str = "text/css; charset=utf-8";
    const JS: &str = "text/javascript; charset=utf-8";
    Router::new()
        .route("/dev", asset(HTML, include_str!("assets/index.html")))
        .route("/dev/app", asset(HTML, include_str!("assets/app.html")))
        .route("/dev/app.css", asset(CSS, include_str!("assets/app.css")))
        .route("/dev/app.js", asset(JS, include_str!("assets/app.js")))
        .route("/dev/calls.css", asset(CSS, include_str!("assets/calls.css")))
        .route("/dev/calls.js", asset(JS, include_str!("assets/calls.js")))
        .route("/dev/inbox.css", asset(CSS, include_str!("assets/inbox.css")))
        .route("/dev/desk.css", asset(CSS, include_str!("assets/desk.css")))
        .route("/dev/desk.js", asset(JS, include_str!("assets/desk.js")))
        .route("/dev/reader.css", asset(CSS, include_str!("assets/reader.css")))
        .route("/dev/reader.js", asset(JS, include_str!("assets/reader.js")))
        .route("/dev/api/messages", get(messages).delete(clear_messages))
        .route("/dev/api/clock", get(show_clock).post(advance_clock))
        .route("/dev/api/personas", get(personas))
        .route("/dev/api/personas/reset", post(reset))
        .route("/dev/api/personas/{id}/unlock", post(unlock))
        .route("/dev/api/provisioning", get(provisioning).post(set_provisioning))
        .with_state(Desk { dev, clock })
}

/// A failure of the file system; the dev surface knows no other.
struct Failure(io::Error);

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        tracing::error!(error = %self.0, "the dev surface cannot use its files");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}

/// A file of the page or of the reader, for one's own pages only.
fn asset(content_type: &'static str, body: &'static str) -> MethodRouter<Desk> {
    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                          connect-src 'self'; img-src 'self'; base-uri 'none'; \
                          form-action 'none'; frame-ancestors 'none'";
    let headers: [(HeaderName, &str); 4] = [
        (CONTENT_TYPE, content_type),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CACHE_CONTROL, "no-store"),
    ];
    get(async move || (headers, body))
}

async fn messages(State(Desk { dev, .. }): State<Desk>) -> Result<Response, Failure> {
    Ok(Json(json!({ "messages": dev.inbox.messages()? })).into_response())
}

async fn clear_messages(State(Desk { dev, .. }): State<Desk>) -> Result<StatusCode, Failure> {
    dev.inbox.clear()?;
    Ok(StatusCode::NO_CONTENT)
}

/// What time the server thinks it is.
#[derive(Serialize)]
struct ClockView {
    now: Timestamp,
}

async fn show_clock(State(Desk { clock, .. }): State<Desk>) -> Json<ClockView> {
    Json(ClockView { now: clock.now() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdvanceClock {
    /// Milliseconds; the clock never goes back, as no clock of a server should.
    advance_ms: u32,
}

async fn advance_clock(
    State(Desk { clock, .. }): State<Desk>,
    Json(request): Json<AdvanceClock>,
) -> Json<ClockView> {
    clock.advance(i64::from(request.advance_ms));
    Json(ClockView { now: clock.now() })
}

/// A persona and the state of their card.
#[derive(Serialize)]
struct PersonaView {
    #[serde(flatten)]
    persona: &'static Persona,
    name: String,
    tries_left: u8,
}

async fn personas(State(Desk { dev, .. }): State<Desk>) -> Response {
    let view = |persona| PersonaView {
        persona,
        name: persona.name(),
        tries_left: dev.cards.tries_left(persona),
    };
    Json(json!({ "personas": PERSONAS.iter().map(view).collect::<Vec<_>>() })).into_response()
}

async fn reset(State(Desk { dev, .. }): State<Desk>) -> Result<StatusCode, Failure> {
    dev.cards.reset()?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unlock {
    pin: String,
}

/// Answers what the card would use itself: a browser has no card to sign in, so it signs.
async fn unlock(
    State(Desk { dev, .. }): State<Desk>,
    Path(id): Path<String>,
    Json(request): Json<Unlock>,
) -> Result<Response, Failure> {
    let (Some(persona), Some(card)) = (Persona::find(&id), dev.pki.cards.get(&id)) else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    Ok(match dev.cards.unlock(persona, &request.pin)? {
        Answer::Open => Json(card).into_response(),
        Answer::Shut(left) => {
            (StatusCode::FORBIDDEN, Json(json!({ "tries_left": left }))).into_response()
        }
    })
}

async fn provisioning(State(Desk { dev, .. }): State<Desk>) -> Json<Provisioning> {
    Json(dev.switches.get())
}

async fn set_provisioning(
    State(Desk { dev, .. }): State<Desk>,
    Json(request): Json<Provisioning>,
) -> Json<Provisioning> {
    dev.switches.set(request);
    Json(dev.switches.get())
}
