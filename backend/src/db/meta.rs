//! A few facts about the database itself.

use sqlx::{query, query_as};

use super::{Error, Reader, Tx, on, statements};

statements! {
    FIND = "select value from meta where key = $1";
    FIND_SCHEMA = "select max(version) from _sqlx_migrations";
    ADVANCE = "insert into meta (key, value) values ($1, $2) on conflict (key) do update \
        set value = excluded.value where meta.value = $3";
    INSERT = "insert into meta (key, value) values ($1, $2) on conflict (key) do nothing";
}

/// Finds the fact with this name.
pub async fn find(tx: &mut Reader, key: &str) -> Result<Option<String>, Error> {
    let row: Option<(String,)> = on!(tx, c => query_as(FIND).bind(key).fetch_optional(c).await)?;
    Ok(row.map(|(value,)| value))
}

/// Finds the version of the schema.
pub async fn find_schema(tx: &mut Reader) -> Result<Option<i64>, Error> {
    let (version,): (Option<i64>,) = on!(tx, c => query_as(FIND_SCHEMA).fetch_one(c).await)?;
    Ok(version)
}

/// Stores a fact, unless it is stored already.
pub async fn insert(tx: &mut Tx, key: &str, value: &str) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(key).bind(value).execute(c).await.map(|_| ()))
}

/// Replaces a fact, whose previous value is empty when there was none; returns false when it has
/// changed meanwhile.
pub async fn advance(tx: &mut Tx, key: &str, before: &str, value: &str) -> Result<bool, Error> {
    on!(tx, c => query(ADVANCE).bind(key).bind(value).bind(before)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}
