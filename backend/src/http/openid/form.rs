//! Reads what clients send, and writes what they get.

use axum::{
    Json,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{
    app::problem::Problem,
    domain::openid::{
        error::{ErrorCode, OauthError, invalid_request},
        parameters::Parameters,
    },
    http::body,
};

/// The content type of a form.
const FORM: &str = "application/x-www-form-urlencoded";

/// Reads the parameters of a query.
pub(super) fn query(request: &Request) -> Parameters {
    parse(request.uri().query().unwrap_or_default().as_bytes())
}

/// Reads the parameters of a form.
///
/// # Errors
/// In the result: `invalid_request` for another content type.
pub(super) async fn form(request: Request) -> Result<Result<Parameters, OauthError>, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).map(str::trim);
    if kind.is_none_or(|kind| !kind.eq_ignore_ascii_case(FORM)) {
        return Ok(Err(invalid_request(
            "the content type has to be application/x-www-form-urlencoded",
        )));
    }
    Ok(Ok(parse(&body::bytes(request).await?)))
}

/// Reads the parameters in the fragment of a page.
pub(super) fn fragment(text: &str) -> Parameters {
    parse(text.as_bytes())
}

fn parse(bytes: &[u8]) -> Parameters {
    Parameters::new(form_urlencoded::parse(bytes).into_owned())
}

/// Answers a client.
pub(super) fn answer(body: Value) -> Response {
    with_status(StatusCode::OK, body)
}

/// Answers that something was made.
pub(super) fn created(body: Value) -> Response {
    with_status(StatusCode::CREATED, body)
}

/// Answers a browser that asks whether a page may call us: `allowed`, or not.
pub(super) fn preflight(allowed: bool) -> Response {
    let status = if allowed { StatusCode::NO_CONTENT } else { StatusCode::FORBIDDEN };
    status.into_response()
}

/// Says nothing about a token that is not there (RFC 6750 3).
pub(super) fn no_token() -> Response {
    let challenge = (header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    (StatusCode::UNAUTHORIZED, [challenge]).into_response()
}

/// No cache may keep a copy (RFC 6749 5.1).
fn with_status(status: StatusCode, body: Value) -> Response {
    let mut response = (status, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

/// Answers a client with an error (RFC 6749 5.2).
pub(super) fn error(error: OauthError) -> Response {
    let OauthError { code, description } = error;
    let status = match code {
        ErrorCode::InvalidClient | ErrorCode::InvalidToken => StatusCode::UNAUTHORIZED,
        ErrorCode::InsufficientScope => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    };
    let body = json!({ "error": code.name(), "error_description": description });
    let mut response = with_status(status, body);
    let challenge = match code {
        ErrorCode::InvalidClient => Some("Basic realm=\"openid\"".to_owned()),
        ErrorCode::InvalidToken | ErrorCode::InsufficientScope => {
            Some(format!("Bearer error=\"{}\"", code.name()))
        }
        ErrorCode::InvalidDpopProof => {
            Some(format!("DPoP error=\"{}\", algs=\"ES256 PS256 EdDSA\"", code.name()))
        }
        _ => None,
    };
    if let Some(challenge) = challenge.and_then(|text| HeaderValue::try_from(text).ok()) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

/// Answers a client whose token is not accepted: a wrong proof is as bad as a wrong token (RFC 9449
/// 7.1).
pub(super) fn token_refused(reason: OauthError) -> Response {
    let mut response = error(reason);
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    response
}

/// The digest by which a content policy allows an inline script.
pub(super) fn script_digest(script: &str) -> String {
    STANDARD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, script.as_bytes()))
}
