//! Second factors. Each "accepted once" is guarded by one statement, so it holds on every instance.

pub mod access_codes;
pub mod calls;
pub mod kinds;
pub mod recovery_codes;
pub mod sent_codes;
pub mod tries;

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::time::Timestamp;

use super::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into factors (id, account_id, kind, name_sealed, secret_sealed, lookup_key, counter, \
        added_at, used_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $8)";
    LIST = "select id, account_id, kind, name_sealed, secret_sealed, counter, preferred, added_at, \
        used_at from factors where account_id = $1 order by added_at, id";
    FIND_BY_LOOKUP = "select id, account_id, kind, name_sealed, secret_sealed, counter, preferred, \
        added_at, used_at from factors where lookup_key = $1 \
        and kind in (select k.kind from factor_kinds k where k.is_key)";
    COUNT = "select count(*) from factors where account_id = $1";
    ADVANCE = "update factors set counter = $3, used_at = $4 where id = $1 and account_id = $2 \
        and counter < $3";
    UPDATE_KEY = "update factors set secret_sealed = $3, counter = $4, used_at = $5 where id = $1 \
        and account_id = $2 and (counter < $4 or (counter = 0 and $4 = 0))";
    UPDATE_USED = "update factors set used_at = $3 where id = $1 and account_id = $2";
    UPDATE_NAME = "update factors set name_sealed = $3 where id = $1 and account_id = $2";
    UPDATE_PREFERRED = "update factors set preferred = (id = $2) where account_id = $1";
    DELETE = "delete from factors where id = $1 and account_id = $2";
    DELETE_BEFORE = "delete from factors where account_id = $1 and added_at < $2";
}

/// A factor as it is stored.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Id of the factor.
    pub id: String,
    /// The account.
    pub account_id: String,
    /// `app`, `passkey`, `platform`, `security_key`, `sms` or `call`.
    pub kind: String,
    /// The name that its owner gave it, sealed for `factors|name|<id>`.
    pub name_sealed: String,
    /// Key, number or credential, sealed for `factors|secret|<id>`.
    pub secret_sealed: String,
    /// Last time step of an app, signature counter of a key.
    pub counter: i64,
    /// Whether it is offered first.
    pub preferred: bool,
    /// When it was set up.
    pub added_at: i64,
    /// When it was used last.
    pub used_at: Option<i64>,
}

/// A factor to store.
#[derive(Debug)]
pub struct NewFactor<'a> {
    /// Id of the factor.
    pub id: &'a str,
    /// The account.
    pub account: &'a str,
    /// The kind.
    pub kind: &'a str,
    /// Sealed.
    pub name_sealed: String,
    /// Sealed.
    pub secret_sealed: String,
    /// Digest of the credential or the number; the factor's id for an app.
    pub lookup_key: &'a str,
    /// Time step or counter that its proof used.
    pub counter: i64,
    /// When it is set up.
    pub at: Timestamp,
}

/// # Errors
/// A unique violation on `factors_credential` or `factors_number`: see [`is_taken`].
pub async fn insert(tx: &mut Tx, new: &NewFactor<'_>) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(new.id).bind(new.account).bind(new.kind).bind(&new.name_sealed)
        .bind(&new.secret_sealed).bind(new.lookup_key).bind(new.counter).bind(new.at.0)
        .execute(c).await.map(|_| ()))
}

/// Whether a factor could not be stored because this key or number is set up already.
pub fn is_taken(error: &Error) -> bool {
    ["factors_credential", "factors_number", "factors.lookup_key"]
        .iter()
        .any(|index| super::is_taken(error, index))
}

/// Lists the factors of an account, the oldest first.
pub async fn list(tx: &mut Reader, account: &str) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).bind(account).fetch_all(c).await)
}

/// Finds the key with this credential, of any account.
pub async fn find_by_lookup(tx: &mut Reader, lookup_key: &str) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND_BY_LOOKUP).bind(lookup_key).fetch_optional(c).await)
}

/// Counts the factors of an account.
pub async fn count(tx: &mut Reader, account: &str) -> Result<i64, Error> {
    let (count,): (i64,) = on!(tx, c => query_as(COUNT).bind(account).fetch_one(c).await)?;
    Ok(count)
}

/// Consumes a time step of an app; returns false when that or a later one was used before (RFC 6238
/// 5.2).
pub async fn advance(
    tx: &mut Tx,
    (account, id): (&str, &str),
    step: i64,
    at: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(ADVANCE).bind(id).bind(account).bind(step).bind(at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Stores a key with its new counter; returns false when another request stored the same or a later
/// one.
pub async fn update_key(
    tx: &mut Tx,
    (account, id): (&str, &str),
    sealed: &str,
    counter: i64,
    at: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_KEY).bind(id).bind(account).bind(sealed).bind(counter).bind(at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Notes that a factor was used; returns false when it was removed.
pub async fn update_used(
    tx: &mut Tx,
    (account, id): (&str, &str),
    at: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_USED).bind(id).bind(account).bind(at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Renames a factor; returns false when the account has none with that id.
pub async fn update_name(
    tx: &mut Tx,
    (account, id): (&str, &str),
    sealed: &str,
) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_NAME).bind(id).bind(account).bind(sealed)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Offers this factor first, and no other.
pub async fn update_preferred(tx: &mut Tx, (account, id): (&str, &str)) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_PREFERRED).bind(account).bind(id).execute(c).await.map(|_| ()))
}

/// Removes a factor; returns false when the account has none with that id.
pub async fn delete(tx: &mut Tx, (account, id): (&str, &str)) -> Result<bool, Error> {
    on!(tx, c => query(DELETE).bind(id).bind(account)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Removes the factors of an account that were set up before a moment; returns how many.
pub async fn delete_before(tx: &mut Tx, account: &str, at: Timestamp) -> Result<u64, Error> {
    on!(tx, c => query(DELETE_BEFORE).bind(account).bind(at.0)
        .execute(c).await.map(|done| done.rows_affected()))
}
