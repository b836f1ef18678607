//! Where Twilio reports, in its own format: a form, and a signature over our address and the sorted
//! fields.

pub mod calls;

use axum::{
    extract::{Request, State},
    http::header,
    response::{IntoResponse, Response},
};

use super::{body_of, refused};
use crate::{
    app::{App, problem::Problem},
    domain::delivery::{Fault, Reported},
    gateway::{
        Carrier,
        twilio::{MESSAGES_PATH, SIGNATURE, is_signed},
    },
    service::deliveries::{self, Of, Report},
};

/// A report that was signed.
struct Form {
    /// The message or call, as our address for the report names it.
    id: String,
    fields: Vec<(String, String)>,
}

impl Form {
    /// Returns the value of a field; empty where it is missing.
    fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(it, _)| it == name);
        found.map_or("", |(_, value)| value.as_str())
    }
}

/// Returns the form of a request to this path, if our Twilio account signed it.
async fn signed_form(app: &App, path: &'static str, request: Request) -> Result<Form, Problem> {
    let unsigned = || refused(path, "unsigned");
    let signature = request.headers().get(SIGNATURE).and_then(|value| value.to_str().ok());
    let signature = signature.ok_or_else(unsigned)?.to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let bytes = body_of(path, request).await?;
    let fields: Vec<_> = form_urlencoded::parse(&bytes).into_owned().collect();
    let url = format!("{}{path}?{query}", app.config.public_origin.0);
    if !is_signed(&app.config.twilio_auth_token.0, &signature, &url, &fields) {
        return Err(unsigned());
    }
    let id = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "id");
    let form = Form { id: id.map(|(_, id)| id.into_owned()).unwrap_or_default(), fields };
    if form.field("AccountSid") != app.config.twilio_account_sid {
        return Err(refused(path, "another account"));
    }
    Ok(form)
}

/// Returns a response in its markup.
fn markup(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], text).into_response()
}

/// Records the outcome of a text message. An unknown message and a wrong signature are refused
/// alike.
pub async fn report_message(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let form = signed_form(&app, MESSAGES_PATH, request).await?;
    let reported = reported(form.field("MessageStatus"));
    let arrived = !matches!(reported, Some(Reported::Undelivered | Reported::Failed));
    let report = Report {
        of: Of {
            id: &form.id,
            channel: "sms",
            carrier: Carrier::Twilio,
            reference: Some(form.field("MessageSid")),
        },
        reported,
        fault: if arrived { None } else { Some(fault(form.field("ErrorCode"))) },
    };
    let noted = deliveries::report(&app, &report).await?;
    noted.map(|()| markup("<Response/>".into())).ok_or_else(|| refused(MESSAGES_PATH, "unknown"))
}

/// Translates its states; the earlier ones contain nothing new.
fn reported(status: &str) -> Option<Reported> {
    match status {
        "sent" => Some(Reported::Sent),
        "delivered" | "read" => Some(Reported::Delivered),
        "undelivered" => Some(Reported::Undelivered),
        "failed" | "canceled" => Some(Reported::Failed),
        _ => None,
    }
}

/// Translates its error numbers.
fn fault(code: &str) -> Fault {
    match code {
        "30005" | "30006" | "21211" | "21614" => Fault::Number,
        "30003" | "30024" => Fault::Unreachable,
        "30004" | "30007" | "30034" | "21610" => Fault::Blocked,
        "30001" | "30002" | "30008" | "30009" | "30010" | "30500" => Fault::Company,
        _ => Fault::Other,
    }
}
