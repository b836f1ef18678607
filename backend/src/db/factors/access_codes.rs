//! One-time access codes from the help desk, as keyed digests: one per account, used once.

use sqlx::{query, query_as};
use vestibule_shared::{id::AccountId, time::Timestamp};

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    PUT = "insert into access_codes (account_id, code_key, expires_at) values ($1, $2, $3) \
        on conflict (account_id) do update set code_key = excluded.code_key, expires_at = excluded.expires_at";
    FIND = "select expires_at from access_codes where account_id = $1 and expires_at > $2";
    CONSUME = "delete from access_codes where account_id = $1 and code_key = $2 and expires_at > $3";
    DELETE = "delete from access_codes where account_id = $1";
    DELETE_OVER = "delete from access_codes where expires_at <= $1";
}

/// Stores a code and replaces the account's previous one.
pub async fn put(
    tx: &mut Tx,
    account: &AccountId,
    code_key: &str,
    expires_at: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(PUT).bind(&account.0).bind(code_key).bind(expires_at.0)
        .execute(c).await.map(|_| ()))
}

/// Whether an account has a valid code.
pub async fn exists(tx: &mut Reader, account: &AccountId, now: Timestamp) -> Result<bool, Error> {
    let row: Option<(i64,)> =
        on!(tx, c => query_as(FIND).bind(&account.0).bind(now.0).fetch_optional(c).await)?;
    Ok(row.is_some())
}

/// Consumes a code; returns false when it is wrong, used or expired.
pub async fn consume(
    tx: &mut Tx,
    account: &AccountId,
    code_key: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(CONSUME).bind(&account.0).bind(code_key).bind(now.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Deletes the code of an account.
pub async fn delete(tx: &mut Tx, account: &AccountId) -> Result<(), Error> {
    on!(tx, c => query(DELETE).bind(&account.0).execute(c).await.map(|_| ()))
}

/// Deletes expired codes.
pub async fn delete_over(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(DELETE_OVER).bind(now.0).execute(c).await.map(|_| ()))
}
