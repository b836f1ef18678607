//! The page that signs a person out at applications which can only be reached through the browser
//! (OpenID Connect Front-Channel Logout, O14): each has a frame for a moment, then the browser goes
//! on.

use axum::{
    extract::Request,
    response::{IntoResponse as _, Redirect, Response},
};
use serde::{Deserialize, Serialize};
use url::Url;
use vestibule_shared::{page, time::Timestamp};

use super::{
    SIGNED_OUT, form,
    page::{escaped, html},
};
use crate::{
    app::{
        codec::{decode, encode},
        problem::Problem,
    },
    domain::openid::client::Client,
    service::{clients, context::Context, grants, sessions::Session},
};

/// How long the address of the page is of use, in seconds.
const PAGE_SECONDS: i64 = 300;
/// The place for which the content of the page is sealed.
const PLACE: &str = "openid|signed out";
/// Goes on when each frame was loaded, or after two seconds.
const SCRIPT: &str = "const on=()=>location.replace(document.body.dataset.to);\
    const all=document.querySelectorAll('iframe');let left=all.length;\
    for(const one of all)one.addEventListener('load',()=>{if(--left===0)on()});setTimeout(on,2000)";

/// The content of the page. It is sealed, so that no other site decides what is framed.
#[derive(Serialize, Deserialize)]
struct Content {
    frames: Vec<String>,
    to: String,
    until: Timestamp,
}

/// Returns where a browser goes after the end of a session: past the applications that only it can
/// reach, if there are any, to `to`.
pub(in crate::http) async fn pass(
    session: &Session,
    to: Option<String>,
) -> Result<Option<String>, Problem> {
    let cx = &session.cx;
    let clients = clients::of_session(session).await?;
    let frame = |client| frame(cx, client, &session.row.public_id);
    let frames: Vec<_> = clients.iter().filter_map(frame).collect();
    if frames.is_empty() {
        return Ok(to);
    }
    let to = to.unwrap_or_else(|| page::SIGN_OUT.to_owned());
    let content = Content { frames, to, until: cx.now.plus_seconds(PAGE_SECONDS) };
    let sealed = cx.app.keys.seal(&cx.app.rng, PLACE, &encode(&content)?);
    let query =
        form_urlencoded::Serializer::new(String::new()).append_pair("page", &sealed).finish();
    Ok(Some(format!("{SIGNED_OUT}?{query}")))
}

/// The address of a client in a frame; nothing where it has none.
fn frame(cx: &Context, client: &Client, session: &str) -> Option<String> {
    let mut url = Url::parse(client.metadata.frontchannel_logout_uri.as_deref()?).ok()?;
    let sid = grants::sid(&cx.app, &client.id, session);
    url.query_pairs_mut().append_pair("iss", cx.app.issuer()).append_pair("sid", &sid);
    Some(url.into())
}

/// Shows the page.
pub(super) async fn signed_out(cx: Context, request: Request) -> Result<Response, Problem> {
    let parameters = form::query(&request);
    let sealed = parameters.get("page").unwrap_or_default();
    let content = match cx.app.keys.open_seal(PLACE, sealed) {
        Ok(text) => decode::<Content>(&text)?,
        Err(_) => return Ok(Redirect::to(page::SIGN_OUT).into_response()),
    };
    if content.until <= cx.now {
        return Ok(Redirect::to(&content.to).into_response());
    }
    Ok(draw(&content, &cx.app.config.service_name))
}

fn draw(Content { frames, to, .. }: &Content, label: &str) -> Response {
    let label = escaped(label);
    let shown = frames.iter().fold(String::new(), |all, uri| {
        all + &format!("<iframe hidden title=\"{label}\" src=\"{}\"></iframe>", escaped(uri))
    });
    let to = escaped(to);
    let text = format!(
        "<!doctype html>\n<html><head><meta charset=\"utf-8\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{label}</title></head>\
         <body data-to=\"{to}\"><noscript><a href=\"{to}\">{label}</a></noscript>\
         {shown}<script>{SCRIPT}</script></body></html>\n"
    );
    let origins = frames.iter().filter_map(|uri| Url::parse(uri).ok());
    let origins: Vec<_> = origins.map(|url| url.origin().ascii_serialization()).collect();
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}'; frame-src {}; base-uri 'none'; \
         frame-ancestors 'none'",
        form::script_digest(SCRIPT),
        origins.join(" "),
    );
    html(text, &policy)
}
