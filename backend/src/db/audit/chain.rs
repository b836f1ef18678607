//! Appends to the audit trail: rows are kept until the transaction ends, and appended as its last
//! act.
//!
//! So a transaction that waits for the end of the chain holds all its other locks already, and two
//! transactions cannot wait for each other. The primary key is the lock: of two transactions that
//! want the same place in the chain, the second waits, finds it taken and takes the next. A row is
//! written only after the row that this process knows as the last. When that row is gone, because a
//! replacement lacks the last transactions or because of a thief, the chain continues from the row
//! that is there, with a row that says which ones are missing.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use sqlx::{query, query_as};
use sqlx_macros::FromRow;

use crate::db::{
    Error, Reader, Tx,
    audit::{self, Entry, Head, Noted, Signer},
    on, statements,
};

statements! {
    APPEND = "insert into audit (seq, id, at, event, account_id, actor, detail, browser, said_sealed, mac) \
        select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 \
        where $11 = 0 or exists (select 1 from audit where seq = $11 and mac = $12) \
        on conflict (seq) do nothing";
    FIND_LAST = "select seq, mac, (select mac from audit where event = 'audit.cut' \
        order by seq desc limit 1) as cut from audit where seq > 0 order by seq desc limit 1";
    FIND = "select seq from audit where seq = $1 and mac = $2";
    LIST_CUTS = "select mac, detail from audit where event = 'audit.cut' order by seq desc limit 100";
}

/// The event of a row that reports missing rows.
pub const CUT: &str = "audit.cut";
/// How many ends of the chain a process remembers.
const REMEMBERED: usize = 100;

/// Rows that this process saw and that are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The place of the first; earlier rows may be missing when another process wrote them.
    pub from: i64,
    /// The place of the last.
    pub to: i64,
    /// The digest of the last.
    pub mac: String,
}

impl Cut {
    /// How many rows.
    pub fn count(&self) -> i64 {
        self.to - self.from + 1
    }

    /// Whether it reports this row as missing.
    pub fn tells_of(&self, row: &Head) -> bool {
        (self.from..=self.to).contains(&row.seq) && (row.seq < self.to || row.mac == self.mac)
    }

    /// Parses the detail of a row.
    pub fn parse(detail: &str) -> Option<Self> {
        let (_, rest) = detail.split_once(" missing: ")?;
        let (places, mac) = rest.split_once(' ')?;
        let (from, to) = places.split_once('-')?;
        Some(Self { from: from.parse().ok()?, to: to.parse().ok()?, mac: mac.to_owned() })
    }
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} missing: {}-{} {}", self.count(), self.from, self.to, self.mac)
    }
}

/// The end of the chain, and the digest of the last row that reports missing ones.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
struct End {
    #[sqlx(flatten)]
    head: Head,
    cut: Option<String>,
}

/// The end of the chain as this process last saw it: usually still right, which saves a query.
pub(in crate::db) type LastSeen = Arc<Mutex<Memory>>;

/// What a process knows of the chain.
#[derive(Debug, Default)]
pub(in crate::db) struct Memory {
    end: Option<End>,
    /// Rows that it wrote or read, the latest at the end.
    heads: VecDeque<Head>,
}

/// What a transaction appended to the chain.
pub(in crate::db) struct Grown {
    end: End,
    heads: Vec<Head>,
    /// The end that it knew and did not find.
    lost: Option<Head>,
    /// The missing rows that it reported.
    cut: Option<Cut>,
}

/// Writes the noted rows; returns what was appended.
pub(in crate::db) async fn append(tx: &mut Tx) -> Result<Option<Grown>, Error> {
    let Noted { entries, signer } = std::mem::take(&mut tx.noted);
    let Some(signer) = signer else { return Ok(None) };
    let seen = tx.last_seen.lock().unwrap_or_else(PoisonError::into_inner).end.clone();
    let end = match seen {
        Some(end) => end,
        None => find_first_end(tx).await?,
    };
    let mut grown = Grown { end, heads: vec![], lost: None, cut: None };
    for entry in entries {
        while !grown.add(tx, &*signer, &entry).await? {
            grown.catch_up(tx, &*signer, &entry).await?;
        }
    }
    Ok(Some(grown))
}

/// Remembers the end of the chain, once it is committed.
pub(in crate::db) fn remember(last_seen: &LastSeen, grown: Grown) {
    if let Some(Cut { from, to, .. }) = &grown.cut {
        tracing::error!(from, to, "rows of the audit trail are missing; a row says so now");
    }
    let mut memory = last_seen.lock().unwrap_or_else(PoisonError::into_inner);
    let last = memory.end.as_ref().map(|end| &end.head);
    let is_lost = last.is_some() && last == grown.lost.as_ref();
    if is_lost {
        memory.heads.clear();
    } else if last.is_some_and(|last| last.seq >= grown.end.head.seq) {
        return;
    }
    memory.end = Some(grown.end);
    memory.heads.extend(grown.heads);
    let over = memory.heads.len().saturating_sub(REMEMBERED);
    memory.heads.drain(..over);
}

impl Grown {
    /// Writes a row after the known end; returns false when that is not the end.
    async fn add(
        &mut self,
        tx: &mut Tx,
        signer: &dyn Signer,
        entry: &Entry,
    ) -> Result<bool, Error> {
        let before = &self.end.head;
        let seq = before.seq + 1;
        let next = Head { seq, mac: signer.sign(&entry.parts(seq, &before.mac)) };
        let done = insert(tx, before, &next, entry).await?;
        if done {
            if entry.event == CUT {
                self.end.cut = Some(next.mac.clone());
            }
            self.heads.push(next.clone());
            self.end.head = next;
        }
        Ok(done)
    }

    /// Adopts the actual end: another process wrote first, or rows are gone, which a new row
    /// reports.
    async fn catch_up(
        &mut self,
        tx: &mut Tx,
        signer: &dyn Signer,
        entry: &Entry,
    ) -> Result<(), Error> {
        let there = find_last(tx).await?;
        let known = std::mem::replace(&mut self.end, there);
        self.heads.push(self.end.head.clone());
        if is_there(tx, &known.head).await? {
            return Ok(());
        }
        self.lost = Some(known.head.clone());
        let Some(cut) = find_untold(tx, &known, &self.end.head).await? else { return Ok(()) };
        let cuts = Entry {
            id: format!("{}-cut", entry.id),
            at: entry.at,
            event: CUT.to_owned(),
            actor: "system".to_owned(),
            detail: cut.to_string(),
            ..Entry::default()
        };
        if self.add(tx, signer, &cuts).await? {
            self.cut = Some(cut);
        } else {
            // Another process writes at this moment, and may have reported the same.
            self.end = known;
        }
        Ok(())
    }
}

/// Finds the rows up to a known end that are missing and have not been reported since.
async fn find_untold(tx: &mut Tx, known: &End, there: &Head) -> Result<Option<Cut>, Error> {
    let cuts = find_cuts_since(tx, known).await?;
    let mut from = find_first_lost(tx, &known.head).await?.min(there.seq + 1);
    while let Some(cut) = cuts.iter().find(|cut| (cut.from..=cut.to).contains(&from)) {
        from = cut.to + 1;
    }
    let Head { seq: to, mac } = known.head.clone();
    Ok((from <= to).then_some(Cut { from, to, mac }))
}

/// Finds the place of the first remembered row that is gone; if a row is there, so are those before
/// it.
async fn find_first_lost(tx: &mut Tx, known: &Head) -> Result<i64, Error> {
    let remembered: Vec<Head> = {
        let memory = tx.last_seen.lock().unwrap_or_else(PoisonError::into_inner);
        memory.heads.iter().rev().filter(|head| head.seq < known.seq).cloned().collect()
    };
    let mut first = known.seq;
    for head in remembered {
        if is_there(tx, &head).await? {
            break;
        }
        first = head.seq;
    }
    Ok(first)
}

/// Finds what rows written since a known end report as missing. If the last such row of that time
/// is gone too, it is unknown which are later: a loss is reported twice rather than not at all.
async fn find_cuts_since(tx: &mut Reader, known: &End) -> Result<Vec<Cut>, Error> {
    let rows: Vec<(String, String)> = on!(tx, c => query_as(LIST_CUTS).fetch_all(c).await)?;
    let since = match &known.cut {
        None => rows.len(),
        Some(last) => rows.iter().position(|(mac, _)| mac == last).unwrap_or(0),
    };
    Ok(rows.iter().take(since).filter_map(|(_, detail)| Cut::parse(detail)).collect())
}

/// Finds the end that was noted in `audit_head`: it reveals that the trail was cut while no process
/// ran.
async fn find_first_end(tx: &mut Reader) -> Result<End, Error> {
    let end = find_last(tx).await?;
    let noted = audit::find_head(tx).await?.filter(|head| head.seq > 0);
    Ok(End { head: noted.unwrap_or(end.head), cut: end.cut })
}

async fn is_there(tx: &mut Reader, head: &Head) -> Result<bool, Error> {
    let row: Option<(i64,)> =
        on!(tx, c => query_as(FIND).bind(head.seq).bind(&head.mac).fetch_optional(c).await)?;
    Ok(head.seq == 0 || row.is_some())
}

async fn insert(tx: &mut Tx, before: &Head, place: &Head, entry: &Entry) -> Result<bool, Error> {
    on!(tx, c => query(APPEND).bind(place.seq).bind(&entry.id).bind(entry.at).bind(&entry.event)
        .bind(&entry.account).bind(&entry.actor).bind(&entry.detail).bind(&entry.browser)
        .bind(&entry.said_sealed).bind(&place.mac).bind(before.seq).bind(&before.mac)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

async fn find_last(tx: &mut Reader) -> Result<End, Error> {
    let last = on!(tx, c => query_as(FIND_LAST).fetch_optional(c).await)?;
    Ok(last.unwrap_or(End { head: Head { seq: 0, mac: String::new() }, cut: None }))
}
