//! Accounts and the identities linked to them.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::{id::AccountId, time::Timestamp};

use crate::db::{Error, Reader, Tx, is_taken, on, statements};

statements! {
    INSERT = "insert into accounts (id, state, email_key, email_sealed, phone_key, phone_sealed, \
        person_sealed, language, capacity, terms_version, terms_at, created_at, organisation_key, \
        riziv_key, email_state) \
        values ($1, 'opening', $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12, 'unproved')";
    FIND = "select id, state, email_sealed, email_state, phone_key, phone_sealed, person_sealed, language, capacity, \
        password_hash, code_failures, locked_at, held_until, \
        (select w.role from staff w where w.account_id = accounts.id) as role, \
        (select c.verdict || ' ' || c.decided_by from capacity_checks c where c.account_id = accounts.id \
        and c.verdict <> '') as finding from accounts where id = $1";
    FIND_BY_EMAIL = "select id, state, email_sealed, email_state, phone_key, phone_sealed, person_sealed, language, \
        capacity, password_hash, code_failures, locked_at, held_until, \
        (select w.role from staff w where w.account_id = accounts.id) as role, \
        (select c.verdict || ' ' || c.decided_by from capacity_checks c where c.account_id = accounts.id \
        and c.verdict <> '') as finding from accounts where email_key = $1";
    FIND_BY_PERSON = "select a.id, a.state, a.email_sealed, a.email_state, a.phone_key, a.phone_sealed, \
        a.person_sealed, a.language, a.capacity, a.password_hash, a.code_failures, a.locked_at, \
        a.held_until, (select w.role from staff w where w.account_id = a.id) as role, \
        (select c.verdict || ' ' || c.decided_by from capacity_checks c where c.account_id = a.id \
        and c.verdict <> '') as finding from accounts a join identities i on i.account_id = a.id \
        where i.provider = $1 and i.person_key = $2";
    UPDATE_OPENED = "update accounts set state = 'waiting' where id = $1 and state = 'opening'";
    COUNT_CODE_FAILURE = "update accounts set code_failures = code_failures + 1 where id = $1 \
        and state = 'waiting' and locked_at is null and code_failures < $2 returning code_failures";
    UPDATE_LOCKED = "update accounts set locked_at = $2 where id = $1 and locked_at is null \
        and code_failures >= $3";
    UPDATE_UNLOCKED = "update accounts set locked_at = null, code_failures = 0 where id = $1 \
        and (locked_at is not null or code_failures > 0)";
    UPDATE_ACTIVATED = "update accounts set state = 'active', password_hash = $2, activated_at = $3, \
        code_failures = 0 where id = $1 and state = 'waiting' and locked_at is null";
    CONFIRM_PASSWORD = "update accounts set password_hash = $3 where id = $1 and password_hash = $2 \
        and state = 'active' and locked_at is null";
    UPDATE_PASSWORD = "update accounts set password_hash = $2 where id = $1 and state = 'active'";
    CLEAR_PASSWORD = "update accounts set password_hash = null where id = $1 and state = 'active'";
    UPDATE_PHONE = "update accounts set phone_key = $2, phone_sealed = $3 where id = $1 \
        and state = 'waiting' and locked_at is null";
    UPDATE_CONTACT_PHONE = "update accounts set phone_key = $2, phone_sealed = $3 where id = $1 \
        and state = 'active'";
    UPDATE_EMAIL = "update accounts set email_key = $2, email_sealed = $3, \
        email_state = 'proved' where id = $1 and state = 'active'";
    UPDATE_EMAIL_PROVED = "update accounts set email_state = 'proved' where id = $1 \
        and email_state = 'unproved'";
    UPDATE_EMAIL_REMOVED = "update accounts set email_key = 'removed|' || id, email_state = 'removed' \
        where id = $1 and email_state = 'unproved'";
    FIND_STANDING = "select held_until, (select count(*) from factors f where f.account_id = a.id) \
        from accounts a where a.id = $1";
    UPDATE_HELD = "update accounts set held_until = $2 where id = $1";
    UPDATE_SNOOZED = "update accounts set snoozed_at = $2 where id = $1 and snoozed_at is null";
    UPDATE_EMPTIED = "update accounts set emptied_at = $2 where id = $1";
    UPDATE_FILLED = "update accounts set emptied_at = null where id = $1 and emptied_at is not null";
    UPDATE_UNDISTURBED = "update accounts set undisturbed_until = $2 where id = $1 and undisturbed_until < $2";
    LOCK = "update accounts set state = state where id = $1";
    UPDATE_LANGUAGE = "update accounts set language = $2 where id = $1";
    DELETE = "delete from accounts where id = $1 and state <> 'active'";
    DELETE_UNFINISHED = "delete from accounts where state <> 'active' and created_at < $1 returning id";
    INSERT_IDENTITY = "insert into identities (id, account_id, provider, person_key, linked_at) \
        values ($1, $2, $3, $4, $5)";
}

/// A stored account; personal data is sealed.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Id of the account.
    pub id: String,
    /// `opening` while it is made, `waiting` for its activation, `active`.
    pub state: String,
    /// Sealed for `accounts|email|<id>`.
    pub email_sealed: String,
    /// `unproved`, `proved`, or `removed` when it belongs to another person.
    pub email_state: String,
    /// Digest of the mobile number.
    pub phone_key: String,
    /// Sealed for `accounts|phone|<id>`.
    pub phone_sealed: String,
    /// Name and professional numbers, as JSON, sealed for `accounts|person|<id>`.
    pub person_sealed: String,
    /// Language tag.
    pub language: String,
    /// The capacity.
    pub capacity: String,
    /// Absent until activation.
    pub password_hash: Option<String>,
    /// Wrong codes since the last correct one.
    pub code_failures: i64,
    /// When it was locked.
    pub locked_at: Option<i64>,
    /// Until when it is held after "this was not me"; zero when it is not.
    pub held_until: i64,
    /// The role, for staff.
    pub role: Option<String>,
    /// The verdict about the capacity and its decider, separated by a space.
    pub finding: Option<String>,
}

impl Row {
    /// Locked, also when the process died between the last wrong code of `most` and the lock (R10).
    pub const fn is_locked(&self, most: i64) -> bool {
        self.locked_at.is_some() || self.code_failures >= most
    }

    /// Whether it is active.
    pub fn is_active(&self) -> bool {
        self.state == "active"
    }
}

/// What a new account begins with.
#[derive(Debug)]
pub struct NewAccount<'a> {
    /// Id of the account.
    pub id: &'a AccountId,
    /// Digest of the canonical e-mail address.
    pub email_key: String,
    /// Sealed.
    pub email_sealed: String,
    /// Digest of the mobile number.
    pub phone_key: String,
    /// Sealed.
    pub phone_sealed: String,
    /// Sealed.
    pub person_sealed: String,
    /// Language tag.
    pub language: &'a str,
    /// The capacity.
    pub capacity: String,
    /// The version of the terms agreed to.
    pub terms_version: &'a str,
    /// When it is created.
    pub at: Timestamp,
    /// Digest of the number of the organisation that the person acts for.
    pub organisation_key: Option<String>,
    /// Digest of a doctor's number.
    pub riziv_key: Option<String>,
}

/// # Errors
/// A unique violation: see [`is_email_taken`] and `rizivs::is_taken`.
pub async fn insert(tx: &mut Tx, new: &NewAccount<'_>) -> Result<(), Error> {
    on!(tx, c => query(INSERT)
        .bind(&new.id.0)
        .bind(&new.email_key)
        .bind(&new.email_sealed)
        .bind(&new.phone_key)
        .bind(&new.phone_sealed)
        .bind(&new.person_sealed)
        .bind(new.language)
        .bind(&new.capacity)
        .bind(new.terms_version)
        .bind(new.at.0)
        .bind(&new.organisation_key)
        .bind(&new.riziv_key)
        .execute(c).await.map(|_| ()))
}

/// Whether an insert failed because another account has the address.
pub fn is_email_taken(error: &Error) -> bool {
    is_taken(error, "accounts_email") || is_taken(error, "accounts.email_key")
}

/// Whether linking failed because the person already has an account.
pub fn is_person_taken(error: &Error) -> bool {
    is_taken(error, "identities_person") || is_taken(error, "identities.person_key")
}

/// Finds the account with this id.
pub async fn find(tx: &mut Reader, id: &AccountId) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND).bind(&id.0).fetch_optional(c).await)
}

/// Finds the account with this user name, by its digest.
pub async fn find_by_email(tx: &mut Reader, email_key: &str) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND_BY_EMAIL).bind(email_key).fetch_optional(c).await)
}

/// Finds the account of a person, by the provider and its identifier for them.
pub async fn find_by_person(
    tx: &mut Reader,
    provider: &str,
    key: &str,
) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND_BY_PERSON).bind(provider).bind(key).fetch_optional(c).await)
}

/// Notes that the account waits for activation; returns false when that was noted before.
pub async fn update_opened(tx: &mut Tx, id: &AccountId) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_OPENED).bind(&id.0).execute(c).await.map(|d| d.rows_affected() == 1))
}

/// Counts a try of a code before it is compared; returns nothing when no try is left.
pub async fn count_code_failure(
    tx: &mut Tx,
    id: &AccountId,
    most: i64,
) -> Result<Option<i64>, Error> {
    let row: Option<(i64,)> = on!(tx, c => query_as(COUNT_CODE_FAILURE)
        .bind(&id.0).bind(most).fetch_optional(c).await)?;
    Ok(row.map(|(failures,)| failures))
}

/// Locks an account whose tries are used up; returns false when it was locked already.
pub async fn update_locked(
    tx: &mut Tx,
    id: &AccountId,
    most: i64,
    at: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_LOCKED).bind(&id.0).bind(at.0).bind(most)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Unlocks an account and resets its wrong codes; returns false when there was nothing to unlock.
pub async fn update_unlocked(tx: &mut Tx, id: &AccountId) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_UNLOCKED).bind(&id.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Activates an account with its first password; returns false when it is locked or not waiting.
pub async fn update_activated(
    tx: &mut Tx,
    id: &AccountId,
    password_hash: &str,
    at: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_ACTIVATED).bind(&id.0).bind(password_hash).bind(at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Replaces the hash that a password was checked against; returns false when it changed meanwhile.
pub async fn confirm_password(
    tx: &mut Tx,
    id: &AccountId,
    checked: &str,
    hash: &str,
) -> Result<bool, Error> {
    on!(tx, c => query(CONFIRM_PASSWORD).bind(&id.0).bind(checked).bind(hash)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Replaces the password of an active account.
pub async fn update_password(tx: &mut Tx, id: &AccountId, hash: &str) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_PASSWORD).bind(&id.0).bind(hash)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Clears the password of an active account: a new one has to be chosen.
pub async fn clear_password(tx: &mut Tx, id: &AccountId) -> Result<(), Error> {
    on!(tx, c => query(CLEAR_PASSWORD).bind(&id.0).execute(c).await.map(|_| ()))
}

/// Replaces the mobile number before activation (R16).
pub async fn update_phone(
    tx: &mut Tx,
    id: &AccountId,
    key: &str,
    sealed: &str,
) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_PHONE).bind(&id.0).bind(key).bind(sealed)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Locks an account and its dependent rows against other changes until this transaction ends.
pub async fn lock(tx: &mut Tx, id: &AccountId) -> Result<(), Error> {
    on!(tx, c => query(LOCK).bind(&id.0).execute(c).await.map(|_| ()))
}

/// Replaces the mobile number of an active account.
pub async fn update_contact_phone(
    tx: &mut Tx,
    id: &AccountId,
    key: &str,
    sealed: &str,
) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_CONTACT_PHONE).bind(&id.0).bind(key).bind(sealed)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Notes that the address is proved; returns false when that was known, or it was removed.
pub async fn update_email_proved(tx: &mut Tx, id: &AccountId) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_EMAIL_PROVED).bind(&id.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Removes an address that was never proved from an account; returns false when there was none.
pub async fn update_email_removed(tx: &mut Tx, id: &AccountId) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_EMAIL_REMOVED).bind(&id.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Replaces the user name of an active account; the new one was proved.
///
/// # Errors
/// A unique violation on `accounts_email` when the address is in use: see [`is_email_taken`].
pub async fn update_email(
    tx: &mut Tx,
    id: &AccountId,
    key: &str,
    sealed: &str,
) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_EMAIL).bind(&id.0).bind(key).bind(sealed)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Finds until when an account is held, and its number of second factors; nothing when deleted.
pub async fn find_standing(
    tx: &mut Reader,
    id: &AccountId,
) -> Result<Option<(Timestamp, i64)>, Error> {
    let row: Option<(i64, i64)> =
        on!(tx, c => query_as(FIND_STANDING).bind(&id.0).fetch_optional(c).await)?;
    Ok(row.map(|(held_until, factors)| (Timestamp(held_until), factors)))
}

/// Holds an account until a moment; zero ends the hold.
pub async fn update_held(tx: &mut Tx, id: &AccountId, until: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_HELD).bind(&id.0).bind(until.0).execute(c).await.map(|_| ()))
}

/// Notes that a week was added to the grace; returns false when that was done before.
pub async fn update_snoozed(tx: &mut Tx, id: &AccountId, at: Timestamp) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_SNOOZED).bind(&id.0).bind(at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Notes that the last method was removed by another person than the owner.
pub async fn update_emptied(tx: &mut Tx, id: &AccountId, at: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_EMPTIED).bind(&id.0).bind(at.0).execute(c).await.map(|_| ()))
}

/// Notes that there is a method again.
pub async fn update_filled(tx: &mut Tx, id: &AccountId) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_FILLED).bind(&id.0).execute(c).await.map(|_| ()))
}

/// Replaces the language of texts, mails and messages.
pub async fn update_language(tx: &mut Tx, id: &AccountId, language: &str) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_LANGUAGE).bind(&id.0).bind(language).execute(c).await.map(|_| ()))
}

/// Deletes an account before its activation, because its person already has one.
pub async fn delete(tx: &mut Tx, id: &AccountId) -> Result<(), Error> {
    on!(tx, c => query(DELETE).bind(&id.0).execute(c).await.map(|_| ()))
}

/// Deletes the accounts that were begun before a moment and never activated (R16); returns their
/// ids.
pub async fn delete_unfinished(tx: &mut Tx, before: Timestamp) -> Result<Vec<AccountId>, Error> {
    let rows: Vec<(String,)> =
        on!(tx, c => query_as(DELETE_UNFINISHED).bind(before.0).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id,)| AccountId(id)).collect())
}

/// Links a person to an account.
///
/// # Errors
/// A unique violation when the person has an account already: see [`is_person_taken`].
pub async fn insert_identity(
    tx: &mut Tx,
    id: &str,
    account: &AccountId,
    (provider, person_key): (&str, &str),
    at: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(INSERT_IDENTITY).bind(id).bind(&account.0).bind(provider).bind(person_key)
        .bind(at.0).execute(c).await.map(|_| ()))
}

/// Keeps campaigns from writing to a person until a moment; a later moment that is stored already
/// stays.
pub async fn update_undisturbed(
    tx: &mut Tx,
    id: &AccountId,
    until: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_UNDISTURBED).bind(&id.0).bind(until.0).execute(c).await.map(|_| ()))
}
