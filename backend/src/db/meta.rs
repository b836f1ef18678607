//! A few facts about the database itself.

use sqlx::{query, query_as};

use super::{Error, Tx, on, statements};

statements! {
    FIND = "select value from meta where key = $1";
    INSERT = "insert into meta (key, value) values ($1, $2) on conflict (key) do nothing";
}

/// The fact of this name.
pub async fn find(tx: &mut Tx, key: &str) -> Result<Option<String>, Error> {
    let row: Option<(String,)> = on!(tx, c => query_as(FIND).bind(key).fetch_optional(c).await)?;
    Ok(row.map(|(value,)| value))
}

/// Notes a fact, unless it is noted.
pub async fn insert(tx: &mut Tx, key: &str, value: &str) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(key).bind(value).execute(c).await.map(|_| ()))
}
