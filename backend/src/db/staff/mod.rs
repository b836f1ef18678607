//! Staff: accounts with a role.

pub mod caller_checks;
pub mod counter_questions;
pub mod desk;
pub mod known_callers;
pub mod resets;

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::{id::AccountId, time::Timestamp};

use super::{Error, Reader, Tx, on, statements};

statements! {
    LOCK = "update staff set role = role where role = 'administrator'";
    PUT = "insert into staff (account_id, role, organisation_key, granted_by, granted_at) \
        values ($1, $2, $3, $4, $5) on conflict (account_id) do update set role = excluded.role, \
        organisation_key = excluded.organisation_key, granted_by = excluded.granted_by, \
        granted_at = excluded.granted_at";
    FIND = "select role, organisation_key from staff where account_id = $1";
    DELETE = "delete from staff where account_id = $1";
    COUNT_ADMINISTRATORS = "select count(*) from staff where role = 'administrator'";
    LIST = "select w.account_id, w.role, w.granted_at, a.email_sealed, a.person_sealed, \
        (select count(*) from factors f where f.account_id = w.account_id) as factors \
        from staff w join accounts a on a.id = w.account_id order by w.role, w.granted_at, w.account_id";
}

/// A member of staff.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// The account.
    pub account_id: String,
    /// The role.
    pub role: String,
    /// When it was granted.
    pub granted_at: i64,
    /// Sealed for `accounts|email|<account>`.
    pub email_sealed: String,
    /// Sealed for `accounts|person|<account>`.
    pub person_sealed: String,
    /// How many factors are enrolled.
    pub factors: i64,
}

/// A role to grant.
#[derive(Clone, Copy, Debug)]
pub struct Grant<'a> {
    /// The account.
    pub account: &'a AccountId,
    /// The role.
    pub role: &'a str,
    /// The organisation whose people only may be seen.
    pub organisation_key: Option<&'a str>,
    /// Who grants it: `operator`, or an account.
    pub by: &'a str,
    /// When it is granted.
    pub at: Timestamp,
}

/// Locks the set of administrators against other changes until this transaction ends.
pub async fn lock(tx: &mut Tx) -> Result<(), Error> {
    on!(tx, c => query(LOCK).execute(c).await.map(|_| ()))
}

/// Grants a role and replaces the previous one.
pub async fn put(tx: &mut Tx, grant: &Grant<'_>) -> Result<(), Error> {
    on!(tx, c => query(PUT).bind(&grant.account.0).bind(grant.role).bind(grant.organisation_key)
        .bind(grant.by).bind(grant.at.0).execute(c).await.map(|_| ()))
}

/// Finds the role of an account, and the organisation whose people only it may see.
pub async fn find(
    tx: &mut Reader,
    account: &AccountId,
) -> Result<Option<(String, Option<String>)>, Error> {
    on!(tx, c => query_as(FIND).bind(&account.0).fetch_optional(c).await)
}

/// Revokes a role; returns false when there was none.
pub async fn delete(tx: &mut Tx, account: &AccountId) -> Result<bool, Error> {
    on!(tx, c => query(DELETE).bind(&account.0).execute(c).await.map(|d| d.rows_affected() == 1))
}

/// Counts the administrators.
pub async fn count_administrators(tx: &mut Reader) -> Result<i64, Error> {
    let (n,): (i64,) = on!(tx, c => query_as(COUNT_ADMINISTRATORS).fetch_one(c).await)?;
    Ok(n)
}

/// Lists all staff.
pub async fn list(tx: &mut Reader) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).fetch_all(c).await)
}
