//! Access tokens, and whether a token is valid (O10).
//!
//! An access token is sealed and names its grant, so it needs no row of its own. It is valid while
//! the grant, the client, the account and the session are live.

use serde::{Deserialize, Serialize};
use vestibule_shared::policy::Value;

use super::grants::{Grant, grant_of};
use crate::{
    app::{codec::decode, problem::Problem},
    db::client_grants,
    domain::openid::client::Client,
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

/// Issues an access token.
pub(super) fn issue(cx: &Context, grant: &Grant, jkt: Option<&str>) -> String {
    let exp = cx.now.0 / 1000 + cx.app.seconds(Value::AccessToken);
    let content = Access { grant: grant.id.clone(), exp, jkt: jkt.map(str::to_owned) };
    let text = serde_json::to_string(&content).unwrap_or_default();
    cx.app.keys.seal(&cx.app.rng, ACCESS_PLACE, &text)
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
}

/// Reads an access token; returns nothing when it is not valid.
pub async fn check(cx: &Context, token: &str) -> Result<Option<Valid>, Problem> {
    let Ok(text) = cx.app.keys.open_seal(ACCESS_PLACE, token) else { return Ok(None) };
    let Access { grant, exp, jkt } = decode(&text)?;
    if exp <= cx.now.0 / 1000 {
        return Ok(None);
    }
    let mut tx = cx.app.db.read().await?;
    let row = client_grants::find_live(&mut tx, &grant, cx.now).await?;
    drop(tx);
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Valid { grant: Grant::read(row)?, exp, jkt }))
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
pub async fn revoke_token(cx: &Context, client: &Client, token: &str) -> Result<(), Problem> {
    let grant = match check(cx, token).await? {
        Some(valid) => Some(valid.grant),
        None => check_refresh(cx, token).await?,
    };
    let Some(grant) = grant.filter(|grant| grant.client == client.id) else { return Ok(()) };
    let mut tx = cx.app.db.write().await?;
    if client_grants::revoke(&mut tx, &grant.id, cx.now).await? {
        let account = Some(grant.account.0.as_str());
        audit::note(&cx.app, &mut tx, Event::Openid(Openid::Revoked), account, &client.id).await?;
    }
    Ok(tx.commit().await?)
}
