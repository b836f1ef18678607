//! Cards that were read at the e-ID socket and wait for the flow that asked: two minutes, consumed
//! once.

use sqlx::{query, query_as};
use vestibule_shared::time::Timestamp;

use crate::db::{Error, Tx, on, statements};

statements! {
    INSERT = "insert into handovers (id, ask_digest, holder_sealed, expires_at) values ($1, $2, $3, $4)";
    CONSUME = "delete from handovers where id = $1 and expires_at > $2 returning id, ask_digest, holder_sealed";
    DELETE_OVER = "delete from handovers where expires_at <= $1";
}

/// A card that waits for its flow.
#[derive(Clone, Debug, sqlx_macros::FromRow)]
pub struct Row {
    /// The digest of the code.
    pub id: String,
    /// The digest of the secret that the flow asked with.
    pub ask_digest: String,
    /// The holder of the card, sealed.
    pub holder_sealed: String,
}

/// Stores a card that was read.
pub async fn insert(tx: &mut Tx, row: &Row, expires_at: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(&row.id).bind(&row.ask_digest).bind(&row.holder_sealed)
        .bind(expires_at.0).execute(c).await.map(|_| ()))
}

/// Consumes the card that waits under the digest of a code; returns nothing when it was consumed or
/// expired.
pub async fn consume(tx: &mut Tx, id: &str, now: Timestamp) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(CONSUME).bind(id).bind(now.0).fetch_optional(c).await)
}

/// Deletes cards that no flow collected.
pub async fn delete_over(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    on!(tx, c => query(DELETE_OVER).bind(now.0).execute(c).await.map(|done| done.rows_affected()))
}
