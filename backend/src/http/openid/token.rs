//! What clients call without a browser: pushed requests, the token endpoint, introspection and
//! revocation (O5 to O8, O10).

use axum::{
    extract::Request,
    http::HeaderMap,
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};
use vestibule_shared::policy;

use super::{
    INTROSPECT, PUSH, REVOKE, TOKEN, URN,
    authorize::{self, Channel, Refusal},
    clients::authenticate,
    form,
};
use crate::{
    app::{problem::Problem, usage},
    domain::code::CLIENT_REQUESTS,
    domain::openid::{
        client::{Client, GrantType},
        error::{ErrorCode, OauthError, invalid_request},
        parameters::Parameters,
        request::{self, Scope, Untrusted},
    },
    service::{
        access, accounts, claims, clients,
        context::Context,
        grants::{self, CodeProof, Grant, Tokens},
        keys, limits, requests,
    },
};

/// A request of a client that proved who it is.
struct Asked {
    client: Client,
    parameters: Parameters,
}

/// Reads the form of a client and checks who it is.
async fn read(
    cx: &Context,
    request: Request,
    endpoint: &str,
) -> Result<Result<Asked, OauthError>, Problem> {
    let headers: HeaderMap = request.headers().clone();
    let parameters = match form::form(request).await? {
        Ok(parameters) => parameters,
        Err(error) => return Ok(Err(error)),
    };
    let client = authenticate(cx, &headers, &parameters, endpoint).await?;
    Ok(client.map(|client| Asked { client, parameters }))
}

/// Keeps a request of a client for 60 s (RFC 9126).
pub(super) async fn push(cx: Context, request: Request) -> Result<Response, Problem> {
    let Asked { client, parameters } = match read(&cx, request, PUSH).await? {
        Ok(asked) => asked,
        Err(error) => return Ok(form::error(error)),
    };
    if parameters.get("request_uri").is_some() {
        return Ok(form::error(invalid_request("request_uri cannot be pushed")));
    }
    let error = match authorize::read(&cx, &named(parameters, &client), Channel::Pushed).await? {
        Ok((_, request)) => {
            limits::count_from(&cx.app, &CLIENT_REQUESTS, &cx.remote.block).await?;
            let mut tx = cx.app.db.write().await?;
            let handle = requests::push(&cx, &mut tx, &request).await?;
            tx.commit().await?;
            let body = json!({
                "request_uri": format!("{URN}{handle}"),
                "expires_in": requests::PUSHED_SECONDS,
            });
            return Ok(form::created(body));
        }
        Err(Refusal::Untrusted(Untrusted::Client)) => invalid_request("client_id is missing"),
        Err(Refusal::Untrusted(Untrusted::RedirectUri)) => {
            invalid_request("redirect_uri is not one that is registered")
        }
        Err(Refusal::Return(_, _, error)) => error,
    };
    usage::count_refusal(&cx.app, &client.id, error.code);
    Ok(form::error(error))
}

/// The parameters with the identifier of the client that proved who it is.
fn named(parameters: Parameters, client: &Client) -> Parameters {
    if parameters.get("client_id").is_some() {
        return parameters;
    }
    parameters.with("client_id", &client.id)
}

/// Gives tokens for a code or a refresh token.
pub(super) async fn token(cx: Context, request: Request) -> Result<Response, Problem> {
    let asked = match read(&cx, request, TOKEN).await? {
        Ok(asked) => asked,
        Err(error) => return Ok(form::error(error)),
    };
    let tokens = match asked.parameters.get("grant_type") {
        Some("authorization_code") => by_code(&cx, &asked).await?,
        Some("refresh_token") => by_refresh(&cx, &asked).await?,
        Some(_) => {
            let why = "the grant types are authorization_code and refresh_token";
            Err(OauthError::new(ErrorCode::UnsupportedGrantType, why))
        }
        None => Err(invalid_request("grant_type is missing")),
    };
    match tokens {
        Ok(tokens) => answer(&cx, &asked.client, tokens).await,
        Err(error) => {
            usage::count_refusal(&cx.app, &asked.client.id, error.code);
            Ok(form::error(error))
        }
    }
}

type Granted = Result<Result<Tokens, OauthError>, Problem>;

async fn by_code(cx: &Context, Asked { client, parameters }: &Asked) -> Granted {
    if !client.may(GrantType::AuthorizationCode) {
        return Ok(Err(unauthorized()));
    }
    let Some(code) = parameters.get("code") else {
        return Ok(Err(invalid_request("code is missing")));
    };
    let proof = CodeProof {
        code,
        redirect_uri: parameters.get("redirect_uri"),
        verifier: parameters.get("code_verifier"),
        jkt: None,
    };
    grants::exchange(cx, client, proof).await
}

async fn by_refresh(cx: &Context, Asked { client, parameters }: &Asked) -> Granted {
    if !client.may(GrantType::RefreshToken) {
        return Ok(Err(unauthorized()));
    }
    let Some(token) = parameters.get("refresh_token") else {
        return Ok(Err(invalid_request("refresh_token is missing")));
    };
    grants::refresh(cx, client, (token, None)).await
}

fn unauthorized() -> OauthError {
    OauthError::new(ErrorCode::UnauthorizedClient, "this client may not use this grant")
}

async fn answer(cx: &Context, client: &Client, tokens: Tokens) -> Result<Response, Problem> {
    let Tokens { grant, access, refresh } = tokens;
    let mut body = json!({
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": cx.app.seconds(policy::Value::AccessToken),
        "scope": request::joined(&grant.terms.scopes),
    });
    if let Some(refresh) = refresh {
        body["refresh_token"] = json!(refresh);
    }
    if grant.terms.has(Scope::Openid) {
        body["id_token"] = json!(id_token(cx, client, &grant).await?);
    }
    Ok(form::answer(body))
}

async fn id_token(cx: &Context, client: &Client, grant: &Grant) -> Result<String, Problem> {
    let app = &cx.app;
    let mut tx = app.db.read().await?;
    let account = accounts::get(app, &mut tx, &grant.account).await?;
    drop(tx);
    let account = account.ok_or_else(|| Problem::internal("a grant of an account that is gone"))?;
    let sid = grant.sid(app);
    let claims = claims::of_id_token(app, client, &account, (&grant.terms, &sid), cx.now);
    let algorithm = client.metadata.id_token_signed_response_alg;
    keys::current(app).await?.sign(algorithm, &claims, &app.rng).map_err(Problem::internal)
}

/// Returns whether a token of this client is valid, and for what (RFC 7662).
pub(super) async fn introspect(cx: Context, request: Request) -> Result<Response, Problem> {
    let Asked { client, parameters } = match read(&cx, request, INTROSPECT).await? {
        Ok(asked) if !asked.client.is_public() => asked,
        Ok(_) => return Ok(form::error(unauthorized())),
        Err(error) => return Ok(form::error(error)),
    };
    let Some(token) = parameters.get("token") else {
        return Ok(form::error(invalid_request("token is missing")));
    };
    let (grant, exp, kind) = match access::check(&cx, token).await? {
        Some(valid) => (Some(valid.grant), valid.exp, "access_token"),
        None => match access::check_refresh(&cx, token).await? {
            Some(grant) => {
                let exp = grant.ends_at.0 / 1000;
                (Some(grant), exp, "refresh_token")
            }
            None => (None, 0, ""),
        },
    };
    let body = match grant.filter(|grant| grant.client == client.id) {
        Some(grant) => describe(&cx, &client, &grant, (exp, kind)),
        // Without the reason: a client that holds a token of another learns nothing about it.
        None => json!({ "active": false }),
    };
    Ok(form::answer(body))
}

fn describe(cx: &Context, client: &Client, grant: &Grant, (exp, kind): (i64, &str)) -> Value {
    json!({
        "active": true,
        "iss": cx.app.issuer(),
        "client_id": client.id,
        "sub": clients::subject(&cx.app, client, &grant.account.0),
        "scope": request::joined(&grant.terms.scopes),
        "exp": exp,
        "token_type": kind,
        "acr": grant.terms.acr,
        "auth_time": grant.terms.auth_time,
    })
}

/// Revokes a token with everything that belongs to it (RFC 7009). An unknown token is no error.
pub(super) async fn revoke(cx: Context, request: Request) -> Result<Response, Problem> {
    let Asked { client, parameters } = match read(&cx, request, REVOKE).await? {
        Ok(asked) => asked,
        Err(error) => return Ok(form::error(error)),
    };
    let Some(token) = parameters.get("token") else {
        return Ok(form::error(invalid_request("token is missing")));
    };
    access::revoke_token(&cx, &client, token).await?;
    Ok(().into_response())
}
