//! Sessions: of visitors with a flow in progress, and of signed-in people.
//!
//! The secret is in the cookie; the row is found by its digest.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::time::Timestamp;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into sessions (id, public_id, account_id, strength, browser, started_at, seen_at, \
        idle_until, ends_at, scope, proved_at, place_sealed) \
        values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11)";
    FIND_VISITOR_END = "select ends_at from sessions where id = $1 and account_id is null \
        and ends_at > $2";
    FIND_SIGNED_IN = "select s.id, s.public_id, s.account_id, s.strength, s.seen_at, s.idle_until, \
        s.started_at, s.ends_at, s.scope, s.proved_at, a.person_sealed, a.language, a.capacity, a.activated_at, \
        a.snoozed_at, a.emptied_at, (select count(*) from factors f where f.account_id = a.id) as factors, \
        (select cast(coalesce(sum(distinct k.bit), 0) as bigint) \
        from factors f join factor_kinds k on k.kind = f.kind where f.account_id = a.id) as kinds, \
        (select cast(coalesce(sum(distinct k.bit), 0) as bigint) \
        from method_exceptions e join factor_kinds k on k.kind = e.kind where e.account_id = a.id and e.until > $2) as excepted, \
        w.role, w.organisation_key, (select c.verdict || ' ' || c.decided_by from capacity_checks c \
        where c.account_id = a.id and c.verdict <> '') as finding from sessions s left join staff w on w.account_id = s.account_id \
        join accounts a on a.id = s.account_id where s.id = $1 and s.idle_until > $2 \
        and s.ends_at > $2 and a.state = 'active' \
        and a.held_until <= $2";
    FIND_OF_GRANT = "select s.id, s.public_id, s.account_id, s.strength, s.seen_at, s.idle_until, \
        s.started_at, s.ends_at, s.scope, s.proved_at, a.person_sealed, a.language, a.capacity, a.activated_at, \
        a.snoozed_at, a.emptied_at, (select count(*) from factors f where f.account_id = a.id) as factors, \
        (select cast(coalesce(sum(distinct k.bit), 0) as bigint) \
        from factors f join factor_kinds k on k.kind = f.kind where f.account_id = a.id) as kinds, \
        (select cast(coalesce(sum(distinct k.bit), 0) as bigint) \
        from method_exceptions e join factor_kinds k on k.kind = e.kind where e.account_id = a.id and e.until > $2) as excepted, \
        w.role, w.organisation_key, (select c.verdict || ' ' || c.decided_by from capacity_checks c \
        where c.account_id = a.id and c.verdict <> '') as finding from sessions s left join staff w on w.account_id = s.account_id \
        join accounts a on a.id = s.account_id where s.public_id = $1 and s.account_id = $3 and s.idle_until > $2 \
        and s.ends_at > $2 and a.state = 'active' \
        and a.held_until <= $2";
    FIND_TIMED_OUT = "select 1 from sessions where id = $1 and account_id is not null \
        and (idle_until <= $2 or ends_at <= $2)";
    LIST = "select public_id, strength, browser, place_sealed, started_at, seen_at from sessions \
        where account_id = $1 and idle_until > $2 and ends_at > $2 order by seen_at desc, public_id";
    UPDATE_SECRET = "update sessions set id = $2, idle_until = $3, ends_at = $3 where id = $1";
    UPDATE_SEEN = "update sessions set seen_at = $2, idle_until = $3 where id = $1 and seen_at < $4";
    DELETE = "delete from sessions where id = $1";
    DELETE_REPLACED = "delete from sessions where id = $1 and account_id is not null and idle_until > $2 \
        and ends_at > $2 returning account_id";
    DELETE_OTHER = "delete from sessions where account_id = $1 and public_id = $2";
    STEP_UP = "update sessions set id = $3, proved_at = $5, \
        strength = case when strength in ('eid', 'provider_two_step') then strength else $4 end where public_id = $1 \
        and account_id = $2 and ends_at > $5 and idle_until > $5 returning ends_at";
    UPDATE_OVER = "update sessions set ends_at = $2, idle_until = $2 where id = $1";
    DELETE_ALL_BUT = "delete from sessions where account_id = $1 and public_id <> $2";
    DELETE_ALL = "delete from sessions where account_id = $1";
    DELETE_OVER = "delete from sessions where (ends_at <= $1 or idle_until <= $1) \
        and (account_id is null or ends_at <= $2 or idle_until <= $2)";
}

/// A new session.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// Digest of the secret.
    pub id: &'a str,
    /// Id shown to its owner.
    pub public_id: String,
    /// The account; absent for a visitor.
    pub account: Option<&'a str>,
    /// How the person proved their identity: `password`, `eid`, or `visitor`.
    pub strength: &'a str,
    /// Browser and system in a few words.
    pub browser: &'a str,
    /// When it begins.
    pub at: Timestamp,
    /// When it ends if it is not used.
    pub idle_until: Timestamp,
    /// When it ends in any case.
    pub ends_at: Timestamp,
    /// `full`, or `lost` for one that may only set up a new factor.
    pub scope: &'a str,
    /// When an enrolled factor was proved; zero for never.
    pub proved_at: Timestamp,
    /// The block of addresses, sealed for `sessions|place|<public_id>`.
    pub place_sealed: String,
}

/// A live session, and the data of its account that every page needs.
#[derive(Clone, Debug, FromRow)]
pub struct SignedIn {
    /// Digest of the secret.
    pub id: String,
    /// Id shown to its owner.
    pub public_id: String,
    /// The account.
    pub account_id: String,
    /// `password` or `eid`.
    pub strength: String,
    /// When it began.
    pub started_at: i64,
    /// When it was used last, to the minute.
    pub seen_at: i64,
    /// When it ends if it is not used.
    pub idle_until: i64,
    /// When it ends in any case.
    pub ends_at: i64,
    /// `full`, or `lost` for one that may only set up a new factor.
    pub scope: String,
    /// When an enrolled factor was last proved.
    pub proved_at: i64,
    /// When the account was activated.
    pub activated_at: Option<i64>,
    /// When the week was added to the grace.
    pub snoozed_at: Option<i64>,
    /// When another person than the owner removed the last method; nothing once another was set up.
    pub emptied_at: Option<i64>,
    /// How many factors are enrolled.
    pub factors: i64,
    /// The kinds of these factors, as bits.
    pub kinds: i64,
    /// Which of these kinds may be used after their last day, as bits.
    pub excepted: i64,
    /// Sealed for `accounts|person|<account>`.
    pub person_sealed: String,
    /// Language tag.
    pub language: String,
    /// The capacity.
    pub capacity: String,
    /// The role, for staff.
    pub role: Option<String>,
    /// The organisation whose people only may be seen, by the digest of its number.
    pub organisation_key: Option<String>,
    /// The verdict about the capacity and its decider, separated by a space.
    pub finding: Option<String>,
}

/// A live session, as the account page lists it.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Id shown to its owner.
    pub public_id: String,
    /// `password` or `eid`.
    pub strength: String,
    /// Browser and system in a few words.
    pub browser: String,
    /// The block of addresses, sealed for `sessions|place|<public_id>`.
    pub place_sealed: String,
    /// When it began.
    pub started_at: i64,
    /// When it was used last, to the minute.
    pub seen_at: i64,
}

/// Begins a session.
pub async fn insert(tx: &mut Tx, new: &NewSession<'_>) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(new.id).bind(&new.public_id).bind(new.account).bind(new.strength)
        .bind(new.browser).bind(new.at.0).bind(new.idle_until.0).bind(new.ends_at.0)
        .bind(new.scope).bind(new.proved_at.0).bind(&new.place_sealed)
        .execute(c).await.map(|_| ()))
}

/// Whether a visitor's session lives.
pub async fn visitor_exists(tx: &mut Reader, id: &str, now: Timestamp) -> Result<bool, Error> {
    Ok(find_visitor_end(tx, id, now).await?.is_some())
}

/// Finds when a visitor's session ends; nothing when it is not live.
pub async fn find_visitor_end(
    tx: &mut Reader,
    id: &str,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let row: Option<(i64,)> =
        on!(tx, c => query_as(FIND_VISITOR_END).bind(id).bind(now.0).fetch_optional(c).await)?;
    Ok(row.map(|(ends_at,)| Timestamp(ends_at)))
}

/// Finds the live session of a signed-in person.
pub async fn find_signed_in(
    tx: &mut Reader,
    id: &str,
    now: Timestamp,
) -> Result<Option<SignedIn>, Error> {
    on!(tx, c => query_as(FIND_SIGNED_IN).bind(id).bind(now.0).fetch_optional(c).await)
}

/// Finds the live session that a grant of an account names.
pub async fn find_of_grant(
    tx: &mut Reader,
    (account, public_id): (&str, &str),
    now: Timestamp,
) -> Result<Option<SignedIn>, Error> {
    on!(tx, c => query_as(FIND_OF_GRANT).bind(public_id).bind(now.0).bind(account)
        .fetch_optional(c).await)
}

/// Whether this session of a signed-in person ended because its time was over.
pub async fn is_timed_out(tx: &mut Reader, id: &str, now: Timestamp) -> Result<bool, Error> {
    let row: Option<(i32,)> =
        on!(tx, c => query_as(FIND_TIMED_OUT).bind(id).bind(now.0).fetch_optional(c).await)?;
    Ok(row.is_some())
}

/// Lists the live sessions of an account, the last used first.
pub async fn list(tx: &mut Reader, account: &str, now: Timestamp) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).bind(account).bind(now.0).fetch_all(c).await)
}

/// Gives a visitor's session a new secret and a new end, whenever more was proved.
pub async fn update_secret(
    tx: &mut Tx,
    old: &str,
    new: &str,
    ends_at: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_SECRET).bind(old).bind(new).bind(ends_at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Notes that a session was used, unless that was noted after `before`.
pub async fn update_seen(
    tx: &mut Tx,
    id: &str,
    now: Timestamp,
    idle_until: Timestamp,
    before: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_SEEN).bind(id).bind(now.0).bind(idle_until.0).bind(before.0)
        .execute(c).await.map(|_| ()))
}

/// Ends a session.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<(), Error> {
    on!(tx, c => query(DELETE).bind(id).execute(c).await.map(|_| ()))
}

/// Ends the live session of a signed-in person because another replaces it; returns its account.
pub async fn delete_replaced(
    tx: &mut Tx,
    id: &str,
    now: Timestamp,
) -> Result<Option<String>, Error> {
    let row: Option<(String,)> = on!(tx, c => query_as(DELETE_REPLACED).bind(id).bind(now.0)
        .fetch_optional(c).await)?;
    Ok(row.map(|(account,)| account))
}

/// Ends a session of an account by its public id; returns false when the account has none with that
/// id.
pub async fn delete_other(tx: &mut Tx, account: &str, public_id: &str) -> Result<bool, Error> {
    on!(tx, c => query(DELETE_OTHER).bind(account).bind(public_id)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Gives a session a new secret because an enrolled factor was proved, and returns its end; nothing
/// when it is over. A session by the card keeps its strength.
pub async fn step_up(
    tx: &mut Tx,
    (account, public_id): (&str, &str),
    new: &str,
    strength: &str,
    at: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let row: Option<(i64,)> = on!(tx, c => query_as(STEP_UP).bind(public_id).bind(account).bind(new)
        .bind(strength).bind(at.0).fetch_optional(c).await)?;
    Ok(row.map(|(ends_at,)| Timestamp(ends_at)))
}

/// Ends a session, whose flows may still be completed in this transaction.
pub async fn update_over(tx: &mut Tx, id: &str, at: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_OVER).bind(id).bind(at.0).execute(c).await.map(|_| ()))
}

/// Ends every session of an account but one.
pub async fn delete_all_but(tx: &mut Tx, account: &str, public_id: &str) -> Result<(), Error> {
    on!(tx, c => query(DELETE_ALL_BUT).bind(account).bind(public_id).execute(c).await.map(|_| ()))
}

/// Ends every session of an account; returns how many.
pub async fn delete_all(tx: &mut Tx, account: &str) -> Result<u64, Error> {
    on!(tx, c => query(DELETE_ALL).bind(account).execute(c).await.map(|done| done.rows_affected()))
}

/// Deletes sessions that are over; those of people only when they ended before `since`.
pub async fn delete_over(tx: &mut Tx, now: Timestamp, since: Timestamp) -> Result<u64, Error> {
    on!(tx, c => query(DELETE_OVER).bind(now.0).bind(since.0).execute(c).await.map(|done| done.rows_affected()))
}
