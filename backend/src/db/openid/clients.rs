//! Registered clients.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::time::Timestamp;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    UPSERT = "insert into clients (id, metadata, source, made_at, changed_at) values ($1, $2, $3, $4, $4) \
        on conflict (id) do update set metadata = excluded.metadata, source = excluded.source, \
        changed_at = excluded.changed_at, disabled_at = null";
    INSERT = "insert into clients (id, metadata, source, made_at, changed_at) values ($1, $2, $3, $4, $4) \
        on conflict (id) do nothing";
    FIND = "select id, metadata, source, made_at, changed_at, disabled_at from clients where id = $1";
    LIST = "select id, metadata, source, made_at, changed_at, disabled_at from clients order by id";
    UPDATE = "update clients set metadata = $2, changed_at = $4 where id = $1 and changed_at = $3";
    UPDATE_DISABLED = "update clients set disabled_at = $2, changed_at = $3 where id = $1";
}

/// A client.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Its identifier.
    pub id: String,
    /// JSON.
    pub metadata: String,
    /// `console`, `file`, `staff` or `dev`.
    pub source: String,
    /// When it was registered.
    pub made_at: i64,
    /// When it was changed.
    pub changed_at: i64,
    /// Since when it is disabled.
    pub disabled_at: Option<i64>,
}

/// A client to store.
#[derive(Clone, Copy, Debug)]
pub struct NewClient<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// JSON.
    pub metadata: &'a str,
    /// `console`, `file`, `staff` or `dev`.
    pub source: &'a str,
}

/// Stores a client, or replaces what is stored of it, and enables it.
pub async fn upsert(tx: &mut Tx, new: NewClient<'_>, at: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(UPSERT).bind(new.id).bind(new.metadata).bind(new.source).bind(at.0)
        .execute(c).await.map(|_| ()))
}

/// Stores a new client; returns false when there is one with that identifier.
pub async fn insert(tx: &mut Tx, new: NewClient<'_>, at: Timestamp) -> Result<bool, Error> {
    on!(tx, c => query(INSERT).bind(new.id).bind(new.metadata).bind(new.source).bind(at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Finds a client, disabled or not.
pub async fn find(tx: &mut Reader, id: &str) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND).bind(id).fetch_optional(c).await)
}

/// Lists all clients.
pub async fn list(tx: &mut Reader) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).fetch_all(c).await)
}

/// Changes what is stored of a client; returns false when it was changed since `seen`.
pub async fn update(
    tx: &mut Tx,
    (id, metadata): (&str, &str),
    seen: Timestamp,
    at: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE).bind(id).bind(metadata).bind(seen.0).bind(at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Disables a client, or enables it again; returns false when there is none.
pub async fn update_disabled(
    tx: &mut Tx,
    id: &str,
    since: Option<Timestamp>,
    at: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_DISABLED).bind(id).bind(since.map(|since| since.0)).bind(at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}
