//! Verification of the capacity of accounts: the decision, and the next query to the source.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::{id::AccountId, time::Timestamp};

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into capacity_checks (account_id, capacity, verdict, decided_by, at, due_at, leased_until, \
        attempts) values ($1, $2, '', '', $3, $3, 0, 0) on conflict (account_id) do nothing";
    LEASE = "update capacity_checks set leased_until = $2, attempts = attempts + 1 where account_id = \
        (select c.account_id from capacity_checks c where c.capacity in ($3, $4) and c.due_at <= $1 \
        and c.leased_until <= $1 order by c.due_at, c.account_id limit 1) and leased_until <= $1 \
        returning account_id, verdict, attempts";
    UPDATE_LATER = "update capacity_checks set due_at = $2, leased_until = 0, attempts = $3 \
        where account_id = $1 and attempts = $4";
    DECIDE = "insert into capacity_checks (account_id, capacity, verdict, decided_by, at, due_at, leased_until, \
        attempts) values ($1, $2, $3, $4, $5, $6, 0, 0) on conflict (account_id) do update set \
        verdict = excluded.verdict, decided_by = excluded.decided_by, at = excluded.at, \
        due_at = excluded.due_at, leased_until = 0, attempts = 0";
    LIST_OPEN = "select c.account_id, c.at, a.person_sealed from capacity_checks c \
        join accounts a on a.id = c.account_id where c.capacity = $1 and c.decided_by in ('', $2) \
        and a.state = 'active' and ($3 = '' or a.organisation_key = $3) order by c.at, c.account_id limit $4";
}

/// A check that a worker leased.
#[derive(Clone, Debug, FromRow)]
pub struct Due {
    /// The account.
    pub account_id: String,
    /// `confirmed`, `refused`, or empty.
    pub verdict: String,
    /// Number of queries since the last response, including this one.
    pub attempts: i64,
}

/// A capacity that staff have to verify.
#[derive(Clone, Debug, FromRow)]
pub struct Open {
    /// The account.
    pub account_id: String,
    /// When the person began to wait.
    pub at: i64,
    /// Sealed for `accounts|person|<id>`.
    pub person_sealed: String,
}

/// A decision.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// The capacity.
    pub capacity: &'a str,
    /// `confirmed` or `refused`.
    pub verdict: &'a str,
    /// `source` or `staff`.
    pub by: &'a str,
    /// The time of the decision.
    pub at: Timestamp,
    /// The time of the next query to the source.
    pub due_at: Timestamp,
}

/// Inserts the check of a new account. It is due at once.
pub async fn insert(
    tx: &mut Tx,
    account: &AccountId,
    capacity: &str,
    at: Timestamp,
) -> Result<(), Error> {
    tx.wakes_workers();
    on!(tx, c => query(INSERT).bind(&account.0).bind(capacity).bind(at.0)
        .execute(c).await.map(|_| ()))
}

/// Leases a due check of one of two capacities.
pub async fn lease(
    tx: &mut Tx,
    [one, two]: [&str; 2],
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Due>, Error> {
    on!(tx, c => query_as(LEASE).bind(now.0).bind(until.0).bind(one).bind(two)
        .fetch_optional(c).await)
}

/// Postpones a check and sets its number of attempts; returns false if a decision was stored since
/// the lease.
pub async fn update_later(
    tx: &mut Tx,
    due: &Due,
    at: Timestamp,
    attempts: i64,
) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_LATER).bind(&due.account_id).bind(at.0).bind(attempts)
        .bind(due.attempts).execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Stores a decision.
pub async fn decide(tx: &mut Tx, account: &str, decision: Decision<'_>) -> Result<(), Error> {
    on!(tx, c => query(DECIDE).bind(account).bind(decision.capacity).bind(decision.verdict).bind(decision.by)
        .bind(decision.at.0).bind(decision.due_at.0).execute(c).await.map(|_| ()))
}

/// Lists active accounts without a decision, or with a decision by `too_little` only. An empty
/// organisation lists all.
pub async fn list_open(
    tx: &mut Reader,
    (capacity, too_little): (&str, &str),
    organisation: &str,
    most: i64,
) -> Result<Vec<Open>, Error> {
    on!(tx, c => query_as(LIST_OPEN).bind(capacity).bind(too_little).bind(organisation).bind(most)
        .fetch_all(c).await)
}
