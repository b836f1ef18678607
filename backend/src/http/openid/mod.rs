//! The endpoints of the OpenID Provider: discovery, keys, requests, tokens, forward-auth (O1 to O17).
//!
//! Programs and browsers of other origins call them, so they are outside `/api`: nothing here
//! trusts a cookie for a change.

mod authorize;
mod clients;
pub mod consent;
mod cors;
mod discovery;
mod dpop;
mod form;
mod forward_auth;
pub(in crate::http) mod front_channel;
pub mod logout;
mod page;
pub mod registrations;
mod token;
mod userinfo;

use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{get, post},
};

use crate::app::App;

/// Where clients send people.
const AUTHORIZE: &str = "/openid/authorize";
/// Where a person who did everything that was needed goes on.
const RESUME: &str = "/openid/resume";
/// Where clients push requests.
const PUSH: &str = "/openid/par";
/// Where clients exchange codes.
const TOKEN: &str = "/openid/token";
/// Where clients read claims.
const USERINFO: &str = "/openid/userinfo";
/// Where clients ask whether a token is valid (RFC 7662).
const INTROSPECT: &str = "/openid/introspect";
/// Where clients revoke tokens.
const REVOKE: &str = "/openid/revoke";
/// Where clients send people who sign out.
const LOGOUT: &str = "/openid/logout";
/// Where proxies ask about requests to an application that speaks no OpenID.
const FORWARD_AUTH: &str = "/openid/forward-auth/";
/// Where the proxy passes on what concerns us, at the host of such an application.
const AT_APPLICATION: &str = "/.vestibule/";
/// Where a browser passes applications that it has to sign out of.
const SIGNED_OUT: &str = "/openid/signed-out";
/// Our public keys.
const KEYS: &str = "/openid/jwks";
/// What is supported (OpenID Connect Discovery).
const DISCOVERY: &str = "/.well-known/openid-configuration";
/// The same (RFC 8414).
const METADATA: &str = "/.well-known/oauth-authorization-server";

/// The prefix of a pushed request (RFC 9126 2.2).
const URN: &str = "urn:ietf:params:oauth:request_uri:";

/// Whether the response to a path is handed to browsers at the host of an application.
pub fn is_for_application(path: &str) -> bool {
    path.starts_with(FORWARD_AUTH) || path.starts_with(AT_APPLICATION)
}

/// The routes.
pub fn routes(app: &App) -> Router<App> {
    let open = Router::new()
        .route(DISCOVERY, get(discovery::document))
        .route(METADATA, get(discovery::document))
        .route(KEYS, get(discovery::keys))
        .route(TOKEN, post(token::token))
        .route(REVOKE, post(token::revoke))
        .route(USERINFO, get(userinfo::by_get).post(userinfo::by_post))
        .layer(from_fn_with_state(app.clone(), cors::for_public_clients));
    open.route(AUTHORIZE, get(authorize::by_get).post(authorize::by_post))
        .route(RESUME, get(authorize::resume))
        .route(PUSH, post(token::push))
        .route(INTROSPECT, post(token::introspect))
        .route(SIGNED_OUT, get(front_channel::signed_out))
        .route(LOGOUT, get(logout::by_get).post(logout::by_post))
        .merge(forward_auth::routes())
}
