//! Planned removals of methods, unless cancelled before. The row exists while the reset waits.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::id::AccountId;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into resets (id, link_key, account_id, factor_id, staff_id, due_at) \
        values ($1, $2, $3, $4, $5, $6) on conflict do nothing";
    LIST = "select id, account_id, factor_id, staff_id, due_at from resets where account_id = $1 order by due_at, id";
    FIND = "select id, account_id, factor_id, staff_id, due_at from resets where id = $1";
    FIND_BY_LINK = "select id, account_id, factor_id, staff_id, due_at from resets where link_key = $1";
    DELETE = "delete from resets where id = $1 and account_id = $2";
    DELETE_ALL = "delete from resets where account_id = $1";
}

/// A planned reset.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Id of the reset.
    pub id: String,
    /// The account.
    pub account_id: String,
    /// The method to remove.
    pub factor_id: String,
    /// The agent who was asked.
    pub staff_id: String,
    /// When it is due.
    pub due_at: i64,
}

/// Plans a reset; returns false when that method has one already.
pub async fn insert(tx: &mut Tx, row: &Row, link_key: &str) -> Result<bool, Error> {
    on!(tx, c => query(INSERT).bind(&row.id).bind(link_key).bind(&row.account_id)
        .bind(&row.factor_id).bind(&row.staff_id).bind(row.due_at)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Lists the planned resets of an account, the next first.
pub async fn list(tx: &mut Reader, account: &AccountId) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).bind(&account.0).fetch_all(c).await)
}

/// Finds the planned reset with this id.
pub async fn find(tx: &mut Reader, id: &str) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND).bind(id).fetch_optional(c).await)
}

/// Finds the reset that a link cancels, by the digest of its secret.
pub async fn find_by_link(tx: &mut Reader, link_key: &str) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND_BY_LINK).bind(link_key).fetch_optional(c).await)
}

/// Deletes a reset, done or cancelled; returns false when another request did so.
pub async fn delete(tx: &mut Tx, account: &AccountId, id: &str) -> Result<bool, Error> {
    on!(tx, c => query(DELETE).bind(id).bind(&account.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Cancels every reset of an account, because requests made in its owner's name no longer count.
pub async fn delete_all(tx: &mut Tx, account: &AccountId) -> Result<(), Error> {
    on!(tx, c => query(DELETE_ALL).bind(&account.0).execute(c).await.map(|_| ()))
}
