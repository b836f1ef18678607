//! Doctors' numbers: each belongs to one account, and is kept as a keyed digest.

use sqlx::{query, query_as};
use vestibule_shared::id::AccountId;

use crate::db::{self, Error, Reader, Tx, on, statements};

statements! {
    FIND = "select id from accounts where riziv_key = $1";
    LIST_WITHOUT = "select id, person_sealed from accounts where capacity = 'doctor' \
        and riziv_key is null and id > $1 order by id limit $2";
    UPDATE = "update accounts set riziv_key = $2 where id = $1 and riziv_key is null \
        and not exists (select 1 from accounts o where o.riziv_key = $2)";
}

/// Whether an insert failed because another account has the number.
pub fn is_taken(error: &Error) -> bool {
    db::is_taken(error, "accounts_riziv") || db::is_taken(error, "accounts.riziv_key")
}

/// Finds the account with a doctor's number.
pub async fn find(tx: &mut Reader, riziv_key: &str) -> Result<Option<AccountId>, Error> {
    let row: Option<(String,)> =
        on!(tx, c => query_as(FIND).bind(riziv_key).fetch_optional(c).await)?;
    Ok(row.map(|(id,)| AccountId(id)))
}

/// Lists doctors' accounts without a digest of their number, in the order of their ids after one.
pub async fn list_without(
    tx: &mut Reader,
    after: &str,
    most: i64,
) -> Result<Vec<(String, String)>, Error> {
    on!(tx, c => query_as(LIST_WITHOUT).bind(after).bind(most).fetch_all(c).await)
}

/// Stores the digest of a doctor's number; returns false when another account has it.
pub async fn update(tx: &mut Tx, id: &str, riziv_key: &str) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE).bind(id).bind(riziv_key)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}
