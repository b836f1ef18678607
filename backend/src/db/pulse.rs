//! A row that is written at intervals: it shows that the database accepts writes, and when it last
//! did.

use sqlx::{query, query_as};
use vestibule_shared::time::Timestamp;

use super::{Error, Reader, Tx, on, postgres, statements};

statements! {
    FIND = "select value from meta where key = 'pulse'";
    BEAT = "insert into meta (key, value) values ('pulse', $1) on conflict (key) do update \
        set value = excluded.value";
}

/// Finds when it was last written.
pub async fn find(tx: &mut Reader) -> Result<Option<Timestamp>, Error> {
    let row: Option<(String,)> = on!(tx, c => query_as(FIND).fetch_optional(c).await)?;
    Ok(row.and_then(|(value,)| value.parse().ok()).map(Timestamp))
}

/// Writes it.
pub async fn beat(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    let now = now.0.to_string();
    on!(tx, c => query(BEAT).bind(&now).execute(c).await.map(|_| ()))
}

/// Whether the write failed because the server follows a primary and only reads.
pub fn only_reads(error: &Error) -> bool {
    postgres::only_reads(error)
}
