//! Links in mails: stored as the digest of their secret, used once.

use sqlx::{query, query_as};
use vestibule_shared::{id::AccountId, time::Timestamp};

use crate::db::{Error, Tx, on, statements};

statements! {
    INSERT = "insert into links (id, account_id, purpose, expires_at) values ($1, $2, $3, $4)";
    CONSUME = "update links set consumed_at = $3 where id = $1 and purpose = $2 \
        and consumed_at is null and expires_at > $3 returning account_id";
    DELETE_OVER = "delete from links where expires_at <= $1";
}

/// Stores a link by the digest of its secret.
pub async fn insert(
    tx: &mut Tx,
    id: &str,
    account: &AccountId,
    purpose: &str,
    expires_at: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(id).bind(&account.0).bind(purpose).bind(expires_at.0)
        .execute(c).await.map(|_| ()))
}

/// Consumes a link and returns its account; nothing when it was used or expired.
pub async fn consume(
    tx: &mut Tx,
    id: &str,
    purpose: &str,
    now: Timestamp,
) -> Result<Option<AccountId>, Error> {
    let row: Option<(String,)> = on!(tx, c => query_as(CONSUME).bind(id).bind(purpose).bind(now.0)
        .fetch_optional(c).await)?;
    Ok(row.map(|(account,)| AccountId(account)))
}

/// Deletes expired links.
pub async fn delete_over(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    on!(tx, c => query(DELETE_OVER).bind(now.0).execute(c).await.map(|done| done.rows_affected()))
}
