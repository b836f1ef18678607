//! Access tokens, and whether a token is valid (O10).
//!
//! An access token is sealed or signed and names its grant, so it needs no row of its own. It is valid
//! while the grant, the client, the account and the session are live.

use serde::{Deserialize, Serialize};
use vestibule_shared::policy::Value;

use super::{
    grants::{Grant, grant_of},
    signed_access::{self, About},
};
use crate::{
    app::{codec::decode, problem::Problem},
    db::client_grants,
    domain::openid::{
        client::Client,
        error::{ErrorCode, OauthError},
    },
    service::{
        audit::{self, Event, Openid},
        context::Context,
    },
    system::digest::digest,
};

/// The content of an access token.
#[derive(Debug, Serialize, Deserialize)]
struct Access {
    grant: String,
    /// Seconds since 1970.
    exp: i64,
    jkt: Option<String>,
}

const ACCESS_PLACE: &str = "openid|access token";

/// Issues an access token for a person: a signed one for the audience of the client, if it has one.
pub(super) async fn issue(
    cx: &Context,
    client: &Client,
    grant: &Grant,
    jkt: Option<&str>,
) -> Result<String, Problem> {
    if let Some(audience) = &client.metadata.audience {
        return signed_access::sign(cx, (client, audience), About::Person(grant), jkt).await;
    }
    let exp = cx.now.0 / 1000 + cx.app.seconds(Value::AccessToken);
    let content = Access { grant: grant.id.clone(), exp, jkt: jkt.map(str::to_owned) };
    let text = serde_json::to_string(&content).unwrap_or_default();
    Ok(cx.app.keys.seal(&cx.app.rng, ACCESS_PLACE, &text))
}

/// Issues an access token for a client itself (RFC 6749 4.4), with the scopes that it asked for or
/// with all of its own.
///
/// # Errors
/// In the result: `invalid_scope`.
pub async fn issue_to_machine(
    cx: &Context,
    client: &Client,
    (asked, jkt): (Option<&str>, Option<&str>),
) -> Result<Result<(String, String), OauthError>, Problem> {
    let audience = client.metadata.audience.as_ref();
    let audience = audience.ok_or_else(|| Problem::internal("a machine without audience"))?;
    let own: Vec<&str> = client.metadata.machine_scope.split_ascii_whitespace().collect();
    let mut wanted: Vec<&str> = asked.unwrap_or_default().split_ascii_whitespace().collect();
    if wanted.iter().any(|scope| !own.contains(scope)) {
        let why = "this client may not ask for this scope";
        return Ok(Err(OauthError::new(ErrorCode::InvalidScope, why)));
    }
    if wanted.is_empty() {
        wanted = own;
    }
    let scope = wanted.join(" ");
    let about = About::Machine(&scope);
    let token = signed_access::sign(cx, (client, audience), about, jkt).await?;
    let mut tx = cx.app.db.write().await?;
    audit::note(&cx.app, &mut tx, Event::Openid(Openid::MachineToken), None, &client.id).await?;
    tx.commit().await?;
    Ok(Ok((token, scope)))
}

/// A valid access token.
#[derive(Clone, Debug)]
pub struct Valid {
    /// The grant.
    pub grant: Grant,
    /// When the token ends, in seconds since 1970.
    pub exp: i64,
    /// The thumbprint of the key that it is bound to.
    pub jkt: Option<String>,
    /// Whom it is for, if not for us.
    pub audience: Option<String>,
}

/// Reads an access token of a person; returns nothing when it is not valid.
pub async fn check(cx: &Context, token: &str) -> Result<Option<Valid>, Problem> {
    let (grant, exp, jkt, audience) = match cx.app.keys.open_seal(ACCESS_PLACE, token) {
        Ok(text) => {
            let Access { grant, exp, jkt } = decode(&text)?;
            (grant, exp, jkt, None)
        }
        Err(_) => match signed_access::read(cx, token).await? {
            Some(signed) => {
                let Some(grant) = signed.grant() else { return Ok(None) };
                let jkt = signed.jkt().map(str::to_owned);
                (grant.to_owned(), signed.exp, jkt, Some(signed.aud))
            }
            None => return Ok(None),
        },
    };
    if exp <= cx.now.0 / 1000 {
        return Ok(None);
    }
    let mut tx = cx.app.db.read().await?;
    let row = client_grants::find_live(&mut tx, &grant, cx.now).await?;
    drop(tx);
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Valid { grant: Grant::read(row)?, exp, jkt, audience }))
}

/// A valid access token of a client for itself.
#[derive(Clone, Debug)]
pub struct Machine {
    /// The client.
    pub client: String,
    /// What it may do.
    pub scope: String,
    /// Whom the token is for.
    pub audience: String,
    /// When the token ends, in seconds since 1970.
    pub exp: i64,
    /// The thumbprint of the key that it is bound to.
    pub jkt: Option<String>,
}

/// Reads an access token of a client for itself; returns nothing when it is none, or not valid.
pub async fn check_machine(cx: &Context, token: &str) -> Result<Option<Machine>, Problem> {
    let signed = signed_access::read(cx, token).await?.filter(|signed| signed.grant().is_none());
    Ok(signed.map(|signed| Machine {
        jkt: signed.jkt().map(str::to_owned),
        client: signed.client_id,
        scope: signed.scope,
        audience: signed.aud,
        exp: signed.exp,
    }))
}

/// Returns the grant of a refresh token without using it; nothing when it is not valid.
pub async fn check_refresh(cx: &Context, token: &str) -> Result<Option<Grant>, Problem> {
    let Some(id) = grant_of(token) else { return Ok(None) };
    let mut tx = cx.app.db.read().await?;
    let row = client_grants::find_live(&mut tx, id, cx.now).await?;
    drop(tx);
    let row = row.filter(|row| row.refresh_digest.as_deref() == Some(&digest(token)));
    row.map(Grant::read).transpose()
}

/// Revokes the grant of a token, if it is one of this client (RFC 7009). An unknown token is no
/// error.
///
/// # Errors
/// In the result: `unsupported_token_type` for a token of a client for itself, which only ends by its
/// time.
pub async fn revoke_token(
    cx: &Context,
    client: &Client,
    token: &str,
) -> Result<Result<(), OauthError>, Problem> {
    let grant = match check(cx, token).await? {
        Some(valid) => Some(valid.grant),
        None => check_refresh(cx, token).await?,
    };
    let Some(grant) = grant.filter(|grant| grant.client == client.id) else {
        let own = check_machine(cx, token).await?.filter(|machine| machine.client == client.id);
        let why = "a token of a client for itself cannot be revoked: disable the client";
        return Ok(match own {
            Some(_) => Err(OauthError::new(ErrorCode::UnsupportedTokenType, why)),
            None => Ok(()),
        });
    };
    let mut tx = cx.app.db.write().await?;
    if client_grants::revoke(&mut tx, &grant.id, cx.now).await? {
        let account = Some(grant.account.0.as_str());
        audit::note(&cx.app, &mut tx, Event::Openid(Openid::Revoked), account, &client.id).await?;
    }
    tx.commit().await?;
    Ok(Ok(()))
}
