//! Recovery codes: keyed digests, each used once.

use sqlx::{query, query_as};
use vestibule_shared::time::Timestamp;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into recovery_codes (id, account_id, code_key) values ($1, $2, $3)";
    CONSUME = "update recovery_codes set used_at = $3 where account_id = $1 and code_key = $2 \
        and used_at is null";
    COUNT = "select count(*), count(*) - count(used_at) from recovery_codes where account_id = $1";
    DELETE_ALL = "delete from recovery_codes where account_id = $1";
}

/// Stores the digest of a code.
pub async fn insert(tx: &mut Tx, id: &str, account: &str, code_key: &str) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(id).bind(account).bind(code_key).execute(c).await.map(|_| ()))
}

/// Consumes a code; returns false when it is wrong or was used.
pub async fn consume(
    tx: &mut Tx,
    account: &str,
    code_key: &str,
    at: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(CONSUME).bind(account).bind(code_key).bind(at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Counts the codes that are left; nothing when none were ever made.
pub async fn count_left(tx: &mut Reader, account: &str) -> Result<Option<u32>, Error> {
    let (all, left): (i64, i64) = on!(tx, c => query_as(COUNT).bind(account).fetch_one(c).await)?;
    Ok((all > 0).then(|| u32::try_from(left).unwrap_or(0)))
}

/// Deletes every code of an account.
pub async fn delete_all(tx: &mut Tx, account: &str) -> Result<(), Error> {
    on!(tx, c => query(DELETE_ALL).bind(account).execute(c).await.map(|_| ()))
}
