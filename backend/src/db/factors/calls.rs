//! Phone calls: one live call per account, advanced by guarded updates, consumed in one statement.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::{id::AccountId, time::Timestamp};

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into calls (id, account_id, scope, phone_key, phone_masked_sealed, purpose, mode, \
        digits_sealed, state, started_at, changed_at, expires_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11) on conflict do nothing";
    UPDATE_REPLACED = "update calls set state = 'replaced', changed_at = $2 where account_id = $1 \
        and consumed_at is null and state in ('queued', 'ringing', 'answered', 'half_keyed', 'confirmed')";
    UPDATE_STOPPED = "update calls set state = 'replaced', changed_at = $3 where account_id = $1 \
        and scope = $2 and consumed_at is null and state in ('queued', 'ringing', 'answered', 'half_keyed')";
    FIND = "select id, account_id, phone_key, phone_masked_sealed, purpose, mode, digits_sealed, state, changed_at, \
        expires_at from calls where id = $1";
    FIND_AWAITED = "select id, account_id, phone_key, phone_masked_sealed, purpose, mode, digits_sealed, state, \
        changed_at, expires_at from calls where scope = $1 and consumed_at is null \
        order by started_at desc, changed_at desc, id limit 1";
    FIND_LAST_REFUSED = "select max(changed_at) from calls where account_id = $1 and state = 'refused'";
    UPDATE_STATE = "update calls set state = $3, changed_at = $4, expires_at = $5 where id = $1 \
        and state = $2 and expires_at > $4 and consumed_at is null";
    CONSUME = "update calls set consumed_at = $3 where account_id = $1 and scope = $2 \
        and state = 'confirmed' and consumed_at is null and expires_at > $3 returning id";
    DELETE_OVER = "delete from calls where started_at < $1";
}

/// A call.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Id, also known to the gateway; cannot be guessed.
    pub id: String,
    /// The account.
    pub account_id: String,
    /// Digest of the number it goes to.
    pub phone_key: String,
    /// What may be shown of the number, sealed for `calls|phone|<id>`.
    pub phone_masked_sealed: String,
    /// The purpose: `sign_in`, `set_up` or `change`.
    pub purpose: String,
    /// The keys that it asks for: `press_1` or `digit_on_screen`.
    pub mode: String,
    /// The two figures on the screen, sealed for `calls|digits|<id>`.
    pub digits_sealed: Option<String>,
    /// The state, as `ringing`.
    pub state: String,
    /// When the state last changed.
    pub changed_at: i64,
    /// When it expires without further news.
    pub expires_at: i64,
}

/// A new call.
#[derive(Debug)]
pub struct NewCall<'a> {
    /// Id; cannot be guessed.
    pub id: &'a str,
    /// The account.
    pub account: &'a AccountId,
    /// The flow that waits for it.
    pub scope: &'a str,
    /// Digest of the number it goes to.
    pub phone_key: &'a str,
    /// What may be shown of the number, sealed.
    pub phone_masked_sealed: String,
    /// The purpose.
    pub purpose: String,
    /// The keys that it asks for.
    pub mode: String,
    /// The two figures on the screen, sealed.
    pub digits_sealed: Option<String>,
    /// The first state.
    pub state: String,
    /// When it begins.
    pub at: Timestamp,
    /// When it expires without further news.
    pub expires_at: Timestamp,
}

/// Stores a call; returns false when the account has another live call.
pub async fn insert(tx: &mut Tx, new: &NewCall<'_>) -> Result<bool, Error> {
    on!(tx, c => query(INSERT).bind(new.id).bind(&new.account.0).bind(new.scope).bind(new.phone_key)
        .bind(&new.phone_masked_sealed).bind(&new.purpose).bind(&new.mode).bind(&new.digits_sealed)
        .bind(&new.state).bind(new.at.0).bind(new.expires_at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Ends the live call of an account, because another replaces it.
pub async fn update_replaced(
    tx: &mut Tx,
    account: &AccountId,
    now: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_REPLACED).bind(&account.0).bind(now.0).execute(c).await.map(|_| ()))
}

/// Ends the call of a flow; a confirmed one stays.
pub async fn update_stopped(
    tx: &mut Tx,
    (account, scope): (&AccountId, &str),
    now: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_STOPPED).bind(&account.0).bind(scope).bind(now.0)
        .execute(c).await.map(|_| ()))
}

/// Finds the call with this id.
pub async fn find(tx: &mut Reader, id: &str) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND).bind(id).fetch_optional(c).await)
}

/// Finds the last call that a flow waits for.
pub async fn find_awaited(tx: &mut Reader, scope: &str) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND_AWAITED).bind(scope).fetch_optional(c).await)
}

/// Finds when the owner of an account last reported that a call was not for them.
pub async fn find_last_refused(tx: &mut Reader, account: &str) -> Result<Option<Timestamp>, Error> {
    let (at,): (Option<i64>,) =
        on!(tx, c => query_as(FIND_LAST_REFUSED).bind(account).fetch_one(c).await)?;
    Ok(at.map(Timestamp))
}

/// Moves a call out of a state; returns false when it is in another state, expired or used.
pub async fn update_state(
    tx: &mut Tx,
    id: &str,
    (from, to): (&str, &str),
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_STATE).bind(id).bind(from).bind(to).bind(now.0).bind(expires_at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Consumes the confirmed call of a flow; returns false when there is none, or it expired.
pub async fn consume(
    tx: &mut Tx,
    account: &AccountId,
    scope: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let row: Option<(String,)> = on!(tx, c => query_as(CONSUME).bind(&account.0).bind(scope)
        .bind(now.0).fetch_optional(c).await)?;
    Ok(row.is_some())
}

/// Deletes calls that began before a moment.
pub async fn delete_over(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    on!(tx, c => query(DELETE_OVER).bind(before.0).execute(c).await.map(|done| done.rows_affected()))
}
