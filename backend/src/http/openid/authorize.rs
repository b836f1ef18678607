//! The authorization endpoint: reads a request, and answers it at once or after a person did what is
//! needed (O1 to O5, O7).

use axum::{
    extract::Request,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Redirect, Response},
};
use jsonwebtoken::Algorithm;
use serde_json::{Map, Value};

use super::{AUTHORIZE, URN, form, page};
use crate::{
    app::{
        problem::Problem,
        usage::{self, Use},
    },
    db::client_requests,
    domain::code::CLIENT_REQUESTS,
    domain::openid::{
        client::{Client, is_id},
        decision::{self, Next, Progress},
        error::{ErrorCode, OauthError, invalid_request},
        parameters::Parameters,
        request::{ClientRequest, Prompt, ResponseMode, ReturnTo, Untrusted},
    },
    http::session::MaybeSession,
    service::{
        applications,
        audit::{self, Event, Openid},
        clients,
        context::Context,
        grants, keys, limits, requests,
        sessions::Session,
    },
};

/// The accepted signatures of request objects.
const ALGORITHMS: [Algorithm; 4] =
    [Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA, Algorithm::RS256];

/// Reads a request from the query.
pub(super) async fn by_get(
    cx: Context,
    MaybeSession(session): MaybeSession,
    request: Request,
) -> Result<Response, Problem> {
    let parameters = form::query(&request);
    match read(&cx, &parameters, Channel::Browser).await? {
        Ok((client, request)) => begin(&cx, session, &client, &request).await,
        Err(refusal) => refuse(&cx, refusal).await,
    }
}

/// Reads a request from a form. A browser sends no cookie along with a form of another site, so it
/// comes back with a query.
pub(super) async fn by_post(cx: Context, request: Request) -> Result<Response, Problem> {
    let parameters = match form::form(request).await? {
        Ok(parameters) => parameters,
        Err(error) => return Ok(form::error(error)),
    };
    match read(&cx, &parameters, Channel::Browser).await? {
        Ok((client, request)) => {
            let mut tx = cx.app.db.write().await?;
            let handle = requests::push(&cx, &mut tx, &request).await?;
            tx.commit().await?;
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.append_pair("client_id", &client.id);
            query.append_pair("request_uri", &format!("{URN}{handle}"));
            Ok(Redirect::to(&format!("{AUTHORIZE}?{}", query.finish())).into_response())
        }
        Err(refusal) => refuse(&cx, refusal).await,
    }
}

/// Goes on with a request that waited for a person.
pub(super) async fn resume(
    cx: Context,
    MaybeSession(session): MaybeSession,
    request: Request,
) -> Result<Response, Problem> {
    let parameters = form::query(&request);
    let handle = parameters.get("request").filter(|handle| is_id(handle)).unwrap_or("over");
    let Some(waiting) = requests::find(&cx, handle).await? else { return Ok(page::go_on(handle)) };
    let mut tx = cx.app.db.read().await?;
    let client = clients::find(&mut tx, &waiting.request.client).await?;
    drop(tx);
    let Some(client) = client else { return Ok(page::untrusted(Untrusted::Client)) };
    let progress = waiting.progress(session.as_ref());
    let next = next(&cx, session.as_ref(), &client, (&waiting.request, progress)).await?;
    let id = Some(waiting.id.as_str());
    match next {
        _ if waiting.is_refused => {
            let code = match next {
                Next::TooWeak => ErrorCode::UnmetAuthenticationRequirements,
                _ => ErrorCode::AccessDenied,
            };
            let error = OauthError::new(code, "the person returned without signing in");
            let mut tx = cx.app.db.write().await?;
            client_requests::delete(&mut tx, &waiting.id, cx.now).await?;
            let account = session.as_ref().map(|session| session.row.account_id.as_str());
            let event = Event::Openid(match next {
                Next::Denied | Next::TooWeak => Openid::Denied,
                _ => Openid::ConsentRefused,
            });
            audit::note(&cx.app, &mut tx, event, account, &client.id).await?;
            tx.commit().await?;
            usage::count_refusal(&cx.app, &client.id, code);
            Ok(respond(&cx, &waiting.request.return_to(), Err(error)))
        }
        Next::Issue => issue(session, &client, &waiting.request, id).await,
        _ => Ok(page::go_on(handle)),
    }
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Channel {
    /// A browser brings it.
    Browser,
    /// The client pushes it itself (RFC 9126).
    Pushed,
}

/// Why a request is refused.
pub(super) enum Refusal {
    /// There is nowhere to return an error to.
    Untrusted(Untrusted),
    /// The client gets the error.
    Return(String, ReturnTo, OauthError),
}

/// Reads a request of a client: by reference, signed, or plain.
pub(super) async fn read(
    cx: &Context,
    parameters: &Parameters,
    channel: Channel,
) -> Result<Result<(Client, ClientRequest), Refusal>, Problem> {
    let Some(id) = parameters.get("client_id") else {
        return Ok(Err(Refusal::Untrusted(Untrusted::Client)));
    };
    let mut tx = cx.app.db.read().await?;
    let client = clients::find(&mut tx, id).await?;
    drop(tx);
    let Some(client) = client else { return Ok(Err(Refusal::Untrusted(Untrusted::Client))) };
    if channel == Channel::Browser && parameters.get("request_uri").is_some() {
        return by_reference(cx, parameters, client).await;
    }
    let signed = match parameters.get("request") {
        Some(object) => match open_object(cx, object, &client) {
            Ok(signed) => Some(signed),
            Err(error) => return Ok(Err(refusal(parameters, &client, error))),
        },
        None => None,
    };
    let parameters = signed.as_ref().unwrap_or(parameters);
    let to = match ReturnTo::read(parameters, &client) {
        Ok(to) => to,
        Err(untrusted) => return Ok(Err(Refusal::Untrusted(untrusted))),
    };
    let is_pushed = channel == Channel::Pushed;
    if client.metadata.require_pushed_authorization_requests && !is_pushed {
        let error = invalid_request("this client has to push its requests");
        return Ok(Err(Refusal::Return(client.id, to, error)));
    }
    let mut request = match ClientRequest::read(parameters, &client, to.clone()) {
        Ok(request) => request,
        Err(error) => return Ok(Err(Refusal::Return(client.id, to, error))),
    };
    if let Some(token) = parameters.get("id_token_hint") {
        let hint = keys::read_hint(&cx.app, token).await?.filter(|hint| hint.aud == client.id);
        let Some(hint) = hint else {
            let error = invalid_request("id_token_hint is no ID token of ours for this client");
            return Ok(Err(Refusal::Return(client.id, to, error)));
        };
        request.subject = Some(hint.sub);
    }
    Ok(Ok((client, request)))
}

fn refusal(parameters: &Parameters, client: &Client, error: OauthError) -> Refusal {
    match ReturnTo::read(parameters, client) {
        Ok(to) => Refusal::Return(client.id.clone(), to, error),
        Err(untrusted) => Refusal::Untrusted(untrusted),
    }
}

async fn by_reference(
    cx: &Context,
    parameters: &Parameters,
    client: Client,
) -> Result<Result<(Client, ClientRequest), Refusal>, Problem> {
    let uri = parameters.get("request_uri").unwrap_or_default();
    let Some(handle) = uri.strip_prefix(URN) else {
        let why = "a request by reference has to be pushed first";
        let error = OauthError::new(ErrorCode::RequestUriNotSupported, why);
        return Ok(Err(refusal(parameters, &client, error)));
    };
    let mut tx = cx.app.db.write().await?;
    let request = requests::take_pushed(cx, &mut tx, (handle, &client.id)).await?;
    tx.commit().await?;
    let error = OauthError::new(ErrorCode::InvalidRequestUri, "it is unknown, used or expired");
    Ok(match request {
        Some(request) => Ok((client, request)),
        None => Err(refusal(parameters, &client, error)),
    })
}

/// Opens a signed request object: its members are the parameters, and no others count (RFC 9101).
fn open_object(cx: &Context, object: &str, client: &Client) -> Result<Parameters, OauthError> {
    let wrong = |why| OauthError::new(ErrorCode::InvalidRequestObject, why);
    let claims: Option<Map<String, Value>> = clients::verify(object, client, &ALGORITHMS);
    let claims = claims.ok_or(wrong("it is not signed by a registered key"))?;
    let issuer = cx.app.issuer();
    let is_ours = match &claims.get("aud") {
        Some(Value::String(aud)) => aud == issuer,
        Some(Value::Array(all)) => all.iter().any(|aud| aud == issuer),
        _ => false,
    };
    if !is_ours || claims.get("iss").and_then(Value::as_str) != Some(&client.id) {
        return Err(wrong("iss has to be the client and aud our issuer"));
    }
    let seconds = cx.now.0 / 1000;
    let time = |name: &str| claims.get(name).and_then(Value::as_i64);
    if time("exp").is_none_or(|exp| exp <= seconds)
        || time("nbf").is_some_and(|nbf| nbf > seconds + 10)
    {
        return Err(wrong("it is expired, or has no exp"));
    }
    if claims.contains_key("request") || claims.contains_key("request_uri") {
        return Err(wrong("it must not refer to another request"));
    }
    let pairs = claims.into_iter().map(|(name, value)| match value {
        Value::String(text) => (name, text),
        other => (name, other.to_string()),
    });
    Ok(Parameters::new(pairs))
}

/// Answers at once where nothing is missing, and keeps the request for its person otherwise.
async fn begin(
    cx: &Context,
    session: Option<Session>,
    client: &Client,
    request: &ClientRequest,
) -> Result<Response, Problem> {
    let progress = Progress { begun_at: cx.now, has_chosen: false, has_agreed: false };
    let next = next(cx, session.as_ref(), client, (request, progress)).await?;
    if next == Next::Issue {
        return issue(session, client, request, None).await;
    }
    if request.prompt == Prompt::None {
        let code = next.without_page().unwrap_or(ErrorCode::LoginRequired);
        let error = OauthError::new(code, "a page would have to be shown");
        return Ok(respond(cx, &request.return_to(), Err(error)));
    }
    limits::count_from(&cx.app, &CLIENT_REQUESTS, &cx.remote.block).await?;
    let mut tx = cx.app.db.write().await?;
    let handle = requests::wait(cx, &mut tx, request).await?;
    tx.commit().await?;
    Ok(page::go_on(&handle))
}

/// Decides what comes next for the person of a session.
pub(super) async fn next(
    cx: &Context,
    session: Option<&Session>,
    client: &Client,
    (request, progress): (&ClientRequest, Progress),
) -> Result<Next, Problem> {
    let present = match session {
        Some(session) => {
            let mut tx = cx.app.db.read().await?;
            let present = applications::present(session, &mut tx, client).await?;
            drop(tx);
            Some(present)
        }
        None => None,
    };
    Ok(decision::next(request, client, present.as_ref(), progress, cx.now))
}

/// Issues a code; the request that waited ends in the same transaction.
async fn issue(
    session: Option<Session>,
    client: &Client,
    request: &ClientRequest,
    waiting: Option<&str>,
) -> Result<Response, Problem> {
    let Some(session) = session else {
        return Err(Problem::internal("a code is for the person of a session"));
    };
    let cx = session.cx.clone();
    let mut tx = cx.app.db.write().await?;
    if let Some(id) = waiting
        && !client_requests::delete(&mut tx, id, cx.now).await?
    {
        // Another tab was faster: the code is there.
        return Ok(page::untrusted(Untrusted::Client));
    }
    let code = grants::issue(&mut tx, &session, client, request).await?;
    tx.commit().await?;
    usage::count(&cx.app, &client.id, Use::SignedIn);
    Ok(respond(&cx, &request.return_to(), Ok(code)))
}

async fn refuse(cx: &Context, refusal: Refusal) -> Result<Response, Problem> {
    match refusal {
        Refusal::Untrusted(why) => Ok(page::untrusted(why)),
        Refusal::Return(client, to, error) => {
            limits::count_from(&cx.app, &CLIENT_REQUESTS, &cx.remote.block).await?;
            let mut tx = cx.app.db.write().await?;
            let detail = format!("{client} {}", error.code.name());
            let event = Event::Openid(Openid::RequestRefused);
            audit::note(&cx.app, &mut tx, event, None, &detail).await?;
            tx.commit().await?;
            usage::count_refusal(&cx.app, &client, error.code);
            Ok(respond(cx, &to, Err(error)))
        }
    }
}

/// Sends the browser back with a code or an error, and with our name (RFC 9207).
fn respond(cx: &Context, to: &ReturnTo, result: Result<String, OauthError>) -> Response {
    let mut fields = match result {
        Ok(code) => vec![("code", code)],
        Err(error) => vec![
            ("error", error.code.name().to_owned()),
            ("error_description", error.description.to_owned()),
        ],
    };
    if let Some(state) = &to.state {
        fields.push(("state", state.clone()));
    }
    fields.push(("iss", cx.app.issuer().to_owned()));
    match to.mode {
        ResponseMode::FormPost => {
            page::post_form(&to.redirect_uri, &fields, &cx.app.config.service_name)
        }
        ResponseMode::Query => {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(fields);
            let mark = if to.redirect_uri.contains('?') { '&' } else { '?' };
            let address = format!("{}{mark}{}", to.redirect_uri, query.finish());
            let mut response = Redirect::to(&address).into_response();
            let never = HeaderValue::from_static("no-store");
            response.headers_mut().insert(header::CACHE_CONTROL, never);
            response
        }
    }
}
