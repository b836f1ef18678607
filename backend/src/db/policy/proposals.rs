//! Proposals: changes that wait for a second administrator.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::{id::AccountId, time::Timestamp};

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into proposals (id, what, change_sealed, by_account, at, ends_at) \
        values ($1, $2, $3, $4, $5, $6)";
    LIST = "select id, change_sealed, by_account, at, ends_at from proposals where decided_at is null \
        and ends_at > $1 order by at desc, id limit 20";
    FIND = "select id, change_sealed, by_account, at, ends_at from proposals where id = $1 \
        and decided_at is null and ends_at > $2";
    UPDATE_DECIDED = "update proposals set decided_at = $2, decided_by = $3, agreed = $4 where id = $1 \
        and decided_at is null and ends_at > $2";
}

/// A proposal.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Id of the proposal.
    pub id: String,
    /// Sealed for `proposals|change|<id>`.
    pub change_sealed: String,
    /// The account that proposed it.
    pub by_account: String,
    /// When it was proposed.
    pub at: i64,
    /// When it lapses.
    pub ends_at: i64,
}

/// Stores a proposal; `what` names its kind.
pub async fn insert(tx: &mut Tx, row: &Row, what: &str) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(&row.id).bind(what).bind(&row.change_sealed).bind(&row.by_account)
        .bind(row.at).bind(row.ends_at).execute(c).await.map(|_| ()))
}

/// Lists the open proposals, the latest first; twenty at most.
pub async fn list(tx: &mut Reader, now: Timestamp) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).bind(now.0).fetch_all(c).await)
}

/// Finds an open proposal.
pub async fn find(tx: &mut Reader, id: &str, now: Timestamp) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND).bind(id).bind(now.0).fetch_optional(c).await)
}

/// Decides it; returns false when another administrator decided first, or it lapsed.
pub async fn update_decided(
    tx: &mut Tx,
    (id, agrees): (&str, bool),
    by: &AccountId,
    now: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_DECIDED).bind(id).bind(now.0).bind(&by.0).bind(i64::from(agrees))
        .execute(c).await.map(|done| done.rows_affected() == 1))
}
