//! Which agent has identified the person of which account, how, and until when.

use sqlx::{query, query_as};
use vestibule_shared::{id::AccountId, time::Timestamp};

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    PUT = "insert into known_callers (account_id, staff_id, how, until) values ($1, $2, $3, $4) \
        on conflict (account_id, staff_id) do update set how = excluded.how, until = excluded.until";
    FIND = "select how, until from known_callers where account_id = $1 and staff_id = $2 and until > $3";
    FIND_BY_CALL = "select max(until) from known_callers where account_id = $1 and how = 'call' and until > $2";
    DELETE_BY_CALL = "delete from known_callers where account_id = $1 and how = 'call'";
    DELETE_OVER = "delete from known_callers where until <= $1";
}

/// Notes that the agent has identified the person: by `call` or by `card`.
pub async fn put(
    tx: &mut Tx,
    (account, staff): (&AccountId, &AccountId),
    how: &str,
    until: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(PUT).bind(&account.0).bind(&staff.0).bind(how).bind(until.0)
        .execute(c).await.map(|_| ()))
}

/// Finds how an agent identified the person, and until when that holds.
pub async fn find(
    tx: &mut Reader,
    (account, staff): (&AccountId, &AccountId),
    now: Timestamp,
) -> Result<Option<(String, Timestamp)>, Error> {
    let row: Option<(String, i64)> = on!(tx, c => query_as(FIND).bind(&account.0).bind(&staff.0)
        .bind(now.0).fetch_optional(c).await)?;
    Ok(row.map(|(how, until)| (how, Timestamp(until))))
}

/// Finds until when an identification by a call holds, by any agent.
pub async fn find_by_call(
    tx: &mut Reader,
    account: &AccountId,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let (until,): (Option<i64>,) =
        on!(tx, c => query_as(FIND_BY_CALL).bind(&account.0).bind(now.0).fetch_one(c).await)?;
    Ok(until.map(Timestamp))
}

/// Ends all identifications of the person by a call.
pub async fn delete_by_call(tx: &mut Tx, account: &AccountId) -> Result<(), Error> {
    on!(tx, c => query(DELETE_BY_CALL).bind(&account.0).execute(c).await.map(|_| ()))
}

/// Deletes expired identifications.
pub async fn delete_over(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(DELETE_OVER).bind(now.0).execute(c).await.map(|_| ()))
}
