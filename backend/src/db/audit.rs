//! What happened: append-only rows, written in the transaction of what they tell.

use sqlx::{FromRow, query, query_as};
use vestibule_shared::time::Timestamp;

use super::{Error, Tx, on, statements};

statements! {
    INSERT = "insert into audit (id, at, event, account_id, actor, detail, browser) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    LIST = "select at, event, detail, browser from audit where account_id = $1 \
        and (event <> 'session.sign_in_failed' or id in (select id from audit \
        where account_id = $1 and event = 'session.sign_in_failed' order by at desc, id limit 20)) \
        order by at desc, id limit 100";
    FIND_DETAIL = "select detail from audit where account_id = $1 and event = $2 \
        order by at desc, id limit 1";
}

/// One row. Neither the actor nor the detail may hold a name, a number, an address or a secret.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Names the row.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// What, as `registration.activated`.
    pub event: &'a str,
    /// Whose account.
    pub account: Option<&'a str>,
    /// Who did it: `person`, or `system`.
    pub actor: &'a str,
    /// More, in a few words of ours.
    pub detail: &'a str,
    /// Browser and system in a few words; empty when unknown.
    pub browser: &'a str,
}

/// One row, as the owner of the account may read it.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// When.
    pub at: i64,
    /// What.
    pub event: String,
    /// More.
    pub detail: String,
    /// Browser and system in a few words.
    pub browser: String,
}

/// Adds a row.
pub async fn insert(tx: &mut Tx, entry: &Entry<'_>) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(&entry.id).bind(entry.at.0).bind(entry.event)
        .bind(entry.account).bind(entry.actor).bind(entry.detail).bind(entry.browser)
        .execute(c).await.map(|_| ()))
}

/// The detail of the last such event of an account.
pub async fn find_detail(tx: &mut Tx, account: &str, event: &str) -> Result<Option<String>, Error> {
    let row: Option<(String,)> =
        on!(tx, c => query_as(FIND_DETAIL).bind(account).bind(event).fetch_optional(c).await)?;
    Ok(row.map(|(detail,)| detail))
}

/// The last hundred rows of an account, the latest first; of wrong passwords the last twenty, so that a
/// stranger cannot push what matters off the page.
pub async fn list(tx: &mut Tx, account: &str) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).bind(account).fetch_all(c).await)
}
