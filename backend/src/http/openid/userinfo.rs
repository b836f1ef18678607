//! What a client may read about a person, with an access token (O11).

use axum::{
    extract::Request,
    http::{HeaderMap, header},
    response::Response,
};
use serde_json::Value;

use super::{dpop, form};
use crate::{
    app::problem::Problem,
    domain::openid::{
        error::{ErrorCode, OauthError, invalid_request},
        request::Scope,
    },
    service::{access, accounts, claims, clients, context::Context, dpop::About, grants::Grant},
};

const INVALID: OauthError =
    OauthError::new(ErrorCode::InvalidToken, "the access token is wrong, expired or revoked");

/// How a token was sent.
enum Sent {
    Bearer(String),
    Dpop(String),
}

/// With the token in the header.
pub(super) async fn by_get(cx: Context, headers: HeaderMap) -> Result<Response, Problem> {
    match sent(&headers) {
        Some(sent) => answer(&cx, &headers, ("GET", sent)).await,
        None => Ok(form::no_token()),
    }
}

/// With the token in the header, or in a form (RFC 6750 2.2).
pub(super) async fn by_post(cx: Context, request: Request) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let in_header = sent(&headers);
    let in_form = if headers.contains_key(header::CONTENT_TYPE) {
        match form::form(request).await? {
            Ok(parameters) => parameters.get("access_token").map(str::to_owned),
            Err(_) => None,
        }
    } else {
        None
    };
    match (in_header, in_form.map(Sent::Bearer)) {
        (Some(_), Some(_)) => {
            Ok(form::error(invalid_request("an access token is sent in one way")))
        }
        (Some(sent), None) | (None, Some(sent)) => answer(&cx, &headers, ("POST", sent)).await,
        (None, None) => Ok(form::no_token()),
    }
}

/// The scheme is written in any case (RFC 9110 11.1).
fn sent(headers: &HeaderMap) -> Option<Sent> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    let token = Some(token.trim().to_owned()).filter(|token| !token.is_empty())?;
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" => Some(Sent::Bearer(token)),
        "dpop" => Some(Sent::Dpop(token)),
        _ => None,
    }
}

/// Reads a token; one that is bound to a key is worth nothing without it (RFC 9449 7).
async fn check(
    cx: &Context,
    headers: &HeaderMap,
    (method, sent): (&str, Sent),
) -> Result<Result<Grant, OauthError>, Problem> {
    let (Sent::Bearer(token) | Sent::Dpop(token)) = &sent;
    let valid = access::check(cx, token).await?;
    // A service that was sent a token for itself must not read more with it here.
    let valid = valid.filter(|valid| valid.audience.is_none());
    let Some(valid) = valid else { return Ok(Err(INVALID)) };
    let proved = match &sent {
        Sent::Bearer(_) => None,
        Sent::Dpop(token) => {
            let about = About { method, path: super::USERINFO, access_token: Some(token) };
            match dpop::read(cx, headers, about) {
                Ok(Some(proof)) => Some(proof),
                Ok(None) => return Ok(Err(INVALID)),
                Err(error) => return Ok(Err(error)),
            }
        }
    };
    if valid.jkt.as_ref() != proved.as_ref().map(|proof| &proof.jkt) {
        return Ok(Err(INVALID));
    }
    let noted = match proved {
        Some(proof) => proof.spend(cx).await?,
        None => Ok(()),
    };
    Ok(noted.map(|()| valid.grant))
}

async fn answer(
    cx: &Context,
    headers: &HeaderMap,
    sent: (&str, Sent),
) -> Result<Response, Problem> {
    let grant = match check(cx, headers, sent).await? {
        Ok(grant) => grant,
        Err(error) => return Ok(form::token_refused(error)),
    };
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
