//! People on the phone with the help desk: a code is read aloud, then figures are compared. One an account.

use sqlx::{FromRow, query, query_as};
use vestibule_shared::{id::AccountId, time::Timestamp};

use super::{Error, Tx, on, statements};

statements! {
    PUT = "insert into caller_checks (account_id, id, state, code_mac, code_sealed, expires_at) \
        values ($1, $2, 'read', $3, $4, $5) on conflict (account_id) do update set id = excluded.id, \
        state = 'read', code_mac = excluded.code_mac, code_sealed = excluded.code_sealed, figures_sealed = '', \
        staff_id = '', tries = 0, expires_at = excluded.expires_at";
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
    /// Names it; part of the digest of the code.
    pub id: String,
    /// `read` or `compare`.
    pub state: String,
    /// Digest of the code.
    pub code_mac: String,
    /// The code, sealed for `caller_checks|code|<id>`.
    pub code_sealed: String,
    /// The figures, sealed for `caller_checks|figures|<id>`; empty before the code was heard.
    pub figures_sealed: String,
    /// Who heard it; empty before.
    pub staff_id: String,
    /// Codes that were typed so far.
    pub tries: i64,
    /// Until when.
    pub expires_at: i64,
}

/// A check that begins.
#[derive(Debug)]
pub struct NewCallerCheck<'a> {
    /// Names it.
    pub id: &'a str,
    /// Digest of the code.
    pub code_mac: String,
    /// The code, sealed.
    pub code_sealed: String,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Begins a check in place of whichever there was.
pub async fn put(tx: &mut Tx, account: &AccountId, new: &NewCallerCheck<'_>) -> Result<(), Error> {
    on!(tx, c => query(PUT).bind(&account.0).bind(new.id).bind(&new.code_mac).bind(&new.code_sealed)
        .bind(new.expires_at.0).execute(c).await.map(|_| ()))
}

/// The check of an account that is under way.
pub async fn find(tx: &mut Tx, account: &AccountId, now: Timestamp) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND).bind(&account.0).bind(now.0).fetch_optional(c).await)
}

/// Counts a typed code before it is compared; absent when there is nothing to compare it with, or no try is left.
pub async fn count_try(
    tx: &mut Tx,
    account: &AccountId,
    now: Timestamp,
    most: i64,
) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(COUNT_TRY).bind(&account.0).bind(now.0).bind(most)
        .fetch_optional(c).await)
}

/// The code was right: figures are to be compared. False when another request was quicker.
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

/// Ends the comparing of figures; gives who says them, nothing when none are compared.
pub async fn consume(
    tx: &mut Tx,
    account: &AccountId,
    now: Timestamp,
) -> Result<Option<AccountId>, Error> {
    let row: Option<(String,)> =
        on!(tx, c => query_as(CONSUME).bind(&account.0).bind(now.0).fetch_optional(c).await)?;
    Ok(row.map(|(staff,)| AccountId(staff)))
}

/// Ends a check; false when it was over.
pub async fn delete(tx: &mut Tx, account: &AccountId, id: &str) -> Result<bool, Error> {
    on!(tx, c => query(DELETE).bind(&account.0).bind(id)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Forgets checks whose time is over.
pub async fn delete_over(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(DELETE_OVER).bind(now.0).execute(c).await.map(|_| ()))
}
