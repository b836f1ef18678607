//! Clients to notify that a person signed out: written in the transaction that finds it out, leased
//! by a worker, retried, deleted once delivered.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::time::Timestamp;

use crate::db::{Error, Tx, on, statements};

statements! {
    INSERT = "insert into logout_notices (id, client_id, subject, sid, due_at, leased_until, attempts, holds, \
        give_up_at) values ($1, $2, $3, $4, $5, 0, 0, 0, $6) on conflict (client_id, sid) do nothing";
    LEASE = "update logout_notices set leased_until = $2, attempts = attempts + 1 where id = (select n.id \
        from logout_notices n where n.due_at <= $1 and n.leased_until <= $1 and not exists (select 1 \
        from logout_notices h where h.client_id = n.client_id and h.holds = 1 and h.due_at > $1) \
        order by n.attempts desc, n.due_at, n.id limit 1) and leased_until <= $1 \
        returning id, client_id, subject, sid, attempts, give_up_at";
    UPDATE_LATER = "update logout_notices set due_at = $2, leased_until = 0, holds = $3 where id = $1 \
        and attempts = $4";
    DELETE = "delete from logout_notices where id = $1";
}

/// A notice to deliver.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Its identifier.
    pub id: String,
    /// The client.
    pub client_id: String,
    /// By what the client knows the person.
    pub subject: String,
    /// By what the client knows the session.
    pub sid: String,
    /// How often it was tried, this time included.
    pub attempts: i64,
    /// After this moment it is useless.
    pub give_up_at: i64,
}

/// A new notice.
#[derive(Clone, Copy, Debug)]
pub struct NewNotice<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// The client.
    pub client: &'a str,
    /// By what the client knows the person.
    pub subject: &'a str,
    /// By what the client knows the session.
    pub sid: &'a str,
    /// When it is due.
    pub at: Timestamp,
    /// After this moment it is useless.
    pub give_up_at: Timestamp,
}

/// Writes a notice, unless the client has one about this session.
pub async fn insert(tx: &mut Tx, new: NewNotice<'_>) -> Result<(), Error> {
    tx.wakes_workers();
    on!(tx, c => query(INSERT).bind(new.id).bind(new.client).bind(new.subject).bind(new.sid)
        .bind(new.at.0).bind(new.give_up_at.0).execute(c).await.map(|_| ()))
}

/// Leases a notice that is due and that no worker is delivering; none of a client that did not
/// answer a moment ago.
pub async fn lease(tx: &mut Tx, now: Timestamp, until: Timestamp) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(LEASE).bind(now.0).bind(until.0).fetch_optional(c).await)
}

/// Postpones a notice, and with `holds` = 1 all others of its client, unless another worker has
/// leased it since.
pub async fn update_later(tx: &mut Tx, row: &Row, at: Timestamp, holds: i64) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_LATER).bind(&row.id).bind(at.0).bind(holds).bind(row.attempts)
        .execute(c).await.map(|_| ()))
}

/// Deletes a notice.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<(), Error> {
    on!(tx, c => query(DELETE).bind(id).execute(c).await.map(|_| ()))
}
