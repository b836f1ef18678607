//! What a client got for one sign-in: a code, then a family of tokens, in one row.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::{id::AccountId, time::Timestamp};

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into client_grants (id, client_id, account_id, session_id, is_offline, terms, code_digest, \
        code_expires_at, made_at, used_at, ends_at, logout_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11)";
    FIND_BY_CODE = "select id, client_id, account_id, session_id, is_offline, terms, code_expires_at, code_used_at, \
        refresh_digest, refresh_before, refresh_sealed, refresh_at, ends_at, revoked_at \
        from client_grants where code_digest = $1";
    USE_CODE = "update client_grants set code_used_at = $2, used_at = $2, refresh_digest = $3 \
        where id = $1 and code_used_at is null and revoked_at is null";
    UPDATE_TERMS = "update client_grants set terms = $2 where id = $1";
    FIND = "select id, client_id, account_id, session_id, is_offline, terms, code_expires_at, code_used_at, \
        refresh_digest, refresh_before, refresh_sealed, refresh_at, ends_at, revoked_at \
        from client_grants where id = $1";
    FIND_LIVE = "select g.id, g.client_id, g.account_id, g.session_id, g.is_offline, g.terms, g.code_expires_at, \
        g.code_used_at, g.refresh_digest, g.refresh_before, g.refresh_sealed, g.refresh_at, g.ends_at, g.revoked_at \
        from client_grants g join accounts a on a.id = g.account_id \
        join clients k on k.id = g.client_id where g.id = $1 and g.revoked_at is null and g.ends_at > $2 \
        and k.disabled_at is null and a.state = 'active' and a.held_until <= $2 and (g.is_offline = 1 or exists \
        (select 1 from sessions s where s.public_id = g.session_id and s.account_id = g.account_id \
        and s.idle_until > $2 and s.ends_at > $2))";
    ROTATE = "update client_grants set refresh_before = refresh_digest, refresh_digest = $3, refresh_sealed = $4, \
        refresh_at = $5, used_at = $5 where id = $1 and refresh_digest = $2 and revoked_at is null";
    REVOKE = "update client_grants set revoked_at = $2 where id = $1 and revoked_at is null";
    REVOKE_CLIENT = "update client_grants set revoked_at = $3 where account_id = $1 and client_id = $2 \
        and revoked_at is null";
    LAST_USED = "select client_id, max(used_at) as used_at from client_grants where account_id = $1 \
        and revoked_at is null and ends_at > $2 group by client_id order by client_id";
    LIST_ENDED = "select distinct g.account_id from client_grants g where g.logout_at is null \
        and g.code_used_at is not null and not exists (select 1 from sessions s where s.public_id = g.session_id \
        and s.idle_until > $1 and s.ends_at > $1) order by g.account_id limit $2";
    TAKE_ENDED = "update client_grants set logout_at = $2 where account_id = $1 and logout_at is null \
        and code_used_at is not null and not exists (select 1 from sessions s \
        where s.public_id = client_grants.session_id and s.idle_until > $2 and s.ends_at > $2) \
        returning client_id, session_id";
    LIST_OF_SESSION = "select distinct client_id from client_grants where session_id = $1 \
        and code_used_at is not null and revoked_at is null order by client_id";
    LAST_USED_OF_ALL = "select client_id, max(used_at) as used_at from client_grants group by client_id order by client_id";
    DELETE_OVER = "delete from client_grants where ends_at <= $1 and (logout_at is not null or code_used_at is null)";
}

/// A grant.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Its identifier.
    pub id: String,
    /// The client.
    pub client_id: String,
    /// The person.
    pub account_id: String,
    /// The public id of the session.
    pub session_id: String,
    /// 1: it outlives the session.
    pub is_offline: i64,
    /// JSON.
    pub terms: String,
    /// Until when the code can be exchanged.
    pub code_expires_at: i64,
    /// When it was.
    pub code_used_at: Option<i64>,
    /// Digest of the refresh token.
    pub refresh_digest: Option<String>,
    /// Digest of the one before.
    pub refresh_before: Option<String>,
    /// The refresh token, for a client that did not receive it.
    pub refresh_sealed: Option<String>,
    /// When it replaced the one before.
    pub refresh_at: Option<i64>,
    /// When everything ends.
    pub ends_at: i64,
    /// When it was revoked.
    pub revoked_at: Option<i64>,
}

/// A grant to store.
#[derive(Clone, Copy, Debug)]
pub struct NewGrant<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// The client.
    pub client: &'a str,
    /// The person.
    pub account: &'a str,
    /// The public id of the session.
    pub session: &'a str,
    /// 1: it outlives the session.
    pub is_offline: i64,
    /// JSON.
    pub terms: &'a str,
    /// Digest of the code.
    pub code_digest: &'a str,
    /// Until when the code can be exchanged.
    pub code_expires_at: Timestamp,
    /// When it begins.
    pub at: Timestamp,
    /// When everything ends.
    pub ends_at: Timestamp,
    /// 0 where the client is not notified that the person signed out.
    pub logout_at: Option<i64>,
}

/// Stores a grant.
pub async fn insert(tx: &mut Tx, new: NewGrant<'_>) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(new.id).bind(new.client).bind(new.account).bind(new.session)
        .bind(new.is_offline).bind(new.terms).bind(new.code_digest).bind(new.code_expires_at.0)
        .bind(new.at.0).bind(new.ends_at.0).bind(new.logout_at).execute(c).await.map(|_| ()))
}

/// Finds the grant of a code, used or not.
pub async fn find_by_code(tx: &mut Reader, digest: &str) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND_BY_CODE).bind(digest).fetch_optional(c).await)
}

/// Finds a grant.
pub async fn find(tx: &mut Reader, id: &str) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND).bind(id).fetch_optional(c).await)
}

/// Uses the code up, and notes the first refresh token; returns false when it was used before.
pub async fn use_code(
    tx: &mut Tx,
    id: &str,
    refresh: Option<&str>,
    now: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(USE_CODE).bind(id).bind(now.0).bind(refresh)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Stores what a grant is bound to besides.
pub async fn update_terms(tx: &mut Tx, id: &str, terms: &str) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_TERMS).bind(id).bind(terms).execute(c).await.map(|_| ()))
}

/// Finds a grant if it, its client, its account and its session are all live.
pub async fn find_live(tx: &mut Reader, id: &str, now: Timestamp) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND_LIVE).bind(id).bind(now.0).fetch_optional(c).await)
}

/// A refresh token and its successor.
#[derive(Clone, Copy, Debug)]
pub struct Rotation<'a> {
    /// Digest of the token that is replaced.
    pub old: &'a str,
    /// Digest of its successor.
    pub new: &'a str,
    /// The successor, sealed for `client_grants|refresh|<id>`.
    pub sealed: &'a str,
}

/// Replaces a refresh token; returns false when it is not the current one.
pub async fn rotate(
    tx: &mut Tx,
    id: &str,
    tokens: Rotation<'_>,
    now: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(ROTATE).bind(id).bind(tokens.old).bind(tokens.new).bind(tokens.sealed)
        .bind(now.0).execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Revokes a grant; returns false when it was revoked before.
pub async fn revoke(tx: &mut Tx, id: &str, now: Timestamp) -> Result<bool, Error> {
    on!(tx, c => query(REVOKE).bind(id).bind(now.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Revokes everything that a client has of a person.
pub async fn revoke_client(
    tx: &mut Tx,
    account: &str,
    client: &str,
    now: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(REVOKE_CLIENT).bind(account).bind(client).bind(now.0)
        .execute(c).await.map(|_| ()))
}

/// Lists when each client last used something of a person that it still has.
pub async fn last_used(
    tx: &mut Reader,
    account: &str,
    now: Timestamp,
) -> Result<Vec<(String, i64)>, Error> {
    on!(tx, c => query_as(LAST_USED).bind(account).bind(now.0).fetch_all(c).await)
}

/// Lists the clients that were given something for a session.
pub async fn list_of_session(tx: &mut Reader, session: &str) -> Result<Vec<String>, Error> {
    let rows: Vec<(String,)> =
        on!(tx, c => query_as(LIST_OF_SESSION).bind(session).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Lists accounts with grants whose session is gone and whose client was not notified yet.
pub async fn list_ended(
    tx: &mut Reader,
    now: Timestamp,
    most: i64,
) -> Result<Vec<AccountId>, Error> {
    let rows: Vec<(String,)> =
        on!(tx, c => query_as(LIST_ENDED).bind(now.0).bind(most).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id,)| AccountId(id)).collect())
}

/// Takes the grants of an account whose session is gone, once: returns client and session of each.
pub async fn take_ended(
    tx: &mut Tx,
    account: &AccountId,
    now: Timestamp,
) -> Result<Vec<(String, String)>, Error> {
    on!(tx, c => query_as(TAKE_ENDED).bind(&account.0).bind(now.0).fetch_all(c).await)
}

/// Lists when each client last used something of a person.
pub async fn last_used_of_all(tx: &mut Reader) -> Result<Vec<(String, i64)>, Error> {
    on!(tx, c => query_as(LAST_USED_OF_ALL).fetch_all(c).await)
}

/// Deletes grants that ended, except those whose client is still to be notified.
pub async fn delete_over(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    on!(tx, c => query(DELETE_OVER).bind(now.0).execute(c).await.map(|done| done.rows_affected()))
}
