//! Remembered browsers: the digest of the secret in the cookie, per account.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::time::Timestamp;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    REMEMBER = "insert into browsers (id, account_id, public_id, browser, since, seen_at, ends_at) \
        values ($1, $2, $3, $4, $5, $5, $6) on conflict (id, account_id) do update set \
        since = excluded.since, seen_at = excluded.seen_at, ends_at = excluded.ends_at";
    REKEY = "update browsers set id = $2 where id = $1";
    RECOGNISE = "update browsers set seen_at = $3 where id = $1 and account_id = $2 and ends_at > $3";
    LIST = "select id, public_id, browser, since, seen_at, ends_at from browsers \
        where account_id = $1 and ends_at > $2 order by seen_at desc, public_id";
    DELETE = "delete from browsers where account_id = $1 and public_id = $2";
    DELETE_ALL = "delete from browsers where account_id = $1";
    DELETE_OVER = "delete from browsers where ends_at <= $1";
}

/// A remembered browser.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Digest of the secret.
    pub id: String,
    /// Id shown to its owner.
    pub public_id: String,
    /// Browser and system in a few words.
    pub browser: String,
    /// When it last proved a second factor.
    pub since: i64,
    /// When it was used last.
    pub seen_at: i64,
    /// When it expires.
    pub ends_at: i64,
}

/// Remembers a browser for an account, starting now.
pub async fn remember(
    tx: &mut Tx,
    (id, account): (&str, &str),
    (public_id, browser): (&str, &str),
    now: Timestamp,
    ends_at: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(REMEMBER).bind(id).bind(account).bind(public_id).bind(browser).bind(now.0)
        .bind(ends_at.0).execute(c).await.map(|_| ()))
}

/// Gives a browser a new secret, in every account that remembers it.
pub async fn rekey(tx: &mut Tx, old: &str, new: &str) -> Result<(), Error> {
    on!(tx, c => query(REKEY).bind(old).bind(new).execute(c).await.map(|_| ()))
}

/// Whether a browser is remembered for an account; notes that it was used.
pub async fn recognise(
    tx: &mut Tx,
    (id, account): (&str, &str),
    now: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(RECOGNISE).bind(id).bind(account).bind(now.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Lists the remembered browsers of an account, the last used first.
pub async fn list(tx: &mut Reader, account: &str, now: Timestamp) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).bind(account).bind(now.0).fetch_all(c).await)
}

/// Forgets a browser; returns false when the account has none with that id.
pub async fn delete(tx: &mut Tx, account: &str, public_id: &str) -> Result<bool, Error> {
    on!(tx, c => query(DELETE).bind(account).bind(public_id)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Forgets every browser of an account.
pub async fn delete_all(tx: &mut Tx, account: &str) -> Result<(), Error> {
    on!(tx, c => query(DELETE_ALL).bind(account).execute(c).await.map(|_| ()))
}

/// Deletes expired browsers.
pub async fn delete_over(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(DELETE_OVER).bind(now.0).execute(c).await.map(|_| ()))
}
