//! Forward-auth: a proxy asks about each request to an application that speaks no OpenID, and gets
//! 200 with headers, or the way to the sign-in (O16, O17).
//!
//! What a proxy says of a request counts from `TRUSTED_PROXIES` only. The application's own host has
//! one path of ours, `/.vestibule/`, which the proxy passes on: there the browser gets its cookie.

mod answer;
mod asked;

use axum::{
    Router,
    extract::{Path, Request},
    http::HeaderMap,
    response::Response,
    routing::get,
};

use self::{
    answer::Page,
    asked::{Asked, Reach},
};
use super::{AT_APPLICATION, AUTHORIZE, FORWARD_AUTH, LOGOUT, form};
use crate::{
    app::{App, problem::Problem},
    domain::openid::{client::is_id, forward_auth::CALLBACK},
    http::cookies::{self, APPLICATION, SIGN_IN},
    service::{
        context::Context,
        forward_auth::{self, Finished, Guarded, Leaving, Returning, Verdict},
    },
};

/// How long a browser keeps its secret for sign-ins, in seconds.
const SIGN_IN_SECONDS: i64 = 2 * 3600;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(&format!("{FORWARD_AUTH}{{client}}"), get(check))
        .route(CALLBACK, get(finish))
        .route(&format!("{AT_APPLICATION}refused/{{client}}"), get(refused))
        .route(&format!("{AT_APPLICATION}sign-out"), get(sign_out))
}

async fn find(cx: &Context, id: &str) -> Result<Option<Guarded>, Problem> {
    if !is_id(id) {
        return Ok(None);
    }
    let mut tx = cx.app.db.read().await?;
    let found = forward_auth::find(&mut tx, id).await?;
    drop(tx);
    Ok(found)
}

/// Answers a proxy about one request.
async fn check(
    cx: Context,
    reach: Reach,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(asked) = Asked::read(reach, &headers) else { return Ok(answer::forbidden()) };
    let Some(guarded) = find(&cx, &id).await? else { return Ok(answer::forbidden()) };
    let Some(path) = guarded.own.path(&asked.address) else { return Ok(answer::forbidden()) };
    let cookie = cookies::read(&headers, APPLICATION);
    match forward_auth::check(cx.clone(), &guarded, (path, cookie.as_deref())).await? {
        Verdict::Pass(identity) => Ok(answer::pass(&identity)),
        Verdict::Refused if asked.navigates => {
            Ok(answer::page(&headers, Page::Refused(&guarded.client)))
        }
        Verdict::Refused => Ok(answer::forbidden()),
        Verdict::SignIn if asked.navigates => {
            let to = guarded.own.returns_to(asked.returns());
            let demands = guarded.own.demands(path);
            let known = cookies::read(&headers, SIGN_IN);
            let begun = forward_auth::begin(&cx.app, &guarded, (&to, &demands), known.as_deref())?;
            let location = format!("{}{AUTHORIZE}?{}", cx.app.issuer(), begun.query);
            let cookie = cookies::at_application(SIGN_IN, &begun.browser, Some(SIGN_IN_SECONDS));
            Ok(answer::sign_in(asked.dialect, &location, cookie))
        }
        Verdict::SignIn => Ok(answer::unauthorized()),
    }
}

/// Gives the browser the cookie of the application, for a code.
async fn finish(cx: Context, reach: Reach, request: Request) -> Result<Response, Problem> {
    let (parameters, headers) = (form::query(&request), request.headers());
    let state = parameters.get("state").unwrap_or_default();
    let returning = forward_auth::returning(&cx, state).await?;
    let here = asked::host(reach, headers);
    let is_here = |it: &Returning| here.as_deref() == Some(it.guarded.own.origin.as_str());
    let Some(Returning { guarded, to }) = returning.filter(is_here) else {
        return Ok(answer::page(headers, Page::Over));
    };
    let client = &guarded.client;
    let is_ours = parameters.get("iss") == Some(cx.app.issuer());
    let Some(code) = parameters.get("code").filter(|_| is_ours) else {
        return Ok(answer::page(headers, Page::Left(client, &to)));
    };
    let browser = cookies::read(headers, SIGN_IN);
    let known = (browser.as_deref(), cookies::read(headers, APPLICATION));
    let done = forward_auth::finish(&cx, &guarded, code, (known.0, known.1.as_deref())).await?;
    Ok(match done {
        Finished::SignedIn(value) => {
            answer::go(&to, Some(cookies::at_application(APPLICATION, &value, None)))
        }
        Finished::Before => answer::go(&to, None),
        // Where it still needs a sign-in, another one begins there.
        Finished::Failed if browser.is_some() => answer::go(&to, None),
        Finished::Failed => answer::page(headers, Page::NoCookie(client, &to)),
    })
}

/// Says to a person that a path is for others: for proxies that pass on no page of ours.
async fn refused(
    cx: Context,
    reach: Reach,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let here = asked::host(reach, &headers);
    let found = find(&cx, &id).await?;
    let found = found.filter(|it| here.as_deref() == Some(it.own.origin.as_str()));
    Ok(match &found {
        Some(Guarded { client, .. }) => answer::page(&headers, Page::Refused(client)),
        None => answer::page(&headers, Page::Over),
    })
}

/// Ends the sign-in at the application, and the session with us where the application's own page
/// asked. A link of another site only leads to the page where people sign out.
async fn sign_out(cx: Context, reach: Reach, request: Request) -> Result<Response, Problem> {
    let headers = request.headers();
    let logout = format!("{}{LOGOUT}", cx.app.issuer());
    let Some(Leaving { guarded, hint }) = leaving(&cx, reach, headers).await? else {
        return Ok(answer::go(&logout, None));
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("client_id", &guarded.client.id).append_pair("id_token_hint", &hint);
    if let Some(uri) = guarded.client.metadata.post_logout_redirect_uris.first() {
        query.append_pair("post_logout_redirect_uri", uri);
    }
    let gone = cookies::at_application(APPLICATION, "", Some(0));
    Ok(answer::go(&format!("{logout}?{}", query.finish()), Some(gone)))
}

async fn leaving(
    cx: &Context,
    reach: Reach,
    headers: &HeaderMap,
) -> Result<Option<Leaving>, Problem> {
    let cookie = cookies::read(headers, APPLICATION).filter(|_| asked::is_own_page(headers));
    let (Some(cookie), Some(here)) = (cookie, asked::host(reach, headers)) else {
        return Ok(None);
    };
    let found = forward_auth::leaving(cx, &cookie).await?;
    Ok(found.filter(|it| it.guarded.own.origin == here))
}
