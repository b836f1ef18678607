//! What people agreed that a client learns about them.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::time::Timestamp;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    UPSERT = "insert into consents (account_id, client_id, scopes, given_at) values ($1, $2, $3, $4) \
        on conflict (account_id, client_id) do update set scopes = excluded.scopes, given_at = excluded.given_at";
    FIND = "select scopes from consents where account_id = $1 and client_id = $2";
    LIST = "select client_id, scopes, given_at from consents where account_id = $1 order by client_id";
    DELETE = "delete from consents where account_id = $1 and client_id = $2";
}

/// A consent.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// The client.
    pub client_id: String,
    /// The scopes, separated by spaces.
    pub scopes: String,
    /// When it was last given.
    pub given_at: i64,
}

/// Stores what a person agreed to, in place of what was agreed before.
pub async fn upsert(
    tx: &mut Tx,
    (account, client): (&str, &str),
    scopes: &str,
    at: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(UPSERT).bind(account).bind(client).bind(scopes).bind(at.0)
        .execute(c).await.map(|_| ()))
}

/// Finds the scopes that a person agreed to; empty for none.
pub async fn find(tx: &mut Reader, account: &str, client: &str) -> Result<String, Error> {
    let row: Option<(String,)> =
        on!(tx, c => query_as(FIND).bind(account).bind(client).fetch_optional(c).await)?;
    Ok(row.map(|(scopes,)| scopes).unwrap_or_default())
}

/// Lists everything that a person agreed to.
pub async fn list(tx: &mut Reader, account: &str) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).bind(account).fetch_all(c).await)
}

/// Withdraws a consent; returns false when there was none.
pub async fn delete(tx: &mut Tx, account: &str, client: &str) -> Result<bool, Error> {
    on!(tx, c => query(DELETE).bind(account).bind(client)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}
