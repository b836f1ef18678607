//! What a client may read about a person, with an access token (O11).

use axum::{
    extract::Request,
    http::{HeaderMap, header},
    response::Response,
};
use serde_json::Value;

use super::form;
use crate::{
    app::problem::Problem,
    domain::openid::{
        error::{ErrorCode, OauthError, invalid_request},
        request::Scope,
    },
    service::{access, accounts, claims, clients, context::Context},
};

const INVALID: OauthError =
    OauthError::new(ErrorCode::InvalidToken, "the access token is wrong, expired or revoked");

/// With the token in the header.
pub(super) async fn by_get(cx: Context, headers: HeaderMap) -> Result<Response, Problem> {
    match bearer(&headers) {
        Some(token) => answer(&cx, &token).await,
        None => Ok(form::no_token()),
    }
}

/// With the token in the header, or in a form (RFC 6750 2.2).
pub(super) async fn by_post(cx: Context, request: Request) -> Result<Response, Problem> {
    let in_header = bearer(request.headers());
    let has_form = request.headers().contains_key(header::CONTENT_TYPE);
    let in_form = if has_form {
        match form::form(request).await? {
            Ok(parameters) => parameters.get("access_token").map(str::to_owned),
            Err(_) => None,
        }
    } else {
        None
    };
    match (in_header, in_form) {
        (Some(_), Some(_)) => {
            Ok(form::error(invalid_request("an access token is sent in one way")))
        }
        (Some(token), None) | (None, Some(token)) => answer(&cx, &token).await,
        (None, None) => Ok(form::no_token()),
    }
}

/// The scheme is written in any case (RFC 9110 11.1).
fn bearer(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    let is_bearer = scheme.eq_ignore_ascii_case("bearer");
    is_bearer.then(|| token.trim().to_owned()).filter(|token| !token.is_empty())
}

async fn answer(cx: &Context, token: &str) -> Result<Response, Problem> {
    let Some(valid) = access::check(cx, token).await? else {
        return Ok(form::error(INVALID));
    };
    let grant = valid.grant;
    if !grant.terms.has(Scope::Openid) {
        let why = "the access token was not issued for openid";
        return Ok(form::error(OauthError::new(ErrorCode::InsufficientScope, why)));
    }
    let mut tx = cx.app.db.read().await?;
    let client = clients::find(&mut tx, &grant.client).await?;
    let account = accounts::get(&cx.app, &mut tx, &grant.account).await?;
    drop(tx);
    let (Some(client), Some(account)) = (client, account) else {
        return Ok(form::error(INVALID));
    };
    let claims = claims::of_person(&cx.app, &client, &account, &grant.terms);
    Ok(form::answer(Value::Object(claims)))
}
