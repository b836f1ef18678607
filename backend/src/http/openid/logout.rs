//! Where clients send people who sign out (OpenID Connect RP-Initiated Logout, O14).
//!
//! A hint that fits the session of the browser ends it at once. Without one another site could sign
//! people out, so they are asked at a page of ours; what was asked for is in its fragment, and is
//! checked again when the person agrees.

use axum::{
    Json,
    extract::Request,
    response::{IntoResponse as _, Redirect, Response},
};
use vestibule_shared::{
    consent::{SignOutRequest, SignOutView, SignedOutView},
    page,
};

use super::{form, front_channel};
use crate::{
    app::problem::Problem,
    db,
    domain::openid::{client::Client, parameters::Parameters},
    http::{account::without_session, body::Body, session::MaybeSession},
    service::{
        applications,
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
        Some(token) => match keys::read_hint(&cx.app, token).await? {
            Some(hint) => Some(hint),
            // Where anything about the request is wrong, nothing of it counts.
            None => return Ok(Redirect::to(page::SIGN_OUT).into_response()),
        },
        None => None,
    };
    let named = parameters.get("client_id");
    let is_contradictory = matches!((&hint, named), (Some(hint), Some(id)) if hint.aud != id);
    let id = hint.as_ref().map(|hint| hint.aud.as_str()).or(named);
    let client = match id {
        Some(id) if !is_contradictory => find(cx, id).await?,
        _ => None,
    };
    let is_theirs = match (&session, &client, &hint) {
        (None, ..) => true,
        (Some(session), Some(client), Some(hint)) => fits(session, client, hint),
        _ => false,
    };
    if !is_theirs {
        return Ok(ask(client.as_ref(), parameters));
    }
    let mut to = client.as_ref().and_then(|client| destination(client, parameters));
    if let Some(session) = &session {
        to = end(session, client.as_ref(), to).await?;
    }
    Ok(without_session(Redirect::to(to.as_deref().unwrap_or(page::SIGN_OUT))))
}

async fn find(cx: &Context, id: &str) -> Result<Option<Client>, Problem> {
    let mut tx = cx.app.db.read().await?;
    let client = clients::find(&mut tx, id).await?;
    drop(tx);
    Ok(client)
}

/// Sends the browser to the page that asks the person.
fn ask(client: Option<&Client>, parameters: &Parameters) -> Response {
    let Some(client) = client else { return Redirect::to(page::SIGN_OUT).into_response() };
    let mut about = form_urlencoded::Serializer::new(String::new());
    about.append_pair("client_id", &client.id);
    for name in ["post_logout_redirect_uri", "state"] {
        if let Some(value) = parameters.get(name) {
            about.append_pair(name, value);
        }
    }
    Redirect::to(&format!("{}#{}", page::SIGN_OUT, about.finish())).into_response()
}

/// Returns what ends when the person signs out, and which application asks.
pub async fn show_sign_out(
    cx: Context,
    MaybeSession(session): MaybeSession,
    Body(SignOutRequest { about }): Body<SignOutRequest>,
) -> Result<Json<SignOutView>, Problem> {
    let (client, url) = asked(&cx, &about).await?;
    let (mut notified, mut others) = (vec![], vec![]);
    if let Some(session) = &session {
        for client in clients::of_session(session).await? {
            let metadata = &client.metadata;
            let is_notified = metadata.backchannel_logout_uri.is_some()
                || metadata.frontchannel_logout_uri.is_some();
            let list = if is_notified { &mut notified } else { &mut others };
            list.push(applications::show(&client));
        }
    }
    Ok(Json(SignOutView {
        name: session.map(|session| session.person.name.full()),
        application: client.as_ref().map(applications::show),
        notified,
        others,
        url,
    }))
}

/// Signs out because an application asked and the person agreed.
pub async fn confirm_sign_out(
    cx: Context,
    MaybeSession(session): MaybeSession,
    Body(SignOutRequest { about }): Body<SignOutRequest>,
) -> Result<Response, Problem> {
    let (client, mut url) = asked(&cx, &about).await?;
    if let Some(session) = &session {
        url = end(session, client.as_ref(), url).await?;
    }
    Ok(without_session(Json(SignedOutView { url })))
}

/// Reads what the page's fragment says: the application that asks, and where it wants the person.
async fn asked(cx: &Context, about: &str) -> Result<(Option<Client>, Option<String>), Problem> {
    let parameters = form::fragment(about);
    let client = match parameters.get("client_id") {
        Some(id) => find(cx, id).await?,
        None => None,
    };
    let url = client.as_ref().and_then(|client| destination(client, &parameters));
    Ok((client, url))
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

/// Ends the session, and returns where the browser goes, past the applications that only it can
/// reach. The client that asked is in the trail.
async fn end(
    session: &Session,
    client: Option<&Client>,
    to: Option<String>,
) -> Result<Option<String>, Problem> {
    let app = &session.cx.app;
    let to = front_channel::pass(session, to).await?;
    let mut tx = app.db.write().await?;
    db::sessions::delete(&mut tx, &session.row.id).await?;
    let account = Some(session.row.account_id.as_str());
    let (event, detail) = match client {
        Some(client) => (Event::Openid(Openid::SignedOut), client.id.as_str()),
        None => (Event::SignedOut, ""),
    };
    audit::note(app, &mut tx, event, account, detail).await?;
    tx.commit().await?;
    Ok(to)
}
