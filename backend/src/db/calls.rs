//! Phone calls: one live call an account, moved on by guarded updates, used up in one statement.

use sqlx::{FromRow, query, query_as};
use vestibule_shared::{id::AccountId, time::Timestamp};

use super::{Error, Tx, on, statements};

statements! {
    INSERT = "insert into calls (id, account_id, scope, phone_key, phone_masked_sealed, purpose, mode, \
        digits_sealed, state, started_at, changed_at, expires_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11) on conflict do nothing";
    UPDATE_REPLACED = "update calls set state = 'replaced', changed_at = $2 where account_id = $1 \
        and consumed_at is null and state in ('queued', 'ringing', 'answered', 'half_keyed', 'confirmed')";
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
    /// Names it, towards the gateway too; cannot be guessed.
    pub id: String,
    /// Whose.
    pub account_id: String,
    /// Digest of the number it goes to.
    pub phone_key: String,
    /// What may be shown of the number, sealed for `calls|phone|<id>`.
    pub phone_masked_sealed: String,
    /// Why: `sign_in`, `set_up` or `change`.
    pub purpose: String,
    /// What it asks for: `press_1` or `digit_on_screen`.
    pub mode: String,
    /// The two figures on the screen, sealed for `calls|digits|<id>`.
    pub digits_sealed: Option<String>,
    /// How far it is, as `ringing`.
    pub state: String,
    /// Since when.
    pub changed_at: i64,
    /// Until when, if nothing more is heard.
    pub expires_at: i64,
}

/// A call to store.
#[derive(Debug)]
pub struct NewCall<'a> {
    /// Names it; cannot be guessed.
    pub id: &'a str,
    /// Whose.
    pub account: &'a AccountId,
    /// Which journey waits for it.
    pub scope: &'a str,
    /// Digest of the number it goes to.
    pub phone_key: &'a str,
    /// What may be shown of the number, sealed.
    pub phone_masked_sealed: String,
    /// What for.
    pub purpose: String,
    /// What it asks for.
    pub mode: String,
    /// The two figures on the screen, sealed.
    pub digits_sealed: Option<String>,
    /// The state it begins in.
    pub state: String,
    /// When.
    pub at: Timestamp,
    /// Until when, if nothing more is heard.
    pub expires_at: Timestamp,
}

/// Stores a call; false when another of the account is live.
pub async fn insert(tx: &mut Tx, new: &NewCall<'_>) -> Result<bool, Error> {
    on!(tx, c => query(INSERT).bind(new.id).bind(&new.account.0).bind(new.scope).bind(new.phone_key)
        .bind(&new.phone_masked_sealed).bind(&new.purpose).bind(&new.mode).bind(&new.digits_sealed)
        .bind(&new.state).bind(new.at.0).bind(new.expires_at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Ends the live call of an account, since another takes its place.
pub async fn update_replaced(
    tx: &mut Tx,
    account: &AccountId,
    now: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_REPLACED).bind(&account.0).bind(now.0).execute(c).await.map(|_| ()))
}

/// The call of this name.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND).bind(id).fetch_optional(c).await)
}

/// The last call that a journey waits for.
pub async fn find_awaited(tx: &mut Tx, scope: &str) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND_AWAITED).bind(scope).fetch_optional(c).await)
}

/// When the owner of an account said last that a call was not for them.
pub async fn find_last_refused(tx: &mut Tx, account: &str) -> Result<Option<Timestamp>, Error> {
    let (at,): (Option<i64>,) =
        on!(tx, c => query_as(FIND_LAST_REFUSED).bind(account).fetch_one(c).await)?;
    Ok(at.map(Timestamp))
}

/// Moves a call on from a state; false when it is elsewhere, its time is over or it was used.
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

/// Uses up the confirmed call of a journey; false when there is none, or its time is over.
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

/// Forgets calls that began before a moment.
pub async fn delete_over(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    on!(tx, c => query(DELETE_OVER).bind(before.0).execute(c).await.map(|done| done.rows_affected()))
}
