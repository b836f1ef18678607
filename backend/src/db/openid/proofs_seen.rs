//! Signed proofs that count once: client assertions (RFC 7523) and DPoP proofs (RFC 9449).

use sqlx::query;
use vestibule_shared::time::Timestamp;

use crate::db::{Error, Tx, on, statements};

statements! {
    INSERT = "insert into proofs_seen (digest, expires_at) values ($1, $2) on conflict (digest) do nothing";
    DELETE_OVER = "delete from proofs_seen where expires_at <= $1";
}

/// Notes a proof; returns false when it was seen before.
pub async fn insert(tx: &mut Tx, digest: &str, expires_at: Timestamp) -> Result<bool, Error> {
    on!(tx, c => query(INSERT).bind(digest).bind(expires_at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Deletes proofs that would be refused by their age.
pub async fn delete_over(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    on!(tx, c => query(DELETE_OVER).bind(now.0).execute(c).await.map(|done| done.rows_affected()))
}
