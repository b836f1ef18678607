//! Wrong codes of an account, by any route: counted before any comparison.

use sqlx::{query, query_as};
use vestibule_shared::time::Timestamp;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    COUNT = "insert into factor_tries (account_id, failures, rests_until) values ($1, 1, 0) \
        on conflict (account_id) do update set \
        failures = case when factor_tries.rests_until > 0 then 1 else factor_tries.failures + 1 end, \
        generation = factor_tries.generation + case when factor_tries.rests_until > 0 then 1 else 0 end, \
        rests_until = case when factor_tries.rests_until = 0 and factor_tries.failures + 1 >= $4 \
        then $3 else 0 end where factor_tries.rests_until <= $2 returning failures, generation";
    FIND = "select failures, rests_until from factor_tries where account_id = $1";
    TAKE_BACK = "update factor_tries set failures = failures - 1, rests_until = 0 \
        where account_id = $1 and generation = $2 and failures > 0";
    CLEAR = "update factor_tries set failures = 0, rests_until = 0, generation = generation + 1 \
        where account_id = $1";
}

/// Counts a try; returns the count and its generation, or nothing while the step rests. The last of
/// `most` tries makes it rest until `rests_until`, in the same statement: a crash in between cannot
/// leave it open.
pub async fn count(
    tx: &mut Tx,
    account: &str,
    now: Timestamp,
    rests_until: Timestamp,
    most: i64,
) -> Result<Option<(i64, i64)>, Error> {
    on!(tx, c => query_as(COUNT).bind(account).bind(now.0)
        .bind(rests_until.0).bind(most).fetch_optional(c).await)
}

/// Takes one try back, and the rest that it began; does nothing when the tries were cleared
/// meanwhile.
pub async fn take_back(tx: &mut Tx, account: &str, generation: i64) -> Result<(), Error> {
    on!(tx, c => query(TAKE_BACK).bind(account).bind(generation).execute(c).await.map(|_| ()))
}

/// Finds the tries so far, and until when the step rests; zeros when there were none.
pub async fn find(tx: &mut Reader, account: &str) -> Result<(i64, Timestamp), Error> {
    let row: Option<(i64, i64)> =
        on!(tx, c => query_as(FIND).bind(account).fetch_optional(c).await)?;
    Ok(row.map_or((0, Timestamp(0)), |(failures, until)| (failures, Timestamp(until))))
}

/// Clears the tries, after a correct code. The row stays: a request that counts at the same moment
/// waits for it.
pub async fn clear(tx: &mut Tx, account: &str) -> Result<(), Error> {
    on!(tx, c => query(CLEAR).bind(account).execute(c).await.map(|_| ()))
}
