//! Notifies clients that a person signed out, whatever ended the session (OpenID Connect
//! Back-Channel Logout, O14).
//!
//! Nothing that ends a session knows of this: a sweep finds the grants whose session is gone. A
//! notice is tried for six hours, at growing distances; an answer that was lost leads to a second
//! token, which a client may receive about a session that it ended before.

use serde_json::json;
use vestibule_shared::{id::AccountId, time::Timestamp};

use super::{clients, grants, keys};
use crate::{
    app::{App, problem::Problem, pulse},
    db::{
        self, Tx, client_grants,
        logout_notices::{self, NewNotice, Row},
    },
    domain::openid::client::Client,
    gateway::back_channel::Undelivered,
    service::audit::{self, Event, Openid},
};

/// How many accounts one sweep looks at.
const AT_ONCE: i64 = 50;
/// The lease of one worker on one notice, in seconds: longer than a client may take.
const LEASE_SECONDS: i64 = 30;
/// After this many seconds a notice is useless.
const NOTICE_SECONDS: i64 = 6 * 3600;
/// The longest distance between two tries, in seconds.
const LONGEST_SECONDS: i64 = 300;
/// How long a logout token is valid, in seconds (OpenID Connect Back-Channel Logout 2.4).
const TOKEN_SECONDS: i64 = 120;
/// The event of a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Writes the notices of sessions that ended; returns false when there were none. An expiry counts
/// only while the clock is known to be right.
pub async fn sweep(app: &App) -> Result<bool, Problem> {
    if !pulse::may_end(app).await {
        return Ok(false);
    }
    let mut tx = app.db.read().await?;
    let accounts = client_grants::list_ended(&mut tx, app.clock.now(), AT_ONCE).await?;
    drop(tx);
    for account in &accounts {
        let mut tx = app.db.write().await?;
        db::accounts::lock(&mut tx, account).await?;
        write(app, &mut tx, account).await?;
        tx.commit().await?;
    }
    Ok(!accounts.is_empty())
}

/// Ends the sessions of an account that is about to be erased, and writes their notices.
pub async fn before_erasure(app: &App, tx: &mut Tx, account: &AccountId) -> Result<(), Problem> {
    db::sessions::delete_all(tx, &account.0).await?;
    write(app, tx, account).await
}

/// Writes the notices of an account's sessions that ended: one for each client and session.
async fn write(app: &App, tx: &mut Tx, account: &AccountId) -> Result<(), Problem> {
    let now = app.clock.now();
    for (id, session) in client_grants::take_ended(tx, account, now).await? {
        let client = clients::find(tx, &id).await?;
        let Some(client) = client.filter(|client| address(client).is_some()) else { continue };
        let new = NewNotice {
            id: &app.rng.id(),
            client: &id,
            subject: &clients::subject(app, &client, &account.0),
            sid: &grants::sid(app, &id, &session),
            at: now,
            give_up_at: now.plus_seconds(NOTICE_SECONDS),
        };
        logout_notices::insert(tx, new).await?;
    }
    Ok(())
}

/// Where a client is notified.
fn address(client: &Client) -> Option<&str> {
    client.metadata.backchannel_logout_uri.as_deref()
}

/// Delivers one notice that is due; returns false when there was none.
pub async fn deliver_one(app: &App) -> Result<bool, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let leased = logout_notices::lease(&mut tx, now, now.plus_seconds(LEASE_SECONDS)).await?;
    let client = match &leased {
        Some(row) => clients::find(&mut tx, &row.client_id).await?,
        None => None,
    };
    tx.commit().await?;
    let Some(row) = leased else { return Ok(false) };
    let Some(client) = client.filter(|client| address(client).is_some()) else {
        // It was disabled, or wants no notices any more.
        let mut tx = app.db.write().await?;
        logout_notices::delete(&mut tx, &row.id).await?;
        tx.commit().await?;
        return Ok(true);
    };
    let is_of_use = now.0 < row.give_up_at;
    let sent = if is_of_use { hand_over(app, &client, &row).await? } else { Ok(()) };
    let mut tx = app.db.write().await?;
    match sent {
        Ok(()) if is_of_use => logout_notices::delete(&mut tx, &row.id).await?,
        Ok(()) => {
            tracing::error!(client = client.id, "a client was not notified of a sign-out");
            logout_notices::delete(&mut tx, &row.id).await?;
            let event = Event::Openid(Openid::LogoutUndelivered);
            audit::note(app, &mut tx, event, None, &client.id).await?;
        }
        Err(why) => {
            tracing::warn!(client = client.id, %why, "a sign-out will be notified again");
            let holds = i64::from(matches!(why, Undelivered::Silent(_)));
            let at = retry_at(app.clock.now(), &row);
            logout_notices::update_later(&mut tx, &row, at, holds).await?;
        }
    }
    tx.commit().await?;
    Ok(true)
}

/// Signs a token and posts it. Each try has a token of its own: a client may refuse one it has
/// seen, although its answer was lost.
async fn hand_over(
    app: &App,
    client: &Client,
    row: &Row,
) -> Result<Result<(), Undelivered>, Problem> {
    let Some(uri) = address(client) else { return Ok(Ok(())) };
    let seconds = app.clock.now().0 / 1000;
    let claims = json!({
        "iss": app.issuer(),
        "aud": client.id,
        "iat": seconds,
        "exp": seconds + TOKEN_SECONDS,
        "jti": app.rng.id(),
        "sub": row.subject,
        "sid": row.sid,
        "events": { EVENT: {} },
    });
    let keys = keys::current(app).await?;
    let kind = (client.metadata.id_token_signed_response_alg, "logout+jwt");
    let token = keys.sign_as(kind, &claims, &app.rng).map_err(Problem::internal)?;
    Ok(app.back_channel.post_logout(uri, &token).await)
}

/// 2, 8, 32 ... seconds after the first, second, third ... try, five minutes at most, and the last
/// time when the notice becomes useless.
fn retry_at(now: Timestamp, row: &Row) -> Timestamp {
    let doubled = u32::try_from(row.attempts.clamp(1, 6) * 2 - 1).unwrap_or(1);
    let at = now.plus_seconds(2_i64.pow(doubled).min(LONGEST_SECONDS));
    Timestamp(at.0.min(row.give_up_at))
}
