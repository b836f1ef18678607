//! Authorization requests: pushed ones, and those that wait for a person.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::time::Timestamp;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into client_requests (id, client_id, state, request_sealed, made_at, expires_at) \
        values ($1, $2, $3, $4, $5, $6)";
    TAKE_PUSHED = "delete from client_requests where id = $1 and client_id = $2 and state = 'pushed' \
        and expires_at > $3 returning id, client_id, request_sealed, chosen_by, agreed_by, is_refused, made_at";
    FIND = "select id, client_id, request_sealed, chosen_by, agreed_by, is_refused, made_at from client_requests \
        where id = $1 and state = 'waiting' and expires_at > $2";
    UPDATE_CHOSEN = "update client_requests set chosen_by = $2 where id = $1 and state = 'waiting'";
    UPDATE_AGREED = "update client_requests set agreed_by = $2 where id = $1 and state = 'waiting'";
    UPDATE_REFUSED = "update client_requests set is_refused = 1 where id = $1 and state = 'waiting'";
    DELETE = "delete from client_requests where id = $1 and state = 'waiting' and expires_at > $2";
    DELETE_OVER = "delete from client_requests where expires_at <= $1";
}

/// A request.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// The digest of its handle.
    pub id: String,
    /// The client.
    pub client_id: String,
    /// Sealed for `client_requests|request|<id>`.
    pub request_sealed: String,
    /// The public id of the session whose person chose to go on with it.
    pub chosen_by: String,
    /// The public id of the session whose person agreed.
    pub agreed_by: String,
    /// 1: the person returned without agreeing.
    pub is_refused: i64,
    /// When it arrived.
    pub made_at: i64,
}

/// A request to store.
#[derive(Clone, Copy, Debug)]
pub struct NewRequest<'a> {
    /// The digest of its handle.
    pub id: &'a str,
    /// The client.
    pub client: &'a str,
    /// `pushed` or `waiting`.
    pub state: &'a str,
    /// Sealed for `client_requests|request|<id>`.
    pub sealed: &'a str,
    /// When it arrived.
    pub at: Timestamp,
    /// When it is dropped.
    pub expires_at: Timestamp,
}

/// Stores a request.
pub async fn insert(tx: &mut Tx, new: NewRequest<'_>) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(new.id).bind(new.client).bind(new.state).bind(new.sealed)
        .bind(new.at.0).bind(new.expires_at.0).execute(c).await.map(|_| ()))
}

/// Takes a pushed request of a client, once.
pub async fn take_pushed(
    tx: &mut Tx,
    id: &str,
    client: &str,
    now: Timestamp,
) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(TAKE_PUSHED).bind(id).bind(client).bind(now.0).fetch_optional(c).await)
}

/// Finds a request that waits for a person.
pub async fn find(tx: &mut Reader, id: &str, now: Timestamp) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND).bind(id).bind(now.0).fetch_optional(c).await)
}

/// Notes that a person chose to go on with the account of a session.
pub async fn update_chosen(tx: &mut Tx, id: &str, session: &str) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_CHOSEN).bind(id).bind(session).execute(c).await.map(|_| ()))
}

/// Notes that the person of a session agreed.
pub async fn update_agreed(tx: &mut Tx, id: &str, session: &str) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_AGREED).bind(id).bind(session).execute(c).await.map(|_| ()))
}

/// Notes that the person returns without agreeing.
pub async fn update_refused(tx: &mut Tx, id: &str) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_REFUSED).bind(id).execute(c).await.map(|_| ()))
}

/// Ends a request; returns false when another response to it was faster.
pub async fn delete(tx: &mut Tx, id: &str, now: Timestamp) -> Result<bool, Error> {
    on!(tx, c => query(DELETE).bind(id).bind(now.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Deletes requests that nobody answered.
pub async fn delete_over(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    on!(tx, c => query(DELETE_OVER).bind(now.0).execute(c).await.map(|done| done.rows_affected()))
}
