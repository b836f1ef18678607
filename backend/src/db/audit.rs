//! What happened: append-only rows, written in the transaction of what they tell.

use sqlx::query;
use vestibule_shared::time::Timestamp;

use super::{Error, Tx, on, statements};

statements! {
    INSERT = "insert into audit (id, at, event, account_id, actor, detail) \
        values ($1, $2, $3, $4, $5, $6)";
}

/// One row. Neither the actor nor the detail may hold a name, a number, an address or a secret.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Names the row.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// What, as `registration.activated`.
    pub event: &'a str,
    /// Whose account.
    pub account: Option<&'a str>,
    /// Who did it: `person`, or `system`.
    pub actor: &'a str,
    /// More, in a few words of ours.
    pub detail: &'a str,
}

/// Adds a row.
pub async fn insert(tx: &mut Tx, entry: &Entry<'_>) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(&entry.id).bind(entry.at.0).bind(entry.event)
        .bind(entry.account).bind(entry.actor).bind(entry.detail).execute(c).await.map(|_| ()))
}
