//! Where gateways report the outcome of a phone call or a text message. These are the only routes
//! for callers other than our own pages: they have no cookie, and sign every report.
//! docs/GATEWAYS.md is the contract.

pub mod messages;
pub mod twilio;

use axum::{
    Json,
    body::Bytes,
    extract::{Request, State},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vestibule_shared::{
    api::{Endpoint, Method},
    problem::Code,
};

use crate::{
    app::{App, config::Secret, problem::Problem},
    domain::calls::Report,
    gateway::signature::{SIGNATURE, is_signed},
    http::body,
    service::calls::{self, ANSWER_PATH},
};

/// Reports on a call.
pub struct ReportCall;
impl Endpoint for ReportCall {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = ANSWER_PATH;
    type Request = CallReport;
    type Response = Noted;
}

/// The outcome of a call.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallReport {
    /// The call, by the name under which it was handed over.
    pub id: String,
    /// What happened.
    pub event: Event,
    /// With `key` only: what was pressed, 1 to 8 of `0` to `9`, `*` and `#`, in order.
    pub key: Option<String>,
}

/// What can happen to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The phone rings.
    Ringing,
    /// It was answered.
    Answered,
    /// Keys were pressed.
    Key,
    /// The call was not answered.
    NoAnswer,
    /// The line was busy, or the call was rejected.
    Busy,
    /// An answering machine answered.
    Voicemail,
    /// The call ended.
    HungUp,
    /// It could not be placed.
    Failed,
}

impl Event {
    /// Returns the reports of an event, one for each key.
    ///
    /// # Errors
    /// `InvalidBody` when the keys are missing, invalid, or belong to another event.
    pub fn reports(self, keys: Option<&str>) -> Result<Vec<Report>, Code> {
        let fits = |key: char| key.is_ascii_digit() || matches!(key, '*' | '#');
        let report = match (self, keys) {
            (Self::Key, Some(keys)) if (1..=8).contains(&keys.len()) && keys.chars().all(fits) => {
                return Ok(keys.chars().map(Report::Key).collect());
            }
            (Self::Key, _) | (_, Some(_)) => return Err(Code::InvalidBody),
            (Self::Ringing, None) => Report::Ringing,
            (Self::Answered, None) => Report::Answered,
            (Self::NoAnswer, None) => Report::NoAnswer,
            (Self::Busy, None) => Report::Busy,
            (Self::Voicemail, None) => Report::Voicemail,
            (Self::HungUp, None) => Report::HungUp,
            (Self::Failed, None) => Report::Failed,
        };
        Ok(vec![report])
    }
}

/// The response to the gateway.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Noted {
    /// Whether to end the call, because its outcome is final.
    pub hang_up: bool,
}

/// Records the outcome of a call. An unknown call and a wrong signature are refused alike.
pub async fn report_call(State(app): State<App>, request: Request) -> Result<Json<Noted>, Problem> {
    let secret = &app.config.voice_webhook_secret;
    let bytes = signed_body(&app, ANSWER_PATH, secret, request).await?;
    let report: CallReport = body::parse(&bytes)?;
    Ok(Json(take(&app, &report.id, &report.event.reports(report.key.as_deref())?).await?))
}

/// Refuses an unsigned report and one on another gateway's item alike. Counted in the log, which
/// repeats nothing of the report.
fn refused(path: &'static str, why: &'static str) -> Problem {
    tracing::warn!(path, why, "a report was refused");
    Problem::new(Code::NotSignedIn)
}

/// Returns the body of a request to this path, unless it is too large.
async fn body_of(path: &'static str, request: Request) -> Result<Bytes, Problem> {
    let bytes = body::bytes(request).await;
    bytes.inspect_err(|_| tracing::warn!(path, why = "too large", "a report was refused"))
}

/// Returns the same, if it was signed with this secret.
async fn signed_body(
    app: &App,
    path: &'static str,
    secret: &Secret,
    request: Request,
) -> Result<Bytes, Problem> {
    let unsigned = || refused(path, "unsigned");
    let signature = request.headers().get(SIGNATURE).and_then(|value| value.to_str().ok());
    let signature = signature.ok_or_else(unsigned)?.to_owned();
    let bytes = body_of(path, request).await?;
    if is_signed(&secret.0, &signature, &bytes, app.clock.now()) {
        Ok(bytes)
    } else {
        Err(unsigned())
    }
}

async fn take(app: &App, id: &str, reports: &[Report]) -> Result<Noted, Problem> {
    let mut hang_up = false;
    for report in reports {
        let state = calls::report(app, id, *report).await?;
        hang_up = state.ok_or_else(|| refused(ANSWER_PATH, "unknown"))?.is_over();
    }
    Ok(Noted { hang_up })
}
