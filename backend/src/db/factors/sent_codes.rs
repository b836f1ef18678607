//! Codes that were sent: counted before they are compared, consumed in one statement.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::time::Timestamp;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into challenges (id, scope, account_id, purpose, phone_key, code_mac, code_sealed, \
        message_id, sent_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    FIND_LIVE = "select id, purpose, phone_key, code_mac, code_sealed, attempts, message_id, sent_at, \
        expires_at from challenges where scope = $1 and consumed_at is null";
    UPDATE_SENT_AGAIN = "update challenges set message_id = $2, sent_at = $3, expires_at = $4 \
        where id = $1 and consumed_at is null";
    COUNT_ATTEMPT = "update challenges set attempts = attempts + 1 where id = $1 \
        and consumed_at is null and expires_at > $2 and attempts < $3 returning attempts";
    CONSUME = "update challenges set consumed_at = $2 where id = $1 and consumed_at is null \
        and expires_at > $2";
    DELETE_LIVE = "delete from challenges where scope = $1 and consumed_at is null";
    DELETE_OVER = "delete from challenges where expires_at < $1";
}

/// A code that was sent and not used yet; it may have expired.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Id; part of the digest of the code.
    pub id: String,
    /// The purpose of the code; part of the digest of the code.
    pub purpose: String,
    /// Digest of the number that it went to.
    pub phone_key: String,
    /// Digest of the code.
    pub code_mac: String,
    /// The code, sealed for `challenges|code|<id>`: a resend sends the same one (UX 4).
    pub code_sealed: String,
    /// Tries so far.
    pub attempts: i64,
    /// The message that carried it last.
    pub message_id: String,
    /// When it was last sent.
    pub sent_at: i64,
    /// When it expires.
    pub expires_at: i64,
}

/// A new code.
#[derive(Debug)]
pub struct NewSentCode<'a> {
    /// Id of the code.
    pub id: &'a str,
    /// One live code per scope, as `activation|<account>`.
    pub scope: &'a str,
    /// The account.
    pub account: &'a str,
    /// The purpose of the code.
    pub purpose: &'a str,
    /// Digest of the number that it goes to.
    pub phone_key: &'a str,
    /// Digest of the code.
    pub code_mac: String,
    /// The code, sealed.
    pub code_sealed: String,
    /// The message that carries it.
    pub message_id: &'a str,
    /// When it is sent.
    pub sent_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// Stores a code.
pub async fn insert(tx: &mut Tx, new: &NewSentCode<'_>) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(new.id).bind(new.scope).bind(new.account).bind(new.purpose)
        .bind(new.phone_key).bind(&new.code_mac).bind(&new.code_sealed).bind(new.message_id)
        .bind(new.sent_at.0).bind(new.expires_at.0).execute(c).await.map(|_| ()))
}

/// Finds the unused code of a scope.
pub async fn find_live(tx: &mut Reader, scope: &str) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND_LIVE).bind(scope).fetch_optional(c).await)
}

/// Notes that the same code is sent again, with a new window.
pub async fn update_sent_again(
    tx: &mut Tx,
    id: &str,
    message_id: &str,
    sent_at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_SENT_AGAIN).bind(id).bind(message_id).bind(sent_at.0)
        .bind(expires_at.0).execute(c).await.map(|_| ()))
}

/// Counts a try before the code is compared; returns nothing when none of `most` is left, or the
/// code expired.
pub async fn count_attempt(
    tx: &mut Tx,
    id: &str,
    now: Timestamp,
    most: i64,
) -> Result<Option<i64>, Error> {
    let row: Option<(i64,)> = on!(tx, c => query_as(COUNT_ATTEMPT).bind(id).bind(now.0).bind(most)
        .fetch_optional(c).await)?;
    Ok(row.map(|(attempts,)| attempts))
}

/// Consumes a code; returns false when it was used or expired.
pub async fn consume(tx: &mut Tx, id: &str, now: Timestamp) -> Result<bool, Error> {
    on!(tx, c => query(CONSUME).bind(id).bind(now.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Deletes the unused code of a scope.
pub async fn delete_live(tx: &mut Tx, scope: &str) -> Result<(), Error> {
    on!(tx, c => query(DELETE_LIVE).bind(scope).execute(c).await.map(|_| ()))
}

/// Deletes codes that expired before a moment.
pub async fn delete_over(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    on!(tx, c => query(DELETE_OVER).bind(before.0).execute(c).await.map(|done| done.rows_affected()))
}
