//! Access tokens for a service that reads them by itself (RFC 9068, O10): signed, and of a type of
//! their own, so that no other token of ours can be taken for one.

use serde::Deserialize;
use serde_json::{Value, json};
use vestibule_shared::policy;

use super::{
    clients,
    grants::{Grant, grant_of},
    keys,
};
use crate::{
    app::problem::Problem,
    domain::openid::{client::Client, request},
    service::context::Context,
};

/// The type in the header (RFC 9068 2.1).
const KIND: &str = "at+jwt";

/// Whom a token is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum About<'a> {
    /// A person who signed in.
    Person(&'a Grant),
    /// The client itself, with these scopes.
    Machine(&'a str),
}

/// What we read again of such a token.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Signed {
    pub(super) client_id: String,
    pub(super) aud: String,
    pub(super) scope: String,
    /// Seconds since 1970.
    pub(super) exp: i64,
    jti: String,
    cnf: Option<Confirmation>,
}

/// The key that a token is bound to (RFC 9449 6.1).
#[derive(Clone, Debug, Deserialize)]
struct Confirmation {
    jkt: String,
}

impl Signed {
    /// The grant, if it is about a person: a machine has none.
    pub(super) fn grant(&self) -> Option<&str> {
        grant_of(&self.jti)
    }

    /// The thumbprint of the key that it is bound to.
    pub(super) fn jkt(&self) -> Option<&str> {
        self.cnf.as_ref().map(|cnf| cnf.jkt.as_str())
    }
}

/// Signs an access token for an audience.
pub(super) async fn sign(
    cx: &Context,
    (client, audience): (&Client, &str),
    about: About<'_>,
    jkt: Option<&str>,
) -> Result<String, Problem> {
    let app = &cx.app;
    let seconds = cx.now.0 / 1000;
    let mut claims = json!({
        "iss": app.issuer(),
        "aud": audience,
        "client_id": client.id,
        "iat": seconds,
        "exp": seconds + app.seconds(policy::Value::AccessToken),
    });
    let more = match about {
        About::Person(grant) => json!({
            "sub": clients::subject(app, client, &grant.account.0),
            "jti": format!("{}.{}", grant.id, app.rng.id()),
            "scope": request::joined(&grant.terms.scopes),
            "auth_time": grant.terms.auth_time,
            "acr": grant.terms.acr,
            "amr": grant.terms.amr,
        }),
        About::Machine(scope) => json!({
            "sub": client.id,
            "jti": app.rng.id(),
            "scope": scope,
        }),
    };
    if let (Value::Object(claims), Value::Object(more)) = (&mut claims, more) {
        claims.extend(more);
    }
    if let Some(jkt) = jkt {
        claims["cnf"] = json!({ "jkt": jkt });
    }
    let kind = (client.metadata.id_token_signed_response_alg, KIND);
    keys::current(app).await?.sign_as(kind, &claims, &app.rng).map_err(Problem::internal)
}

/// Reads such a token, unless it is expired or not one of ours.
pub(super) async fn read(cx: &Context, token: &str) -> Result<Option<Signed>, Problem> {
    let signed = keys::read::<Signed>(&cx.app, token, KIND).await?;
    Ok(signed.filter(|signed| signed.exp > cx.now.0 / 1000))
}
