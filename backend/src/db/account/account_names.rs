//! Keyed digests of people's names, for the search by name.

use sqlx::{query, query_as};
use vestibule_shared::id::AccountId;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into account_names (account_id, name_key) values ($1, $2), ($1, $3), ($1, $4), ($1, $5), \
        ($1, $6), ($1, $7), ($1, $8), ($1, $9) on conflict do nothing";
    DELETE = "delete from account_names where account_id = $1";
    LIST_MISSING = "select a.id, a.person_sealed from accounts a where a.id > $1 and not exists \
        (select 1 from account_names n where n.name_key = $3 and n.account_id = a.id) order by a.id limit $2";
}

/// How many digests are stored at once.
pub const AT_ONCE: usize = 8;

/// Stores digests of a name, [`AT_ONCE`] at most.
pub async fn insert(tx: &mut Tx, account: &AccountId, keys: &[String]) -> Result<(), Error> {
    let Some(last) = keys.last() else { return Ok(()) };
    on!(tx, c => {
        let mut asked = query(INSERT).bind(&account.0);
        // The same digest twice is one row.
        for at in 0..AT_ONCE {
            asked = asked.bind(keys.get(at).unwrap_or(last));
        }
        asked.execute(c).await.map(|_| ())
    })
}

/// Deletes the digests of an account's name.
pub async fn delete(tx: &mut Tx, account: &str) -> Result<(), Error> {
    on!(tx, c => query(DELETE).bind(account).execute(c).await.map(|_| ()))
}

/// Lists accounts that lack a digest, with their sealed persons, in the order of their ids after
/// one.
pub async fn list_missing(
    tx: &mut Reader,
    after: &str,
    key: &str,
    most: i64,
) -> Result<Vec<(String, String)>, Error> {
    on!(tx, c => query_as(LIST_MISSING).bind(after).bind(most).bind(key).fetch_all(c).await)
}
