//! The words of people's names, as keyed digests: what a search for a name is answered from.

use sqlx::{query, query_as};
use vestibule_shared::id::AccountId;

use super::{Error, Tx, on, statements};

statements! {
    INSERT = "insert into account_names (account_id, name_key) values ($1, $2) on conflict do nothing";
    LIST_MISSING = "select a.id, a.person_sealed from accounts a where a.id > $1 and not exists \
        (select 1 from account_names n where n.account_id = a.id) order by a.id limit $2";
}

/// Stores a word of a name.
pub async fn insert(tx: &mut Tx, account: &AccountId, name_key: &str) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(&account.0).bind(name_key).execute(c).await.map(|_| ()))
}

/// Accounts after one, by their names, that cannot be found yet, and the persons that they seal.
pub async fn list_missing(
    tx: &mut Tx,
    after: &str,
    most: i64,
) -> Result<Vec<(String, String)>, Error> {
    on!(tx, c => query_as(LIST_MISSING).bind(after).bind(most).fetch_all(c).await)
}
