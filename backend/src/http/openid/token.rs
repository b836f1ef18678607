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
    dpop, form,
};
use crate::{
    app::{problem::Problem, usage},
    domain::code::CLIENT_REQUESTS,
    domain::openid::{
        client::{Client, GrantType},
        error::{ErrorCode, OauthError, invalid_request},
        parameters::Parameters,
        request::{self, ClientRequest, Scope, Untrusted},
    },
    service::{
        access::{self, Valid},
        accounts, claims, clients,
        context::Context,
        dpop::{About, Proof},
        grants::{self, CodeProof, Grant, Tokens},
        keys, limits, requests,
    },
};

/// A request of a client that proved who it is.
struct Asked {
    client: Client,
    parameters: Parameters,
    /// The proof of the key that it holds.
    proof: Option<Proof>,
}

impl Asked {
    /// The thumbprint of that key.
    fn jkt(&self) -> Option<&str> {
        self.proof.as_ref().map(|proof| proof.jkt.as_str())
    }

    /// Uses the proof up.
    async fn spend_proof(&self, cx: &Context) -> Result<Result<(), OauthError>, Problem> {
        match &self.proof {
            Some(proof) => proof.spend(cx).await,
            None => Ok(Ok(())),
        }
    }
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
    let client = match authenticate(cx, &headers, &parameters, endpoint).await? {
        Ok(client) => client,
        Err(error) => return Ok(Err(error)),
    };
    let about = About { method: "POST", path: endpoint, access_token: None };
    let proof = dpop::read(cx, &headers, about);
    Ok(proof.map(|proof| Asked { client, parameters, proof }))
}

/// Keeps a request of a client for 60 s (RFC 9126).
pub(super) async fn push(cx: Context, request: Request) -> Result<Response, Problem> {
    let asked = match read(&cx, request, PUSH).await? {
        Ok(asked) => asked,
        Err(error) => return Ok(form::error(error)),
    };
    let Asked { client, parameters, .. } = &asked;
    if parameters.get("request_uri").is_some() {
        return Ok(form::error(invalid_request("request_uri cannot be pushed")));
    }
    let error =
        match authorize::read(&cx, &named(parameters.clone(), client), Channel::Pushed).await? {
            Ok((_, request)) if is_of_another_key(&request, asked.jkt()) => {
                let why = "dpop_jkt is another key than that of the proof";
                OauthError::new(ErrorCode::InvalidDpopProof, why)
            }
            Ok((_, mut request)) => {
                limits::count_from(&cx.app, &CLIENT_REQUESTS, &cx.remote.block).await?;
                if let Err(error) = asked.spend_proof(&cx).await? {
                    return Ok(form::error(error));
                }
                request.dpop_jkt = request.dpop_jkt.or_else(|| asked.jkt().map(str::to_owned));
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

fn is_of_another_key(request: &ClientRequest, jkt: Option<&str>) -> bool {
    request.dpop_jkt.as_deref().zip(jkt).is_some_and(|(asked, proved)| asked != proved)
}

/// The parameters with the identifier of the client that proved who it is.
fn named(parameters: Parameters, client: &Client) -> Parameters {
    if parameters.get("client_id").is_some() {
        return parameters;
    }
    parameters.with("client_id", &client.id)
}

/// Gives tokens for a code or a refresh token, or to the client itself.
pub(super) async fn token(cx: Context, request: Request) -> Result<Response, Problem> {
    let asked = match read(&cx, request, TOKEN).await? {
        Ok(asked) => asked,
        Err(error) => return Ok(form::error(error)),
    };
    if asked.client.metadata.dpop_bound_access_tokens && asked.proof.is_none() {
        let why = "the access tokens of this client are bound to a key: send a DPoP proof";
        let error = OauthError::new(ErrorCode::InvalidDpopProof, why);
        usage::count_refusal(&cx.app, &asked.client.id, error.code);
        return Ok(form::error(error));
    }
    let tokens = match asked.parameters.get("grant_type") {
        Some("client_credentials") => return by_itself(&cx, &asked).await,
        Some("authorization_code") => by_code(&cx, &asked).await?,
        Some("refresh_token") => by_refresh(&cx, &asked).await?,
        Some(_) => {
            let why =
                "the grant types are authorization_code, refresh_token and client_credentials";
            Err(OauthError::new(ErrorCode::UnsupportedGrantType, why))
        }
        None => Err(invalid_request("grant_type is missing")),
    };
    let spent = match tokens {
        Ok(tokens) => asked.spend_proof(&cx).await?.map(|()| tokens),
        Err(error) => Err(error),
    };
    match spent {
        Ok(tokens) => answer(&cx, &asked, tokens).await,
        Err(error) => {
            usage::count_refusal(&cx.app, &asked.client.id, error.code);
            Ok(form::error(error))
        }
    }
}

type Granted = Result<Result<Tokens, OauthError>, Problem>;

async fn by_code(cx: &Context, asked: &Asked) -> Granted {
    let Asked { client, parameters, .. } = asked;
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
        jkt: asked.jkt(),
    };
    grants::exchange(cx, client, proof).await
}

async fn by_refresh(cx: &Context, asked: &Asked) -> Granted {
    let Asked { client, parameters, .. } = asked;
    if !client.may(GrantType::RefreshToken) {
        return Ok(Err(unauthorized()));
    }
    let Some(token) = parameters.get("refresh_token") else {
        return Ok(Err(invalid_request("refresh_token is missing")));
    };
    grants::refresh(cx, client, (token, asked.jkt())).await
}

/// Gives a client a token for itself, without a refresh token (RFC 6749 4.4.3).
async fn by_itself(cx: &Context, asked: &Asked) -> Result<Response, Problem> {
    let Asked { client, parameters, .. } = asked;
    let refused = |error: OauthError| {
        usage::count_refusal(&cx.app, &client.id, error.code);
        Ok(form::error(error))
    };
    if !client.may(GrantType::ClientCredentials) {
        return refused(unauthorized());
    }
    limits::count_from(&cx.app, &CLIENT_REQUESTS, &cx.remote.block).await?;
    if let Err(error) = asked.spend_proof(cx).await? {
        return refused(error);
    }
    let wanted = (parameters.get("scope"), asked.jkt());
    match access::issue_to_machine(cx, client, wanted).await? {
        Ok((token, scope)) => Ok(form::answer(json!({
            "access_token": token,
            "token_type": token_type(asked.jkt()),
            "expires_in": cx.app.seconds(policy::Value::AccessToken),
            "scope": scope,
        }))),
        Err(error) => refused(error),
    }
}

fn unauthorized() -> OauthError {
    OauthError::new(ErrorCode::UnauthorizedClient, "this client may not use this grant")
}

async fn answer(cx: &Context, asked: &Asked, tokens: Tokens) -> Result<Response, Problem> {
    let client = &asked.client;
    let Tokens { grant, access, refresh } = tokens;
    let mut body = json!({
        "access_token": access,
        "token_type": token_type(asked.jkt()),
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

/// How an access token is sent.
const fn token_type(jkt: Option<&str>) -> &'static str {
    if jkt.is_some() { "DPoP" } else { "Bearer" }
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
    let Asked { client, parameters, .. } = match read(&cx, request, INTROSPECT).await? {
        Ok(asked) if !asked.client.is_public() => asked,
        Ok(_) => return Ok(form::error(unauthorized())),
        Err(error) => return Ok(form::error(error)),
    };
    let Some(token) = parameters.get("token") else {
        return Ok(form::error(invalid_request("token is missing")));
    };
    let body = match access::check(&cx, token).await? {
        Some(valid) if valid.grant.client == client.id => {
            let Valid { grant, exp, jkt, audience } = valid;
            let audience = audience.as_deref();
            Some(of_access(describe(&cx, &client, &grant, exp), audience, jkt.as_deref()))
        }
        Some(_) => None,
        None => match access::check_refresh(&cx, token).await? {
            Some(grant) if grant.client == client.id => {
                Some(describe(&cx, &client, &grant, grant.ends_at.0 / 1000))
            }
            Some(_) => None,
            None => describe_machine(&cx, &client, token).await?,
        },
    };
    // Without the reason: a client that holds a token of another learns nothing about it.
    Ok(form::answer(body.unwrap_or_else(|| json!({ "active": false }))))
}

/// Adds what only an access token has.
fn of_access(mut body: Value, audience: Option<&str>, jkt: Option<&str>) -> Value {
    body["token_type"] = json!(token_type(jkt));
    if let Some(audience) = audience {
        body["aud"] = json!(audience);
    }
    if let Some(jkt) = jkt {
        body["cnf"] = json!({ "jkt": jkt });
    }
    body
}

/// What a token of a client for itself is; nothing if it is none of this client.
async fn describe_machine(
    cx: &Context,
    client: &Client,
    token: &str,
) -> Result<Option<Value>, Problem> {
    let machine = access::check_machine(cx, token).await?;
    let machine = machine.filter(|machine| machine.client == client.id);
    Ok(machine.map(|machine| {
        let body = json!({
            "active": true,
            "iss": cx.app.issuer(),
            "client_id": client.id,
            "sub": client.id,
            "scope": machine.scope,
            "exp": machine.exp,
        });
        of_access(body, Some(&machine.audience), machine.jkt.as_deref())
    }))
}

fn describe(cx: &Context, client: &Client, grant: &Grant, exp: i64) -> Value {
    json!({
        "active": true,
        "iss": cx.app.issuer(),
        "client_id": client.id,
        "sub": clients::subject(&cx.app, client, &grant.account.0),
        "scope": request::joined(&grant.terms.scopes),
        "exp": exp,
        "acr": grant.terms.acr,
        "auth_time": grant.terms.auth_time,
    })
}

/// Revokes a token with everything that belongs to it (RFC 7009). An unknown token is no error.
pub(super) async fn revoke(cx: Context, request: Request) -> Result<Response, Problem> {
    let Asked { client, parameters, .. } = match read(&cx, request, REVOKE).await? {
        Ok(asked) => asked,
        Err(error) => return Ok(form::error(error)),
    };
    let Some(token) = parameters.get("token") else {
        return Ok(form::error(invalid_request("token is missing")));
    };
    Ok(match access::revoke_token(&cx, &client, token).await? {
        Ok(()) => ().into_response(),
        Err(error) => form::error(error),
    })
}
