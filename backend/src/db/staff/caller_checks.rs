//! Caller checks: the person reads a code aloud to the help desk, then figures are compared. At
//! most one per account.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::{id::AccountId, time::Timestamp};

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    PUT = "insert into caller_checks (account_id, id, state, code_mac, code_sealed, expires_at, code_key) \
        values ($1, $2, 'read', $3, $4, $5, $6) on conflict (account_id) do update set id = excluded.id, \
        state = 'read', code_mac = excluded.code_mac, code_sealed = excluded.code_sealed, figures_sealed = '', \
        staff_id = '', tries = 0, expires_at = excluded.expires_at, code_key = excluded.code_key";
    LIST_BY_CODE = "select c.account_id, a.organisation_key from caller_checks c join accounts a on a.id = c.account_id \
        where c.code_key = $1 and c.state = 'read' and c.expires_at > $2 limit 2";
    FIND = "select id, state, code_mac, code_sealed, figures_sealed, staff_id, tries, expires_at from caller_checks \
        where account_id = $1 and expires_at > $2";
    COUNT_TRY = "update caller_checks set tries = tries + 1 where account_id = $1 and state = 'read' \
        and expires_at > $2 and tries < $3 \
        returning id, state, code_mac, code_sealed, figures_sealed, staff_id, tries, expires_at";
    UPDATE_HEARD = "update caller_checks set state = 'compare', figures_sealed = $3, staff_id = $4, expires_at = $6 \
        where account_id = $1 and id = $2 and state = 'read' and expires_at > $5";
    CONSUME = "delete from caller_checks where account_id = $1 and state = 'compare' and expires_at > $2 \
        returning staff_id";
    DELETE = "delete from caller_checks where account_id = $1 and id = $2";
    DELETE_OVER = "delete from caller_checks where expires_at <= $1";
}

/// A check under way.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Id of the check; part of the digest of the code.
    pub id: String,
    /// `read` or `compare`.
    pub state: String,
    /// Digest of the code.
    pub code_mac: String,
    /// The code, sealed for `caller_checks|code|<id>`.
    pub code_sealed: String,
    /// The figures, sealed for `caller_checks|figures|<id>`; empty until the code was accepted.
    pub figures_sealed: String,
    /// The agent who accepted it; empty until then.
    pub staff_id: String,
    /// Codes typed so far.
    pub tries: i64,
    /// When it expires.
    pub expires_at: i64,
}

/// A new check.
#[derive(Debug)]
pub struct NewCallerCheck<'a> {
    /// Id of the check.
    pub id: &'a str,
    /// Digest of the code.
    pub code_mac: String,
    /// The code, sealed.
    pub code_sealed: String,
    /// Digest of the code alone, by which the check is found.
    pub code_key: String,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// An account whose code is waited for.
#[derive(Clone, Debug, FromRow)]
pub struct Waiting {
    /// The account.
    pub account_id: String,
    /// The digest of the organisation that the person acts for.
    pub organisation_key: Option<String>,
}

/// Lists the accounts whose screens show a code now: none, one, or two of several.
pub async fn list_by_code(
    tx: &mut Tx,
    code_key: &str,
    now: Timestamp,
) -> Result<Vec<Waiting>, Error> {
    on!(tx, c => query_as(LIST_BY_CODE).bind(code_key).bind(now.0).fetch_all(c).await)
}

/// Begins a check and replaces the account's previous one.
pub async fn put(tx: &mut Tx, account: &AccountId, new: &NewCallerCheck<'_>) -> Result<(), Error> {
    on!(tx, c => query(PUT).bind(&account.0).bind(new.id).bind(&new.code_mac).bind(&new.code_sealed)
        .bind(new.expires_at.0).bind(&new.code_key).execute(c).await.map(|_| ()))
}

/// Finds the check of an account that is in progress.
pub async fn find(
    tx: &mut Reader,
    account: &AccountId,
    now: Timestamp,
) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND).bind(&account.0).bind(now.0).fetch_optional(c).await)
}

/// Counts a typed code before it is compared; returns nothing when there is no check, or no try is
/// left.
pub async fn count_try(
    tx: &mut Tx,
    account: &AccountId,
    now: Timestamp,
    most: i64,
) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(COUNT_TRY).bind(&account.0).bind(now.0).bind(most)
        .fetch_optional(c).await)
}

/// Notes that the code was correct and that figures are compared next; returns false when another
/// request did so first.
pub async fn update_heard(
    tx: &mut Tx,
    (account, id): (&AccountId, &str),
    (figures_sealed, staff): (&str, &AccountId),
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_HEARD).bind(&account.0).bind(id).bind(figures_sealed).bind(&staff.0)
        .bind(now.0).bind(until.0).execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Ends the comparison of figures; returns the agent, or nothing when no figures are being
/// compared.
pub async fn consume(
    tx: &mut Tx,
    account: &AccountId,
    now: Timestamp,
) -> Result<Option<AccountId>, Error> {
    let row: Option<(String,)> =
        on!(tx, c => query_as(CONSUME).bind(&account.0).bind(now.0).fetch_optional(c).await)?;
    Ok(row.map(|(staff,)| AccountId(staff)))
}

/// Ends a check; returns false when it had ended.
pub async fn delete(tx: &mut Tx, account: &AccountId, id: &str) -> Result<bool, Error> {
    on!(tx, c => query(DELETE).bind(&account.0).bind(id)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Deletes expired checks.
pub async fn delete_over(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(DELETE_OVER).bind(now.0).execute(c).await.map(|_| ()))
}
