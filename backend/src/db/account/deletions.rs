//! Planned deletions of accounts, and the erasure of everything stored about one.
//!
//! Nearly everything references the row of the account and is deleted with it. The exceptions are
//! named here: they have no foreign key because they outlive accounts that were never completed.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::{id::AccountId, time::Timestamp};

use crate::db::{Error, Reader, Tx, on, statements, subject_keys};

statements! {
    INSERT = "insert into deletions (account_id, asked_at, due_at) values ($1, $2, $3) on conflict do nothing";
    FIND = "select due_at from deletions where account_id = $1";
    LIST_DUE = "select d.account_id from deletions d join accounts a on a.id = d.account_id \
        where d.due_at <= $1 and a.held_until <= $1 and d.account_id > $2 order by d.account_id limit $3";
    TAKE_DUE = "delete from deletions where account_id = $1 and due_at <= $2 \
        and exists (select 1 from accounts a where a.id = $1 and a.held_until <= $2)";
    DELETE = "delete from deletions where account_id = $1";
    ERASE_JOBS_ABOUT = "delete from jobs where subject_key in (select i.person_key from identities i \
        where i.account_id = $1 union select a.email_key from accounts a where a.id = $1)";
    ERASE_ACCOUNT = "delete from accounts where id = $1";
    ERASE_MESSAGES = "delete from outbox where account_id = $1";
    ERASE_JOBS = "delete from jobs where account_id = $1";
}

/// Plans the deletion of an account; returns false when it is planned already.
pub async fn insert(
    tx: &mut Tx,
    account: &AccountId,
    (now, due_at): (Timestamp, Timestamp),
) -> Result<bool, Error> {
    on!(tx, c => query(INSERT).bind(&account.0).bind(now.0).bind(due_at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Finds when an account is to be deleted.
pub async fn find(tx: &mut Reader, account: &AccountId) -> Result<Option<Timestamp>, Error> {
    let row: Option<(i64,)> =
        on!(tx, c => query_as(FIND).bind(&account.0).fetch_optional(c).await)?;
    Ok(row.map(|(due_at,)| Timestamp(due_at)))
}

#[derive(FromRow)]
struct Due {
    account_id: String,
}

/// Lists accounts whose deletion is due, in the order of their ids after one. An account that is
/// held waits for its owner.
pub async fn list_due(
    tx: &mut Reader,
    now: Timestamp,
    after: &str,
    most: i64,
) -> Result<Vec<AccountId>, Error> {
    let rows: Vec<Due> =
        on!(tx, c => query_as(LIST_DUE).bind(now.0).bind(after).bind(most).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|row| AccountId(row.account_id)).collect())
}

/// Takes a deletion that is due; returns false when another process took it, or it was cancelled.
pub async fn take_due(tx: &mut Tx, account: &AccountId, now: Timestamp) -> Result<bool, Error> {
    on!(tx, c => query(TAKE_DUE).bind(&account.0).bind(now.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Cancels a deletion; returns false when none was planned.
pub async fn delete(tx: &mut Tx, account: &AccountId) -> Result<bool, Error> {
    on!(tx, c => query(DELETE).bind(&account.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Erases an account and everything stored about it, except its rows in the audit trail.
pub async fn erase(tx: &mut Tx, account: &AccountId) -> Result<(), Error> {
    on!(&mut *tx, c => query(ERASE_JOBS_ABOUT).bind(&account.0).execute(c).await.map(|_| ()))?;
    on!(&mut *tx, c => query(ERASE_ACCOUNT).bind(&account.0).execute(c).await.map(|_| ()))?;
    erase_remainders(tx, account).await
}

/// Erases what does not reference the row of an account: its messages, its jobs, and the key that
/// seals what people wrote about its person.
pub async fn erase_remainders(tx: &mut Tx, account: &AccountId) -> Result<(), Error> {
    on!(&mut *tx, c => query(ERASE_MESSAGES).bind(&account.0).execute(c).await.map(|_| ()))?;
    on!(&mut *tx, c => query(ERASE_JOBS).bind(&account.0).execute(c).await.map(|_| ()))?;
    subject_keys::delete(tx, &account.0).await.map(|_| ())
}
