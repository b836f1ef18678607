//! Counters per window and the pace of resends, in the database so that they hold on every
//! instance.
//!
//! One statement takes several counters, sorted, so that every transaction takes its locks in the
//! same order. Counts that turn out not to apply are given back at the end of the transaction,
//! after everything else, so that counters that many share are locked only briefly.

use std::collections::BTreeMap;

use sqlx::{query, query_as};
use vestibule_shared::time::Timestamp;

use super::{Error, Reader, Tx, on, statements};

/// How many counters one statement takes; an unused place is an empty key.
const AT_ONCE: usize = 6;

statements! {
    BUMP = "insert into limits (key, window_start, n, over_at) \
        select column1, column2, 1, column3 from (values \
        (cast($1 as text), cast($2 as bigint), cast($3 as bigint)), ($4, $5, $6), ($7, $8, $9), \
        ($10, $11, $12), ($13, $14, $15), ($16, $17, $18)) as v where column1 <> '' \
        on conflict (key, window_start) do update set n = limits.n + 1, over_at = excluded.over_at \
        returning key, n";
    GIVE_BACK = "insert into limits (key, window_start, n, over_at) \
        select column1, column2, 0, column3 from (values \
        (cast($1 as text), cast($2 as bigint), cast($3 as bigint)), ($4, $5, $6), ($7, $8, $9), \
        ($10, $11, $12), ($13, $14, $15), ($16, $17, $18)) as v where column1 <> '' \
        on conflict (key, window_start) do update set n = case when limits.n > 0 \
        and excluded.key not in ($19, $20, $21, $22, $23, $24) then limits.n - 1 else 0 end, \
        over_at = case when excluded.key in ($19, $20, $21, $22, $23, $24) then excluded.over_at \
        else limits.over_at end";
    FIND = "select key, n from limits where (key = $1 and window_start = $2) or (key = $3 and window_start = $4) \
        or (key = $5 and window_start = $6) or (key = $7 and window_start = $8)";
    DELETE = "delete from limits where key = $1";
    DELETE_OVER = "delete from limits where over_at <= $1";
    PACE = "insert into paces (key, n, next_at) \
        values ($1, 1, cast($2 as bigint) + cast($3 as bigint)) on conflict (key) do update set \
        n = case when paces.next_at + $4 <= $2 then 1 else paces.n + 1 end, \
        next_at = $2 + $3 * case when paces.next_at + $4 <= $2 then 1 else paces.n + 1 end \
        where paces.next_at <= $2 returning next_at";
    FIND_PACE = "select next_at from paces where key = $1";
    DELETE_PACES = "delete from paces where next_at <= $1";
}

/// A counter in its window.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counter {
    /// How widely it is shared: counters that more share are locked later.
    pub rank: u8,
    /// Id of the counter; a digest.
    pub key: String,
    /// When its window began.
    pub start: Timestamp,
    /// When it can be deleted.
    pub over: Timestamp,
}

/// How much of a counter is given back when a transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Back {
    /// One count.
    One,
    /// All counts.
    All,
}

/// What a transaction gives back when it ends, in the order of the locks: the counter and its
/// window, how much, and when the row can be deleted.
pub(super) type GivenBack = BTreeMap<(u8, String, Timestamp), (Back, Timestamp)>;

/// Increments each counter by one; returns the new counts in the given order.
pub async fn bump(tx: &mut Tx, counters: &[Counter]) -> Result<Vec<i64>, Error> {
    let (mut sorted, mut counted) = (counters.to_vec(), vec![]);
    sorted.sort();
    for some in sorted.chunks(AT_ONCE) {
        let rows: Vec<(String, i64)> = on!(tx, c => {
            let mut query = query_as(BUMP);
            for (key, start, over) in places(some) {
                query = query.bind(key).bind(start).bind(over);
            }
            query.fetch_all(c).await
        })?;
        counted.extend(rows);
    }
    Ok(counters.iter().map(|counter| n_of(counter, &counted)).collect())
}

/// Gives back when the transaction ends. All counts override one.
pub fn give_back(tx: &mut Tx, counter: Counter, back: Back) {
    let Counter { rank, key, start, over } = counter;
    let given = tx.given_back.entry((rank, key, start)).or_insert((back, over));
    if back > given.0 {
        *given = (back, over);
    }
}

/// Applies what was given back; the last act before the audit trail.
pub(super) async fn settle(tx: &mut Tx) -> Result<(), Error> {
    let all: Vec<_> = std::mem::take(&mut tx.given_back).into_iter().collect();
    for some in all.chunks(AT_ONCE) {
        let rows = some.iter().map(|((_, key, start), (_, over))| (key.as_str(), start.0, over.0));
        let cleared = some.iter().filter(|(_, (back, _))| *back == Back::All);
        let cleared = cleared.map(|((_, key, _), _)| key.as_str());
        on!(tx, c => {
            let mut query = query(GIVE_BACK);
            for (key, start, over) in filled(rows) {
                query = query.bind(key).bind(start).bind(over);
            }
            for key in cleared.chain(std::iter::repeat("")).take(AT_ONCE) {
                query = query.bind(key);
            }
            query.execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// The values to bind for each place of a statement.
fn places(counters: &[Counter]) -> impl Iterator<Item = (&str, i64, i64)> {
    filled(counters.iter().map(|of| (of.key.as_str(), of.start.0, of.over.0)))
}

fn filled<'a>(
    used: impl Iterator<Item = (&'a str, i64, i64)>,
) -> impl Iterator<Item = (&'a str, i64, i64)> {
    used.chain(std::iter::repeat(("", 0, 0))).take(AT_ONCE)
}

/// Reads the counts of at most four counters, without a lock.
pub async fn find(tx: &mut Reader, counters: &[Counter]) -> Result<Vec<i64>, Error> {
    let rows: Vec<(String, i64)> = on!(tx, c => {
        let mut query = query_as(FIND);
        for (key, start, _) in places(counters).take(4) {
            query = query.bind(key).bind(start);
        }
        query.fetch_all(c).await
    })?;
    Ok(counters.iter().map(|counter| n_of(counter, &rows)).collect())
}

fn n_of(counter: &Counter, rows: &[(String, i64)]) -> i64 {
    rows.iter().find(|(key, _)| *key == counter.key).map_or(0, |(_, n)| *n)
}

/// Takes a turn if one is due, and sets the next one `step_ms` times the number of turns later; the
/// number restarts after `calm_ms` without a turn. One statement: of parallel requests one takes
/// it.
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

/// Finds when the next turn is due; nothing when no turn was taken.
pub async fn next_turn(tx: &mut Reader, key: &str) -> Result<Option<Timestamp>, Error> {
    let row: Option<(i64,)> = on!(tx, c => query_as(FIND_PACE).bind(key).fetch_optional(c).await)?;
    Ok(row.map(|(at,)| Timestamp(at)))
}

/// Deletes a counter.
pub async fn delete(tx: &mut Tx, key: &str) -> Result<(), Error> {
    on!(tx, c => query(DELETE).bind(key).execute(c).await.map(|_| ()))
}

/// Deletes counters whose window is over, and paces without a turn since `calm_since`.
pub async fn delete_over(tx: &mut Tx, now: Timestamp, calm_since: Timestamp) -> Result<(), Error> {
    on!(&mut *tx, c => query(DELETE_OVER).bind(now.0).execute(c).await.map(|_| ()))?;
    on!(tx, c => query(DELETE_PACES).bind(calm_since.0).execute(c).await.map(|_| ()))
}
