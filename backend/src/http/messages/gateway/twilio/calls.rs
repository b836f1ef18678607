//! A phone call in Twilio's format: it asks what to say when the call is answered, posts the keys,
//! and reports the status of the call. Each of these becomes the report that a webhook would have
//! made.

use axum::{
    extract::{Request, State},
    response::Response,
};

use super::{Form, markup, refused, signed_form};
use crate::{
    app::{App, problem::Problem},
    gateway::{
        Carrier,
        twilio::{CALLS_PATH, HANG_UP, KEYS_PATH, STATUS_PATH, gather},
    },
    http::gateway::Event,
    service::{calls, deliveries},
};

/// Answers an answered call: what to say, and which keys to wait for.
pub async fn answer_call(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let form = own_form(&app, CALLS_PATH, request).await?;
    let event = if is_machine(&form) { Event::Voicemail } else { Event::Answered };
    if take(&app, CALLS_PATH, &form, (event, None)).await? == Goes::Over {
        return Ok(markup(HANG_UP.into()));
    }
    let script = calls::script(&app, &form.id).await?;
    let script = script.ok_or_else(|| refused(CALLS_PATH, "unknown"))?;
    let action = format!("{}{KEYS_PATH}?id={}", app.config.public_origin.0, form.id);
    Ok(markup(gather(&script.text, script.lang, script.keys, &action)))
}

/// Receives the keys, or none within the time.
pub async fn take_keys(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let form = own_form(&app, KEYS_PATH, request).await?;
    let keys = form.field("Digits");
    if !keys.is_empty() {
        take(&app, KEYS_PATH, &form, (Event::Key, Some(keys))).await?;
    }
    // No key, or too few keys, count as hanging up.
    take(&app, KEYS_PATH, &form, (Event::HungUp, None)).await?;
    Ok(markup(HANG_UP.into()))
}

/// Records the status of the call.
pub async fn note_status(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let form = own_form(&app, STATUS_PATH, request).await?;
    let event = match form.field("CallStatus") {
        _ if is_machine(&form) => Some(Event::Voicemail),
        "ringing" => Some(Event::Ringing),
        "in-progress" | "answered" => Some(Event::Answered),
        "completed" => Some(Event::HungUp),
        "busy" => Some(Event::Busy),
        "no-answer" => Some(Event::NoAnswer),
        "failed" | "canceled" => Some(Event::Failed),
        _ => None,
    };
    if let Some(event) = event {
        take(&app, STATUS_PATH, &form, (event, None)).await?;
    }
    Ok(markup("<Response/>".into()))
}

fn is_machine(form: &Form) -> bool {
    let by = form.field("AnsweredBy");
    by.starts_with("machine") || by == "fax"
}

/// Returns the form of a request on a call that was handed to Twilio, under its name for it.
async fn own_form(app: &App, path: &'static str, request: Request) -> Result<Form, Problem> {
    let form = signed_form(app, path, request).await?;
    let of = deliveries::Of {
        id: &form.id,
        channel: "voice",
        carrier: Carrier::Twilio,
        reference: Some(form.field("CallSid")),
    };
    if deliveries::is_theirs(app, &of).await? { Ok(form) } else { Err(refused(path, "unknown")) }
}

/// Whether the outcome of a call is still open.
#[derive(PartialEq, Eq)]
enum Goes {
    On,
    Over,
}

async fn take(
    app: &App,
    path: &'static str,
    form: &Form,
    (event, keys): (Event, Option<&str>),
) -> Result<Goes, Problem> {
    let mut goes = Goes::On;
    for report in event.reports(keys)? {
        let state = calls::report(app, &form.id, report).await?;
        let state = state.ok_or_else(|| refused(path, "unknown"))?;
        goes = if state.is_over() { Goes::Over } else { Goes::On };
    }
    Ok(goes)
}
