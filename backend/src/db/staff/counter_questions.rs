//! Challenges for a card at the counter, per person and session of the agent: consumed once.

use sqlx::{query, query_as};
use vestibule_shared::{id::AccountId, time::Timestamp};

use crate::db::{Error, Tx, on, statements};

statements! {
    PUT = "insert into counter_questions (account_id, session_id, question_sealed, expires_at) \
        values ($1, $2, $3, $4) on conflict (account_id, session_id) do update set \
        question_sealed = excluded.question_sealed, expires_at = excluded.expires_at";
    CONSUME = "delete from counter_questions where account_id = $1 and session_id = $2 and expires_at > $3 \
        returning question_sealed";
    DELETE_OVER = "delete from counter_questions where expires_at <= $1";
}

/// Stores a challenge and replaces the previous one.
pub async fn put(
    tx: &mut Tx,
    (account, session): (&AccountId, &str),
    question_sealed: &str,
    expires_at: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(PUT).bind(&account.0).bind(session).bind(question_sealed)
        .bind(expires_at.0).execute(c).await.map(|_| ()))
}

/// Consumes the challenge; returns nothing when it was answered or expired.
pub async fn consume(
    tx: &mut Tx,
    (account, session): (&AccountId, &str),
    now: Timestamp,
) -> Result<Option<String>, Error> {
    let row: Option<(String,)> = on!(tx, c => query_as(CONSUME).bind(&account.0).bind(session)
        .bind(now.0).fetch_optional(c).await)?;
    Ok(row.map(|(sealed,)| sealed))
}

/// Deletes challenges that were not answered.
pub async fn delete_over(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(DELETE_OVER).bind(now.0).execute(c).await.map(|_| ()))
}
