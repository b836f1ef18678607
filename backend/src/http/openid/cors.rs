//! Which pages of other origins may call us from a browser: those of public clients (O21).

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};

use super::form;
use crate::{
    app::{App, problem::Problem},
    db,
    service::clients,
};

/// How long a browser may remember the answer, in seconds.
const REMEMBERED: HeaderValue = HeaderValue::from_static("3600");

/// Lets pages of public clients read the response.
pub(super) async fn for_public_clients(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let Some(origin) = request.headers().get(header::ORIGIN).cloned() else {
        return Ok(next.run(request).await);
    };
    let is_allowed = match origin.to_str() {
        Ok(text) => belongs_to_public_client(&app, text).await?,
        Err(_) => false,
    };
    let is_preflight = *request.method() == Method::OPTIONS;
    let mut response =
        if is_preflight { form::preflight(is_allowed) } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if is_allowed {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("www-authenticate"),
        );
    }
    if is_allowed && is_preflight {
        let fixed = HeaderValue::from_static;
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, fixed("GET, POST"));
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            fixed("authorization, content-type, dpop"),
        );
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, REMEMBERED);
    }
    Ok(response)
}

async fn belongs_to_public_client(app: &App, origin: &str) -> Result<bool, Problem> {
    let mut tx = app.db.read().await?;
    let rows = db::clients::list(&mut tx).await?;
    drop(tx);
    for row in rows.into_iter().filter(|row| row.disabled_at.is_none()) {
        if clients::open(row)?.origins().iter().any(|own| own == origin) {
            return Ok(true);
        }
    }
    Ok(false)
}
