//! The audit trail: append-only rows, each with a keyed digest of itself and of the row before.
//!
//! Rows are noted while a transaction runs; `db/audit/chain.rs` appends them when it ends.

pub mod chain;
pub mod guards;
pub mod subject_keys;
pub mod trail;

use std::sync::Arc;

use sqlx::query_as;
use sqlx_macros::FromRow;
use vestibule_shared::time::Timestamp;

use super::{Error, Reader, Tx, on, statements};

statements! {
    FIND_HEAD = "select seq, mac from audit_head where one = 1";
    COUNT_BEFORE = "select count(*) from audit where seq <= 0";
    CHAIN = "select seq, id, at, event, account_id, actor, detail, browser, said_sealed, mac from audit \
        where seq > $1 order by seq limit $2";
    LIST = "select at, event, detail, browser from audit where account_id = $1 \
        and event <> 'account.language_changed' and (event <> 'session.sign_in_failed' or id in (select id from audit \
        where account_id = $1 and event = 'session.sign_in_failed' order by at desc, seq desc limit 20)) \
        order by at desc, seq desc limit 100";
    FIND_DETAIL = "select detail from audit where account_id = $1 and event = $2 \
        order by at desc, seq desc limit 1";
    FIND_NOTED = "select at from audit where account_id = $1 and at > $3 and event = $2 limit 1";
}

/// Makes the keyed digest of a row; it begins with the name of the key.
pub trait Signer: Send + Sync {
    /// Returns the digest of these parts.
    fn sign(&self, parts: &[String]) -> String;
}

/// One row. Neither the actor nor the detail may hold a name, a number, an address or a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Id of the row.
    pub id: String,
    /// Unix milliseconds.
    pub at: i64,
    /// The event, as `registration.activated`.
    pub event: String,
    /// The account that it concerns.
    pub account: Option<String>,
    /// The actor: `person`, `system`, or `staff:` and an account.
    pub actor: String,
    /// Details, in a few fixed words.
    pub detail: String,
    /// Browser and system in a few words; empty when unknown.
    pub browser: String,
    /// Free text of a person, sealed under the key of its subject; empty for none.
    pub said_sealed: String,
}

impl Entry {
    /// The parts that are signed for this row at a place in the chain, after the digest `before`.
    pub fn parts(&self, seq: i64, before: &str) -> [String; 10] {
        // "No account" differs from an account with an empty id.
        let account = self.account.as_ref().map_or_else(String::new, |id| format!("={id}"));
        [
            before.to_owned(),
            seq.to_string(),
            self.id.clone(),
            self.at.to_string(),
            self.event.clone(),
            account,
            self.actor.clone(),
            self.detail.clone(),
            self.browser.clone(),
            self.said_sealed.clone(),
        ]
    }
}

/// The end of the chain: the last row and its digest.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Head {
    /// The place of the last row; 0 for none.
    pub seq: i64,
    /// Its digest.
    pub mac: String,
}

/// The rows that a transaction has noted so far.
#[derive(Default)]
pub(super) struct Noted {
    pub(super) entries: Vec<Entry>,
    pub(super) signer: Option<Arc<dyn Signer>>,
}

impl std::fmt::Debug for Noted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Noted").field(&self.entries).finish()
    }
}

/// Notes a row; it is written when the transaction ends.
pub fn note(tx: &mut Tx, entry: Entry, signer: &Arc<impl Signer + 'static>) {
    tx.noted.signer.get_or_insert_with(|| Arc::clone(signer) as Arc<dyn Signer>);
    tx.noted.entries.push(entry);
}

/// Finds the end of the chain as it was noted in `audit_head`.
pub async fn find_head(tx: &mut Reader) -> Result<Option<Head>, Error> {
    on!(tx, c => query_as(FIND_HEAD).fetch_optional(c).await)
}

/// Counts the rows that were written before the chain existed.
pub async fn count_before(tx: &mut Reader) -> Result<i64, Error> {
    let (n,): (i64,) = on!(tx, c => query_as(COUNT_BEFORE).fetch_one(c).await)?;
    Ok(n)
}

/// A row at its place in the chain.
#[derive(Clone, Debug, FromRow)]
pub struct Link {
    /// Its place.
    pub seq: i64,
    id: String,
    at: i64,
    event: String,
    account_id: Option<String>,
    actor: String,
    detail: String,
    browser: String,
    said_sealed: String,
    /// Its digest.
    pub mac: String,
}

impl Link {
    /// The content of the row.
    pub fn entry(&self) -> Entry {
        Entry {
            id: self.id.clone(),
            at: self.at,
            event: self.event.clone(),
            account: self.account_id.clone(),
            actor: self.actor.clone(),
            detail: self.detail.clone(),
            browser: self.browser.clone(),
            said_sealed: self.said_sealed.clone(),
        }
    }
}

/// Lists the rows after a place, in order.
pub async fn chain(tx: &mut Reader, after: i64, most: i64) -> Result<Vec<Link>, Error> {
    on!(tx, c => query_as(CHAIN).bind(after).bind(most).fetch_all(c).await)
}

/// A row, as the owner of the account may read it.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Unix milliseconds.
    pub at: i64,
    /// The event.
    pub event: String,
    /// Details.
    pub detail: String,
    /// Browser and system in a few words.
    pub browser: String,
}

/// Finds the detail of the last such event of an account, including what this transaction noted.
pub async fn find_detail(
    tx: &mut Reader,
    account: &str,
    event: &str,
) -> Result<Option<String>, Error> {
    let is_it = |it: &&Entry| it.account.as_deref() == Some(account) && it.event == event;
    if let Some(noted) = tx.noted.entries.iter().rev().find(is_it) {
        return Ok(Some(noted.detail.clone()));
    }
    let row: Option<(String,)> =
        on!(tx, c => query_as(FIND_DETAIL).bind(account).bind(event).fetch_optional(c).await)?;
    Ok(row.map(|(detail,)| detail))
}

/// Whether an event of an account was noted since a moment.
pub async fn was_noted(
    tx: &mut Tx,
    (account, event): (&str, &str),
    since: Timestamp,
) -> Result<bool, Error> {
    let row: Option<(i64,)> = on!(tx, c => query_as(FIND_NOTED).bind(account).bind(event)
        .bind(since.0).fetch_optional(c).await)?;
    Ok(row.is_some())
}

/// Lists the last hundred rows of an account, the latest first; at most twenty wrong passwords, so
/// that a stranger cannot push important rows off the page.
pub async fn list(tx: &mut Reader, account: &str) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).bind(account).fetch_all(c).await)
}
