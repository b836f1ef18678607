//! What answers under `/dev`. Where the server runs without `--dev`, all of it is 404.

use std::{io, sync::Arc};

use axum::{
    Json, Router,
    extract::{FromRef, FromRequestParts, Path},
    http::{
        HeaderName, StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
        request::Parts,
    },
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use vestibule_shared::time::Timestamp;

use super::{
    Dev,
    cards::Answer,
    personas::{PERSONAS, Persona},
    switches::Provisioning,
};
use crate::{app::App, clock::Clock};

/// What the dev surface needs of an application.
#[derive(Clone)]
pub struct Desk {
    /// Absent where the server runs without `--dev`.
    pub dev: Option<Arc<Dev>>,
    /// The clock to show and to move.
    pub clock: Clock,
}

impl FromRef<App> for Desk {
    fn from_ref(app: &App) -> Self {
        Self { dev: app.dev.clone(), clock: app.clock.clone() }
    }
}

/// The routes of the dev surface, for an application with a desk.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S>
where
    Desk: FromRef<S>,
{
    const HTML: &str = "text/html; charset=utf-8";
    const CSS: &str = "text/css; charset=utf-8";
    const JS: &str = "text/javascript; charset=utf-8";
    Router::new()
        .route("/dev", asset(HTML, include_str!("assets/index.html")))
        .route("/dev/inbox.css", asset(CSS, include_str!("assets/inbox.css")))
        .route("/dev/desk.css", asset(CSS, include_str!("assets/desk.css")))
        .route("/dev/desk.js", asset(JS, include_str!("assets/desk.js")))
        .route("/dev/reader.css", asset(CSS, include_str!("assets/reader.css")))
        .route("/dev/reader.js", asset(JS, include_str!("assets/reader.js")))
        .route("/dev/api/messages", get(messages).delete(clear_messages))
        .route("/dev/api/clock", get(clock).post(advance_clock))
        .route("/dev/api/personas", get(personas))
        .route("/dev/api/personas/reset", post(reset))
        .route("/dev/api/personas/{id}/unlock", post(unlock))
        .route("/dev/api/provisioning", get(provisioning).post(set_provisioning))
}

/// The dev surface, where there is one.
struct Here {
    dev: Arc<Dev>,
    clock: Clock,
}

impl<S: Sync> FromRequestParts<S> for Here
where
    Desk: FromRef<S>,
{
    type Rejection = StatusCode;

    async fn from_request_parts(_: &mut Parts, state: &S) -> Result<Self, StatusCode> {
        let Desk { dev, clock } = Desk::from_ref(state);
        dev.map(|dev| Self { dev, clock }).ok_or(StatusCode::NOT_FOUND)
    }
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
fn asset<S>(content_type: &'static str, body: &'static str) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
    Desk: FromRef<S>,
{
    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                          connect-src 'self'; img-src 'self'; base-uri 'none'; \
                          form-action 'none'; frame-ancestors 'none'";
    let headers: [(HeaderName, &str); 4] = [
        (CONTENT_TYPE, content_type),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CACHE_CONTROL, "no-store"),
    ];
    get(move |_: Here| async move { (headers, body) })
}

async fn messages(Here { dev, .. }: Here) -> Result<Response, Failure> {
    Ok(Json(json!({ "messages": dev.inbox.messages()? })).into_response())
}

async fn clear_messages(Here { dev, .. }: Here) -> Result<StatusCode, Failure> {
    dev.inbox.clear()?;
    Ok(StatusCode::NO_CONTENT)
}

/// What time the server thinks it is.
#[derive(Serialize)]
struct ClockView {
    now: Timestamp,
}

async fn clock(Here { clock, .. }: Here) -> Json<ClockView> {
    Json(ClockView { now: clock.now() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdvanceClock {
    /// Milliseconds; the clock never goes back, as no clock of a server should.
    advance_ms: u32,
}

async fn advance_clock(
    Here { clock, .. }: Here,
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

async fn personas(Here { dev, .. }: Here) -> Response {
    let view = |persona| PersonaView {
        persona,
        name: persona.name(),
        tries_left: dev.cards.tries_left(persona),
    };
    Json(json!({ "personas": PERSONAS.iter().map(view).collect::<Vec<_>>() })).into_response()
}

async fn reset(Here { dev, .. }: Here) -> Result<StatusCode, Failure> {
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
    Here { dev, .. }: Here,
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

async fn provisioning(Here { dev, .. }: Here) -> Json<Provisioning> {
    Json(dev.switches.get())
}

async fn set_provisioning(
    Here { dev, .. }: Here,
    Json(request): Json<Provisioning>,
) -> Json<Provisioning> {
    dev.switches.set(request);
    Json(dev.switches.get())
}
