//! "This was not me": links that undo a change, stored as the digest of their secret, used once.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::{id::AccountId, time::Timestamp};

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into undos (id, account_id, change, before_sealed, expires_at, email_key) \
        values ($1, $2, $3, $4, $5, $6)";
    FIND_LIVE = "select account_id from undos where id = $1 and consumed_at is null and expires_at > $2";
    FIND_KEPT = "select id from undos where email_key = $1 and account_id <> $2 \
        and consumed_at is null and expires_at > $3 limit 1";
    CONSUME = "update undos set consumed_at = $2 where id = $1 and consumed_at is null \
        and expires_at > $2 returning id, account_id, change, before_sealed, expires_at";
    CONSUME_LATER = "update undos set consumed_at = $2 where account_id = $1 \
        and consumed_at is null and expires_at >= $3 \
        returning id, account_id, change, before_sealed, expires_at";
    DELETE_OVER = "delete from undos where expires_at <= $1";
}

/// A change that can be undone.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Digest of the secret.
    pub id: String,
    /// The account.
    pub account_id: String,
    /// `phone`, `email`, `added`, `removed` or `other`.
    pub change: String,
    /// The previous value, sealed for `undos|before|<id>`.
    pub before_sealed: String,
    /// When the link expires; a later change has a later expiry.
    pub expires_at: i64,
}

/// A new undo link.
#[derive(Debug)]
pub struct NewUndo<'a> {
    /// Digest of the link's secret.
    pub id: &'a str,
    /// The account.
    pub account: &'a str,
    /// `phone`, `email`, `added`, `removed` or `other`.
    pub change: &'a str,
    /// The previous value, sealed for `undos|before|<id>`.
    pub before_sealed: &'a str,
    /// When the link expires.
    pub expires_at: Timestamp,
    /// The lookup digest of the previous address, if an address was changed.
    pub email_key: Option<&'a str>,
}

/// Stores a change.
pub async fn insert(tx: &mut Tx, new: &NewUndo<'_>) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(new.id).bind(new.account).bind(new.change)
        .bind(new.before_sealed).bind(new.expires_at.0).bind(new.email_key)
        .execute(c).await.map(|_| ()))
}

/// Finds the account of a link, if the link can be used.
pub async fn find_live(
    tx: &mut Reader,
    id: &str,
    now: Timestamp,
) -> Result<Option<AccountId>, Error> {
    let row: Option<(String,)> =
        on!(tx, c => query_as(FIND_LIVE).bind(id).bind(now.0).fetch_optional(c).await)?;
    Ok(row.map(|(id,)| AccountId(id)))
}

/// Whether another account may still take this address back.
pub async fn is_kept(
    tx: &mut Reader,
    email_key: &str,
    (own, now): (&str, Timestamp),
) -> Result<bool, Error> {
    let row: Option<(String,)> = on!(tx, c => query_as(FIND_KEPT).bind(email_key).bind(own)
        .bind(now.0).fetch_optional(c).await)?;
    Ok(row.is_some())
}

/// Consumes a link; returns nothing when it was used or expired.
pub async fn consume(tx: &mut Tx, id: &str, now: Timestamp) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(CONSUME).bind(id).bind(now.0).fetch_optional(c).await)
}

/// Consumes the links of every later change of an account; the latest first.
pub async fn consume_later(
    tx: &mut Tx,
    account: &str,
    than: Timestamp,
    now: Timestamp,
) -> Result<Vec<Row>, Error> {
    let mut rows: Vec<Row> = on!(tx, c => query_as(CONSUME_LATER).bind(account).bind(now.0)
        .bind(than.0).fetch_all(c).await)?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.expires_at));
    Ok(rows)
}

/// Deletes expired links.
pub async fn delete_over(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(DELETE_OVER).bind(now.0).execute(c).await.map(|_| ()))
}
