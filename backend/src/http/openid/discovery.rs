//! What clients find out by themselves: endpoints, abilities and keys (O9, O15).

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

use super::{AUTHORIZE, INTROSPECT, KEYS, LOGOUT, PUSH, REVOKE, TOKEN, USERINFO};
use crate::{
    app::{App, problem::Problem},
    domain::openid::{acr::Acr, client::SigningAlgorithm, request::Scope},
    service::keys as signing,
};

/// How long clients may keep these documents: an hour.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// Returns what is supported (OpenID Connect Discovery 3, RFC 8414 2).
pub(super) async fn document(State(app): State<App>) -> Response {
    kept(describe(app.issuer()))
}

/// Returns the public keys.
pub(super) async fn keys(State(app): State<App>) -> Result<Response, Problem> {
    Ok(kept(signing::current(&app).await?.published.clone()))
}

fn kept(document: Value) -> Response {
    let mut response = Json(document).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, KEPT);
    response
}

fn describe(issuer: &str) -> Value {
    let at = |path: &str| format!("{issuer}{path}");
    json!({
        "issuer": issuer,
        "authorization_endpoint": at(AUTHORIZE),
        "pushed_authorization_request_endpoint": at(PUSH),
        "token_endpoint": at(TOKEN),
        "userinfo_endpoint": at(USERINFO),
        "introspection_endpoint": at(INTROSPECT),
        "revocation_endpoint": at(REVOKE),
        "end_session_endpoint": at(LOGOUT),
        "jwks_uri": at(KEYS),
        "scopes_supported": Scope::names(),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["pairwise", "public"],
        "id_token_signing_alg_values_supported": SigningAlgorithm::ALL.map(SigningAlgorithm::name),
        "token_endpoint_auth_methods_supported":
            ["private_key_jwt", "client_secret_basic", "client_secret_post", "none"],
        "token_endpoint_auth_signing_alg_values_supported": ["PS256", "ES256", "EdDSA"],
        "request_object_signing_alg_values_supported": ["PS256", "ES256", "EdDSA", "RS256"],
        "acr_values_supported": Acr::values(),
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid",
            "name", "given_name", "family_name", "locale", "email", "email_verified",
            "phone_number", "phone_number_verified", "capacity", "capacity_verified",
            "capacity_verified_by", "riziv", "cbe", "organisation",
        ],
        "claims_parameter_supported": true,
        "request_parameter_supported": true,
        "request_uri_parameter_supported": false,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "dpop_signing_alg_values_supported": ["ES256", "PS256", "EdDSA"],
        "frontchannel_logout_supported": true,
        "frontchannel_logout_session_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "ui_locales_supported": ["nl", "fr", "de", "en"],
    })
}
