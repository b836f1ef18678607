//! Our own keys towards upstream providers.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::time::Timestamp;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into provider_keys (id, purpose, private_sealed, made_at) values ($1, $2, $3, $4)";
    LIST = "select id, purpose, private_sealed, made_at from provider_keys order by made_at";
    DELETE_REPLACED = "delete from provider_keys where exists (select 1 from provider_keys as newer \
        where newer.purpose = provider_keys.purpose and newer.made_at > provider_keys.made_at \
        and newer.made_at <= $1)";
}

/// A key.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Id of the key, also published.
    pub id: String,
    /// `sig` or `enc`.
    pub purpose: String,
    /// PKCS#8 in base64, sealed for `provider_keys|private|<id>`.
    pub private_sealed: String,
    /// When it was created.
    pub made_at: i64,
}

/// Stores a new key.
pub async fn insert(tx: &mut Tx, row: &Row) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(&row.id).bind(&row.purpose).bind(&row.private_sealed)
        .bind(row.made_at).execute(c).await.map(|_| ()))
}

/// Lists all keys, the oldest first.
pub async fn list(tx: &mut Reader) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).fetch_all(c).await)
}

/// Deletes the keys whose successor was made at `before` or earlier.
pub async fn delete_replaced(tx: &mut Tx, before: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(DELETE_REPLACED).bind(before.0).execute(c).await.map(|_| ()))
}
