//! The keys that seal what people wrote about a person.

use sqlx::{query, query_as};

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into subject_keys (account_id, key_sealed) values ($1, $2) \
        on conflict (account_id) do nothing";
    FIND = "select key_sealed from subject_keys where account_id = $1";
    DELETE = "delete from subject_keys where account_id = $1";
}

/// Stores a key, unless there is one.
pub async fn insert(tx: &mut Tx, account: &str, sealed: &str) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(account).bind(sealed).execute(c).await.map(|_| ()))
}

/// Finds the key of a subject.
pub async fn find(tx: &mut Reader, account: &str) -> Result<Option<String>, Error> {
    let row: Option<(String,)> =
        on!(tx, c => query_as(FIND).bind(account).fetch_optional(c).await)?;
    Ok(row.map(|(sealed,)| sealed))
}

/// Erases a key, and with it everything that was sealed under it.
pub async fn delete(tx: &mut Tx, account: &str) -> Result<bool, Error> {
    on!(tx, c => query(DELETE).bind(account).execute(c).await.map(|d| d.rows_affected() == 1))
}
