//! The keys that sign our tokens.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::time::Timestamp;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into openid_keys (id, algorithm, generation, private_sealed, made_at) values ($1, $2, $3, $4, $5) \
        on conflict (algorithm, generation) do nothing";
    LIST = "select id, algorithm, generation, private_sealed, made_at from openid_keys order by algorithm, generation";
    DELETE_REPLACED = "delete from openid_keys where exists (select 1 from openid_keys as newer \
        where newer.algorithm = openid_keys.algorithm and newer.generation > openid_keys.generation \
        and newer.made_at <= $1)";
}

/// A key.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Its identifier, which is published.
    pub id: String,
    /// `RS256`, `ES256` or `EdDSA`.
    pub algorithm: String,
    /// Counts from 1 for each algorithm.
    pub generation: i64,
    /// PKCS#8 in base64, sealed for `openid_keys|private|<id>`.
    pub private_sealed: String,
    /// When it was made.
    pub made_at: i64,
}

/// Stores a new key, unless there is one of its generation.
pub async fn insert(tx: &mut Tx, row: &Row) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(&row.id).bind(&row.algorithm).bind(row.generation)
        .bind(&row.private_sealed).bind(row.made_at).execute(c).await.map(|_| ()))
}

/// Lists all keys, the oldest first.
pub async fn list(tx: &mut Reader) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).fetch_all(c).await)
}

/// Deletes the keys whose successor was made at `before` or earlier.
pub async fn delete_replaced(tx: &mut Tx, before: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(DELETE_REPLACED).bind(before.0).execute(c).await.map(|_| ()))
}
