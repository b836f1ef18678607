//! What happened: append-only rows, each with a keyed digest of itself and of the one before.
//!
//! Rows are kept back until the transaction ends: the last thing it does is to append them. So whoever waits for
//! the end of the chain holds every other lock already, and two transactions cannot wait for each other. The
//! primary key is the lock: of two that want the same place in the chain, the second waits, finds it taken and
//! takes the next.

use std::sync::{Arc, Mutex, PoisonError};

use sqlx::{FromRow, query, query_as};

use super::{Error, Tx, on, statements};

statements! {
    APPEND = "insert into audit (seq, id, at, event, account_id, actor, detail, browser, said_sealed, mac) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (seq) do nothing";
    FIND_LAST = "select seq, mac from audit where seq > 0 order by seq desc limit 1";
    FIND_HEAD = "select seq, mac from audit_head where one = 1";
    COUNT_BEFORE = "select count(*) from audit where seq <= 0";
    CHAIN = "select seq, id, at, event, account_id, actor, detail, browser, said_sealed, mac from audit \
        where seq > $1 order by seq limit $2";
    LIST = "select at, event, detail, browser from audit where account_id = $1 \
        and (event <> 'session.sign_in_failed' or id in (select id from audit \
        where account_id = $1 and event = 'session.sign_in_failed' order by at desc, seq desc limit 20)) \
        order by at desc, seq desc limit 100";
    FIND_DETAIL = "select detail from audit where account_id = $1 and event = $2 \
        order by at desc, seq desc limit 1";
}

/// Makes the keyed digest of a row; it begins with the name of the key.
pub trait Signer: Send + Sync {
    /// The digest of these parts.
    fn sign(&self, parts: &[String]) -> String;
}

/// One row. Neither the actor nor the detail may hold a name, a number, an address or a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Names the row.
    pub id: String,
    /// When.
    pub at: i64,
    /// What, as `registration.activated`.
    pub event: String,
    /// Whose account.
    pub account: Option<String>,
    /// Who did it: `person`, `system`, or `staff:` and an account.
    pub actor: String,
    /// More, in a few words of ours.
    pub detail: String,
    /// Browser and system in a few words; empty when unknown.
    pub browser: String,
    /// What people wrote, sealed under the key of its subject; empty for nothing.
    pub said_sealed: String,
}

impl Entry {
    /// What is signed of this row at a place in the chain, after the digest `before`.
    pub fn parts(&self, seq: i64, before: &str) -> [String; 10] {
        // No account is another thing than an account without a name.
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

/// The end of the chain: which row, and its digest.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Head {
    /// The place of the last row; 0 for none.
    pub seq: i64,
    /// Its digest.
    pub mac: String,
}

/// The end of the chain as this process saw it last: usually right, and then nothing has to be asked.
pub(super) type LastSeen = Arc<Mutex<Option<Head>>>;

/// What a transaction has noted so far.
#[derive(Default)]
pub(super) struct Noted {
    entries: Vec<Entry>,
    signer: Option<Arc<dyn Signer>>,
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

/// Writes what was noted; gives the new end of the chain.
pub(super) async fn append(tx: &mut Tx) -> Result<Option<Head>, Error> {
    let Noted { entries, signer } = std::mem::take(&mut tx.noted);
    let Some(signer) = signer else { return Ok(None) };
    let seen = tx.last_seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let mut head = match seen {
        Some(head) => head,
        None => find_last(tx).await?,
    };
    for entry in entries {
        loop {
            let seq = head.seq + 1;
            let next = Head { seq, mac: signer.sign(&entry.parts(seq, &head.mac)) };
            if insert(tx, &next, &entry).await? {
                head = next;
                break;
            }
            // Somebody else was there first, perhaps another process.
            head = find_last(tx).await?;
        }
    }
    Ok(Some(head))
}

/// Remembers the end of the chain, once it lasts.
pub(super) fn remember(last_seen: &LastSeen, head: Head) {
    let mut seen = last_seen.lock().unwrap_or_else(PoisonError::into_inner);
    if seen.as_ref().is_none_or(|seen| seen.seq < head.seq) {
        *seen = Some(head);
    }
}

async fn insert(tx: &mut Tx, place: &Head, entry: &Entry) -> Result<bool, Error> {
    on!(tx, c => query(APPEND).bind(place.seq).bind(&entry.id).bind(entry.at).bind(&entry.event)
        .bind(&entry.account).bind(&entry.actor).bind(&entry.detail).bind(&entry.browser)
        .bind(&entry.said_sealed).bind(&place.mac)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

async fn find_last(tx: &mut Tx) -> Result<Head, Error> {
    let last = on!(tx, c => query_as(FIND_LAST).fetch_optional(c).await)?;
    Ok(last.unwrap_or(Head { seq: 0, mac: String::new() }))
}

/// The end of the chain as it was noted beside it.
pub async fn find_head(tx: &mut Tx) -> Result<Option<Head>, Error> {
    on!(tx, c => query_as(FIND_HEAD).fetch_optional(c).await)
}

/// How many rows are from before the chain.
pub async fn count_before(tx: &mut Tx) -> Result<i64, Error> {
    let (n,): (i64,) = on!(tx, c => query_as(COUNT_BEFORE).fetch_one(c).await)?;
    Ok(n)
}

/// A row in its place.
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
    /// What it says.
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

/// The rows after a place, in order.
pub async fn chain(tx: &mut Tx, after: i64, most: i64) -> Result<Vec<Link>, Error> {
    on!(tx, c => query_as(CHAIN).bind(after).bind(most).fetch_all(c).await)
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

/// The detail of the last such event of an account, what this transaction noted included.
pub async fn find_detail(tx: &mut Tx, account: &str, event: &str) -> Result<Option<String>, Error> {
    let is_it = |it: &&Entry| it.account.as_deref() == Some(account) && it.event == event;
    if let Some(noted) = tx.noted.entries.iter().rev().find(is_it) {
        return Ok(Some(noted.detail.clone()));
    }
    let row: Option<(String,)> =
        on!(tx, c => query_as(FIND_DETAIL).bind(account).bind(event).fetch_optional(c).await)?;
    Ok(row.map(|(detail,)| detail))
}

/// The last hundred rows of an account, the latest first; of wrong passwords the last twenty, so that a
/// stranger cannot push what matters off the page.
pub async fn list(tx: &mut Tx, account: &str) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).bind(account).fetch_all(c).await)
}
