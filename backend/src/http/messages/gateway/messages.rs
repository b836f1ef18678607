//! Where a webhook reports the outcome of a text message. docs/GATEWAYS.md is the contract.

use axum::{
    Json,
    extract::{Request, State},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vestibule_shared::{
    api::{Endpoint, Method, Nothing},
    problem::Code,
};

use super::{refused, signed_body};
use crate::{
    app::{App, problem::Problem},
    domain::delivery::{Fault, Reported},
    gateway::Carrier,
    http::body,
    service::deliveries::{self, Of, REPORT_PATH, Report},
};

/// Reports on a text message.
pub struct ReportMessage;
impl Endpoint for ReportMessage {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = REPORT_PATH;
    type Request = MessageReport;
    type Response = Nothing;
}

/// The outcome of a text message.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageReport {
    /// The message, by the name under which it was handed over.
    pub id: String,
    /// The outcome.
    pub status: Reported,
    /// With `undelivered` and `failed` only: the cause.
    pub fault: Option<Fault>,
}

/// Records the outcome of a text message. An unknown message and a wrong signature are refused
/// alike.
pub async fn report_message(
    State(app): State<App>,
    request: Request,
) -> Result<Json<Nothing>, Problem> {
    let secret = &app.config.sms_webhook_secret;
    let bytes = signed_body(&app, REPORT_PATH, secret, request).await?;
    let MessageReport { id, status, fault } = body::parse(&bytes)?;
    if fault.is_some() && matches!(status, Reported::Sent | Reported::Delivered) {
        return Err(Code::InvalidBody.into());
    }
    let of = Of { id: &id, channel: "sms", carrier: Carrier::Webhook, reference: None };
    let report = Report { of, reported: Some(status), fault };
    let noted = deliveries::report(&app, &report).await?;
    noted.map(|()| Json(Nothing {})).ok_or_else(|| refused(REPORT_PATH, "unknown"))
}
