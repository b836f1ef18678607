//! The policies that were put in force, and the data around the end of a method.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::{id::AccountId, time::Timestamp};

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into policies (version, policy, by_account, at, reason_sealed) values ($1, $2, $3, $4, $5) \
        on conflict (version) do nothing";
    FIND_NEWEST = "select version, policy, by_account, at, reason_sealed from policies order by version desc limit 1";
    LIST = "select version, policy, by_account, at, reason_sealed from policies order by version desc limit 51";
    COUNT_BY_KINDS = "select a.capacity, coalesce(f.kinds, 0) as kinds, coalesce(e.kinds, 0) as excepted, \
        count(*) as n, sum(case when a.undisturbed_until > $1 then 1 else 0 end) as undisturbed from accounts a \
        left join (select account_id, cast(sum(distinct k.bit) as bigint) as kinds \
        from factors f join factor_kinds k on k.kind = f.kind group by account_id) f on f.account_id = a.id \
        left join (select account_id, cast(sum(distinct k.bit) as bigint) as kinds \
        from method_exceptions e join factor_kinds k on k.kind = e.kind where until > $1 group by account_id) e on e.account_id = a.id \
        where a.state = 'active' group by a.capacity, coalesce(f.kinds, 0), coalesce(e.kinds, 0)";
    PUT_EXCEPTION = "insert into method_exceptions (account_id, kind, until, granted_by) \
        values ($1, $2, $3, $4) on conflict (account_id, kind) do update set until = excluded.until, \
        granted_by = excluded.granted_by";
    DELETE_EXCEPTION = "delete from method_exceptions where account_id = $1 and kind = $2";
    LIST_EXCEPTIONS = "select kind, until from method_exceptions where account_id = $1 and until > $2 \
        order by until, kind";
    NOTE_NOTICE = "insert into notices (account_id, notice, sent_at) values ($1, $2, $3) \
        on conflict (account_id, notice) do nothing";
    LIST_OWNERS = "select distinct f.account_id from factors f join accounts a on a.id = f.account_id \
        where f.kind = $1 and f.account_id > $2 and a.state = 'active' \
        and not exists (select 1 from notices n where n.account_id = f.account_id and n.notice = $3) \
        order by f.account_id limit $4";
    FIND_KINDS = "select a.capacity, (select cast(coalesce(sum(distinct k.bit), 0) as bigint) \
        from factors f join factor_kinds k on k.kind = f.kind where f.account_id = $1) as kinds, \
        (select cast(coalesce(sum(distinct k.bit), 0) as bigint) from method_exceptions e join factor_kinds k on k.kind = e.kind \
        where e.account_id = $1 and e.until > $2) as excepted from accounts a where a.id = $1";
}

/// A policy that was put in force.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Its version.
    pub version: i64,
    /// The policy, as JSON.
    pub policy: String,
    /// The account that put it in force.
    pub by_account: String,
    /// When it was put in force.
    pub at: i64,
    /// The reason, sealed with the key of that account; empty where an earlier version stored none.
    pub reason_sealed: String,
}

/// How many people share a combination.
#[derive(Clone, Debug, FromRow)]
pub struct Count {
    /// The capacity.
    pub capacity: String,
    /// The kinds of methods, as bits.
    pub kinds: i64,
    /// Which of these kinds they may use longer, as bits.
    pub excepted: i64,
    /// How many people.
    pub n: i64,
    /// How many of them campaigns do not write to for now.
    pub undisturbed: i64,
}

/// Puts a policy in force; returns false when its version exists already.
pub async fn insert(tx: &mut Tx, row: &Row) -> Result<bool, Error> {
    on!(tx, c => query(INSERT).bind(row.version).bind(&row.policy).bind(&row.by_account).bind(row.at)
        .bind(&row.reason_sealed).execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Finds the policy in force.
pub async fn find_newest(tx: &mut Reader) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND_NEWEST).fetch_optional(c).await)
}

/// Lists the last fifty and the one before them, the latest first.
pub async fn list(tx: &mut Reader) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).fetch_all(c).await)
}

/// Counts people by capacity, kinds and exceptions.
pub async fn count_by_kinds(tx: &mut Reader, now: Timestamp) -> Result<Vec<Count>, Error> {
    on!(tx, c => query_as(COUNT_BY_KINDS).bind(now.0).fetch_all(c).await)
}

/// Finds a person's capacity, the kinds of their methods, and which of these they may use longer,
/// as bits.
pub async fn find_kinds(
    tx: &mut Reader,
    account: &AccountId,
    now: Timestamp,
) -> Result<Option<(String, i64, i64)>, Error> {
    on!(tx, c => query_as(FIND_KINDS).bind(&account.0).bind(now.0).fetch_optional(c).await)
}

/// Lets a person use a method after its last day.
pub async fn put_exception(
    tx: &mut Tx,
    (account, kind): (&AccountId, &str),
    until: Timestamp,
    by: &str,
) -> Result<(), Error> {
    on!(tx, c => query(PUT_EXCEPTION).bind(&account.0).bind(kind).bind(until.0).bind(by)
        .execute(c).await.map(|_| ()))
}

/// Ends an exception; returns false when there was none.
pub async fn delete_exception(tx: &mut Tx, account: &AccountId, kind: &str) -> Result<bool, Error> {
    on!(tx, c => query(DELETE_EXCEPTION).bind(&account.0).bind(kind)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Lists the methods that a person may use longer, and until when.
pub async fn list_exceptions(
    tx: &mut Reader,
    account: &AccountId,
    now: Timestamp,
) -> Result<Vec<(String, i64)>, Error> {
    on!(tx, c => query_as(LIST_EXCEPTIONS).bind(&account.0).bind(now.0).fetch_all(c).await)
}

/// Notes that a notice goes to a person; returns false when it was sent before.
pub async fn note_notice(
    tx: &mut Tx,
    account: &AccountId,
    notice: &str,
    at: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(NOTE_NOTICE).bind(&account.0).bind(notice).bind(at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Lists the owners of a method of this kind who did not get this notice, in the order of their ids
/// after one.
pub async fn list_owners(
    tx: &mut Reader,
    (kind, notice): (&str, &str),
    after: &str,
    most: i64,
) -> Result<Vec<AccountId>, Error> {
    let rows: Vec<(String,)> = on!(tx, c => query_as(LIST_OWNERS).bind(kind).bind(after).bind(notice).bind(most).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id,)| AccountId(id)).collect())
}
