//! The secrets of clients, as keyed digests: two at a time while one is replaced.

use sqlx::{query, query_as};
use vestibule_shared::time::Timestamp;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into client_secrets (digest, client_id, made_at) values ($1, $2, $3) \
        on conflict (digest) do update set ends_at = null";
    UPDATE_ENDS = "update client_secrets set ends_at = $3 where client_id = $1 and digest <> $2 \
        and (ends_at is null or ends_at > $3)";
    EXISTS = "select 1 from client_secrets where client_id = $1 and digest = $2 and (ends_at is null or ends_at > $3)";
    LIST = "select made_at, ends_at from client_secrets where client_id = $1 and (ends_at is null or ends_at > $2) \
        order by made_at desc, digest";
    DELETE_OVER = "delete from client_secrets where ends_at <= $1";
}

/// Stores a secret, which is valid again if it was to end.
pub async fn insert(tx: &mut Tx, client: &str, digest: &str, at: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(digest).bind(client).bind(at.0).execute(c).await.map(|_| ()))
}

/// Lets every other secret of a client end at a moment.
pub async fn update_ends(
    tx: &mut Tx,
    client: &str,
    but: &str,
    ends_at: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_ENDS).bind(client).bind(but).bind(ends_at.0)
        .execute(c).await.map(|_| ()))
}

/// Whether a secret of this client has this digest.
pub async fn exists(
    tx: &mut Reader,
    client: &str,
    digest: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let row: Option<(i32,)> = on!(tx, c => query_as(EXISTS).bind(client).bind(digest).bind(now.0)
        .fetch_optional(c).await)?;
    Ok(row.is_some())
}

/// Lists when the secrets of a client that are accepted were made, and until when they are; the
/// newest first.
pub async fn list(
    tx: &mut Reader,
    client: &str,
    now: Timestamp,
) -> Result<Vec<(i64, Option<i64>)>, Error> {
    on!(tx, c => query_as(LIST).bind(client).bind(now.0).fetch_all(c).await)
}

/// Deletes secrets that ended.
pub async fn delete_over(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    on!(tx, c => query(DELETE_OVER).bind(now.0).execute(c).await.map(|done| done.rows_affected()))
}
