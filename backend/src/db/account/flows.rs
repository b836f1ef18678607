//! The progress of a visitor in a wizard: one row per flow, its stage sealed, its version guarded.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::time::Timestamp;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    FIND = "select id, step, state_sealed, version, reached, expires_at from flows where session_id = $1 and kind = $2 \
        and expires_at > $3";
    IS_OVER = "select id from flows where session_id = $1 and kind = $2 and expires_at <= $3";
    INSERT = "insert into flows (id, session_id, kind, step, state_sealed, version, expires_at, reached) \
        values ($1, $2, $3, $4, $5, 1, $6, $8) on conflict (session_id, kind) do update set \
        id = excluded.id, step = excluded.step, state_sealed = excluded.state_sealed, \
        version = flows.version + 1, expires_at = excluded.expires_at, reached = excluded.reached \
        where flows.expires_at <= $7 returning id";
    UPDATE = "update flows set step = $3, state_sealed = $4, version = version + 1, expires_at = $5, reached = $6 \
        where id = $1 and version = $2";
    UPDATE_END = "update flows set expires_at = $3 where id = $1 and expires_at > $2 and expires_at < $3";
    FIND_VERSION = "select version from flows where id = $1";
    DELETE_GUARDED = "delete from flows where id = $1 and version = $2";
    DELETE = "delete from flows where session_id = $1 and kind = $2";
    EMPTY_OVER = "update flows set state_sealed = '' where expires_at <= $1 and state_sealed <> ''";
    DELETE_OVER = "delete from flows where expires_at <= $1";
}

/// A stored flow.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Id of the flow.
    pub id: String,
    /// The name of the step.
    pub step: String,
    /// Sealed for `flows|state|<id>`.
    pub state_sealed: String,
    /// Increases by one with every change.
    pub version: i64,
    /// The steps that were counted, separated by spaces.
    pub reached: String,
    /// When it expires, in milliseconds.
    pub expires_at: i64,
}

/// The part of a flow that a move stores.
#[derive(Debug)]
pub struct State<'a> {
    /// The name of the step.
    pub step: &'a str,
    /// Sealed for `flows|state|<id>`.
    pub sealed: String,
    /// When it expires.
    pub expires_at: Timestamp,
    /// The steps that were counted, separated by spaces.
    pub reached: String,
}

/// Finds the flow of a kind in a session.
pub async fn find(
    tx: &mut Reader,
    session: &str,
    kind: &str,
    now: Timestamp,
) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND).bind(session).bind(kind).bind(now.0).fetch_optional(c).await)
}

/// Whether a flow of a kind ended because it was idle for too long.
pub async fn is_over(
    tx: &mut Reader,
    session: &str,
    kind: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let row: Option<(String,)> = on!(tx, c => query_as(IS_OVER).bind(session).bind(kind).bind(now.0)
        .fetch_optional(c).await)?;
    Ok(row.is_some())
}

/// Begins a flow; returns false when another request began one first.
pub async fn insert(
    tx: &mut Tx,
    id: &str,
    (session, kind): (&str, &str),
    state: &State<'_>,
    now: Timestamp,
) -> Result<bool, Error> {
    let row: Option<(String,)> = on!(tx, c => query_as(INSERT).bind(id).bind(session).bind(kind)
        .bind(state.step).bind(&state.sealed).bind(state.expires_at.0).bind(now.0).bind(&state.reached)
        .fetch_optional(c).await)?;
    Ok(row.is_some())
}

/// Stores the current stage of a flow; returns false when another request moved it first.
pub async fn update(tx: &mut Tx, id: &str, version: i64, state: &State<'_>) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE).bind(id).bind(version).bind(state.step).bind(&state.sealed)
        .bind(state.expires_at.0).bind(&state.reached).execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Extends a flow that has not expired. Its version stays: nothing else about it changed.
pub async fn update_end(
    tx: &mut Tx,
    id: &str,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_END).bind(id).bind(now.0).bind(expires_at.0)
        .execute(c).await.map(|_| ()))
}

/// Finds the current version of a flow; nothing when it was completed.
pub async fn find_version(tx: &mut Reader, id: &str) -> Result<Option<i64>, Error> {
    let row: Option<(i64,)> =
        on!(tx, c => query_as(FIND_VERSION).bind(id).fetch_optional(c).await)?;
    Ok(row.map(|(version,)| version))
}

/// Deletes a completed flow; returns false when another request moved it first.
pub async fn delete_guarded(tx: &mut Tx, id: &str, version: i64) -> Result<bool, Error> {
    on!(tx, c => query(DELETE_GUARDED).bind(id).bind(version)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Deletes a flow that was given up.
pub async fn delete(tx: &mut Tx, session: &str, kind: &str) -> Result<(), Error> {
    on!(tx, c => query(DELETE).bind(session).bind(kind).execute(c).await.map(|_| ()))
}

/// Erases the content of expired flows. The row stays, to explain why the flow is gone.
pub async fn empty_over(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    on!(tx, c => query(EMPTY_OVER).bind(now.0).execute(c).await.map(|done| done.rows_affected()))
}

/// Deletes the rows of expired flows.
pub async fn delete_over(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    on!(tx, c => query(DELETE_OVER).bind(now.0).execute(c).await.map(|done| done.rows_affected()))
}
