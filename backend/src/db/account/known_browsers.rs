//! Browsers that an account was signed in with before: the keyed digest of the secret in their
//! cookie.
//!
//! Such a browser proves nothing and gives no access. It is only exempt from the delays that
//! strangers cause from elsewhere.

use sqlx::{query, query_as};
use vestibule_shared::time::Timestamp;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    MARK = "insert into known_browsers (id, account_id, since, seen_at, ends_at) \
        values ($1, $2, $3, $3, $4) on conflict (id, account_id) do update set \
        seen_at = excluded.seen_at, ends_at = excluded.ends_at";
    REKEY = "update known_browsers set id = $2 where id = $1";
    EXISTS = "select count(*) from known_browsers k join accounts a on a.id = k.account_id \
        where k.id = $1 and a.email_key = $2 and k.ends_at > $3";
    DELETE_OTHERS = "delete from known_browsers where account_id = $1 and id <> $2";
    DELETE_OVER = "delete from known_browsers where ends_at <= $1";
}

/// Marks a browser as known to an account, starting now.
pub async fn mark(
    tx: &mut Tx,
    (id, account): (&str, &str),
    now: Timestamp,
    ends_at: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(MARK).bind(id).bind(account).bind(now.0).bind(ends_at.0)
        .execute(c).await.map(|_| ()))
}

/// Gives a browser a new secret, in every account that knows it.
pub async fn rekey(tx: &mut Tx, old: &str, new: &str) -> Result<(), Error> {
    on!(tx, c => query(REKEY).bind(old).bind(new).execute(c).await.map(|_| ()))
}

/// Whether a browser is known to the account with this user name; takes the same time for every
/// name.
pub async fn exists(
    tx: &mut Reader,
    (id, email_key): (&str, &str),
    now: Timestamp,
) -> Result<bool, Error> {
    let (n,): (i64,) =
        on!(tx, c => query_as(EXISTS).bind(id).bind(email_key).bind(now.0).fetch_one(c).await)?;
    Ok(n > 0)
}

/// Forgets every browser of an account but one.
pub async fn delete_others(tx: &mut Tx, account: &str, but: &str) -> Result<(), Error> {
    on!(tx, c => query(DELETE_OTHERS).bind(account).bind(but).execute(c).await.map(|_| ()))
}

/// Deletes browsers that were not seen for a long time.
pub async fn delete_over(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(DELETE_OVER).bind(now.0).execute(c).await.map(|_| ()))
}
