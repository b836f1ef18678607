//! Where clients send people who sign out (OpenID Connect RP-Initiated Logout, O14).
//!
//! A hint that fits the session of the browser ends it at once. Without one another site could sign
//! people out, so they are asked.

use axum::{
    extract::Request,
    response::{IntoResponse as _, Redirect, Response},
};
use vestibule_shared::page;

use super::form;
use crate::{
    app::problem::Problem,
    db,
    domain::openid::{client::Client, parameters::Parameters},
    http::{account::without_session, session::MaybeSession},
    service::{
        audit::{self, Event, Openid},
        clients,
        context::Context,
        grants,
        keys::{self, Hint},
        sessions::Session,
    },
};

/// Reads the request from the query.
pub(super) async fn by_get(
    cx: Context,
    MaybeSession(session): MaybeSession,
    request: Request,
) -> Result<Response, Problem> {
    log_out(&cx, session, &form::query(&request)).await
}

/// Reads the request from a form: the browser comes back with a query, and its cookie.
pub(super) async fn by_post(_: Context, request: Request) -> Result<Response, Problem> {
    let parameters = match form::form(request).await? {
        Ok(parameters) => parameters,
        Err(error) => return Ok(form::error(error)),
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["id_token_hint", "client_id", "post_logout_redirect_uri", "state"] {
        if let Some(value) = parameters.get(name) {
            query.append_pair(name, value);
        }
    }
    Ok(Redirect::to(&format!("{}?{}", super::LOGOUT, query.finish())).into_response())
}

async fn log_out(
    cx: &Context,
    session: Option<Session>,
    parameters: &Parameters,
) -> Result<Response, Problem> {
    let hint = match parameters.get("id_token_hint") {
        Some(token) => keys::read_hint(&cx.app, token).await?,
        None => None,
    };
    let named = parameters.get("client_id");
    let is_contradictory = matches!((&hint, named), (Some(hint), Some(id)) if hint.aud != id);
    let id = hint.as_ref().map(|hint| hint.aud.as_str()).or(named);
    let mut tx = cx.app.db.read().await?;
    let client = match id {
        Some(id) if !is_contradictory => clients::find(&mut tx, id).await?,
        _ => None,
    };
    drop(tx);
    let to = client.as_ref().and_then(|client| destination(client, parameters));
    let is_theirs = match (&session, &client, &hint) {
        (None, ..) => true,
        (Some(session), Some(client), Some(hint)) => fits(session, client, hint),
        _ => false,
    };
    if !is_theirs {
        return Ok(Redirect::to(page::ACCOUNT).into_response());
    }
    if let (Some(session), Some(client)) = (&session, &client) {
        end(session, client).await?;
    }
    Ok(without_session(Redirect::to(to.as_deref().unwrap_or(page::SIGN_IN))))
}

/// Whether a hint is about the person, or the session, of this browser.
fn fits(session: &Session, client: &Client, hint: &Hint) -> bool {
    let app = &session.cx.app;
    let is_same = hint
        .sid
        .as_ref()
        .is_none_or(|sid| *sid == grants::sid(app, &client.id, &session.row.public_id));
    is_same && hint.sub == clients::subject(app, client, &session.row.account_id)
}

/// Where the browser goes: to an address that is registered for it, or to no other site.
fn destination(client: &Client, parameters: &Parameters) -> Option<String> {
    let uri = parameters.get("post_logout_redirect_uri")?;
    let known = &client.metadata.post_logout_redirect_uris;
    if !known.iter().any(|known| known == uri) {
        return None;
    }
    let Some(state) = parameters.get("state") else { return Some(uri.to_owned()) };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("state", state);
    let mark = if uri.contains('?') { '&' } else { '?' };
    Some(format!("{uri}{mark}{}", query.finish()))
}

async fn end(session: &Session, client: &Client) -> Result<(), Problem> {
    let app = &session.cx.app;
    let mut tx = app.db.write().await?;
    db::sessions::delete(&mut tx, &session.row.id).await?;
    let account = Some(session.row.account_id.as_str());
    let event = Event::Openid(Openid::SignedOut);
    audit::note(app, &mut tx, event, account, &client.id).await?;
    Ok(tx.commit().await?)
}
