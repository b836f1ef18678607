//! Counters per window and the pace of resends, in the database so that they hold on every instance.

use sqlx::{query, query_as};
use vestibule_shared::time::Timestamp;

use super::{Error, Tx, on, statements};

statements! {
    BUMP = "insert into limits (key, window_start, n, over_at) values ($1, $2, 1, $3) \
        on conflict (key, window_start) do update set n = limits.n + 1 returning n";
    TAKE_BACK = "update limits set n = n - 1 where key = $1 and window_start = $2 and n > 0";
    CLEAR = "delete from limits where key = $1";
    FORGIVE = "update limits set n = case when key = $1 then 0 else n - 1 end \
        where key = $1 or (key = $2 and window_start = $3 and n > 0)";
    DELETE_OVER = "delete from limits where over_at <= $1";
    PACE = "insert into paces (key, n, next_at) \
        values ($1, 1, cast($2 as bigint) + cast($3 as bigint)) on conflict (key) do update set \
        n = case when paces.next_at + $4 <= $2 then 1 else paces.n + 1 end, \
        next_at = $2 + $3 * case when paces.next_at + $4 <= $2 then 1 else paces.n + 1 end \
        where paces.next_at <= $2 returning next_at";
    FIND_PACE = "select next_at from paces where key = $1";
    DELETE_PACES = "delete from paces where next_at <= $1";
}

/// Counts one in the window that began at `start`; tells how many that makes.
pub async fn bump(tx: &mut Tx, key: &str, start: Timestamp, over: Timestamp) -> Result<i64, Error> {
    let (n,): (i64,) =
        on!(tx, c => query_as(BUMP).bind(key).bind(start.0).bind(over.0).fetch_one(c).await)?;
    Ok(n)
}

/// Takes one back that turned out not to count.
pub async fn take_back(tx: &mut Tx, key: &str, start: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(TAKE_BACK).bind(key).bind(start.0).execute(c).await.map(|_| ()))
}

/// Forgets a counter, as after a right password.
pub async fn clear(tx: &mut Tx, key: &str) -> Result<(), Error> {
    on!(tx, c => query(CLEAR).bind(key).execute(c).await.map(|_| ()))
}

/// Forgets one counter and takes one back from another, in one statement.
pub async fn forgive(
    tx: &mut Tx,
    cleared: &str,
    (key, start): (&str, Timestamp),
) -> Result<(), Error> {
    on!(tx, c => query(FORGIVE).bind(cleared).bind(key).bind(start.0).execute(c).await.map(|_| ()))
}

/// Takes a turn if one is due, and sets the next one `step_ms` times the number of turns later; the
/// number begins anew after `calm_ms` without a turn. One statement: of parallel requests one takes it.
pub async fn take_turn(
    tx: &mut Tx,
    key: &str,
    now: Timestamp,
    step_ms: i64,
    calm_ms: i64,
) -> Result<bool, Error> {
    let row: Option<(i64,)> = on!(tx, c => query_as(PACE).bind(key).bind(now.0).bind(step_ms)
        .bind(calm_ms).fetch_optional(c).await)?;
    Ok(row.is_some())
}

/// When the next turn is due; absent when it always was.
pub async fn next_turn(tx: &mut Tx, key: &str) -> Result<Option<Timestamp>, Error> {
    let row: Option<(i64,)> = on!(tx, c => query_as(FIND_PACE).bind(key).fetch_optional(c).await)?;
    Ok(row.map(|(at,)| Timestamp(at)))
}

/// Forgets counters whose window is over, and paces that were calm since `calm_since`.
pub async fn delete_over(tx: &mut Tx, now: Timestamp, calm_since: Timestamp) -> Result<(), Error> {
    on!(&mut *tx, c => query(DELETE_OVER).bind(now.0).execute(c).await.map(|_| ()))?;
    on!(tx, c => query(DELETE_PACES).bind(calm_since.0).execute(c).await.map(|_| ()))
}
