//! Verifies the audit trail from its first row to its last and reports where it was changed.
//!
//! Verification continues after a broken place, so that one fault does not hide others.

use std::fmt;

use crate::{
    app::{App, problem::Problem},
    db::{
        self, Db,
        audit::{Head, Link},
        chain::{CUT, Cut},
    },
    system::keyring::Keyring,
};

/// The number of rows read at a time.
const AT_ONCE: i64 = 1000;

/// The result of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The end of the chain.
    pub head: Head,
    /// The number of rows older than the chain, which proves nothing about them.
    pub before: i64,
    /// Where the chain is broken; empty when it is intact.
    pub broken: Vec<Broken>,
    /// Where the chain itself records that rows are missing, and which.
    pub cuts: Vec<(Head, Cut)>,
}

/// A place where the trail was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Rows from one place to another are missing, and the chain does not record that.
    Missing(i64, i64),
    /// The rows from one place to another were altered, or do not follow the rows before them.
    Changed(i64, i64),
    /// Rows are missing at the end: this was the last place.
    Cut(i64),
    /// The chain never had, at this place, the digest that was noted elsewhere.
    NotAsNoted(i64),
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(from, to) if from == to => {
                write!(f, "row {from} is missing, so row {} cannot be checked", to + 1)
            }
            Self::Missing(from, to) => {
                write!(f, "rows {from} to {to} are missing, so row {} cannot be checked", to + 1)
            }
            Self::Changed(from, to) => {
                let rows = if from == to {
                    format!("row {from} is")
                } else {
                    format!("rows {from} to {to} are")
                };
                write!(
                    f,
                    "{rows} not what was written, or what stood before is not (a key that is no longer in \
                     the key ring looks the same)"
                )
            }
            Self::Cut(seq) => write!(f, "rows up to {seq} are missing at the end"),
            Self::NotAsNoted(seq) => write!(
                f,
                "row {seq} is not the one whose digest was noted: the trail was made again"
            ),
        }
    }
}

/// Verifies the whole chain. `noted` is a place and digest from elsewhere, such as the log: it
/// detects what the trail itself cannot show, that the whole trail was reset to an earlier state.
///
/// # Errors
/// When the database cannot be read.
pub async fn walk(
    db: &Db,
    keys: &Keyring,
    noted: Option<&Head>,
) -> Result<Verification, db::Error> {
    let mut tx = db.read().await?;
    // Read first: rows that are added meanwhile come after it.
    let end = db::audit::find_head(&mut tx).await?.unwrap_or(Head { seq: 0, mac: String::new() });
    let before = db::audit::count_before(&mut tx).await?;
    let head = Head { seq: 0, mac: String::new() };
    let mut walk = Verification { head, before, broken: vec![], cuts: vec![] };
    let mut is_as_noted = false;
    loop {
        let links = db::audit::chain(&mut tx, walk.head.seq, AT_ONCE).await?;
        if links.is_empty() {
            break;
        }
        for link in links {
            walk.step(keys, &end, &link);
            is_as_noted |= noted == Some(&walk.head);
        }
    }
    if let Some(noted) = noted.filter(|noted| noted.seq > 0 && !is_as_noted) {
        walk.miss(noted);
    }
    if walk.head.seq < end.seq && !walk.broken.contains(&Broken::Cut(end.seq)) {
        walk.broken.push(Broken::Cut(end.seq));
    }
    Ok(walk)
}

impl Verification {
    fn step(&mut self, keys: &Keyring, end: &Head, link: &Link) {
        let place = self.head.seq + 1;
        let entry = link.entry();
        let row = Head { seq: link.seq, mac: link.mac.clone() };
        let follows = keys.audit_matches(&link.mac, &entry.parts(place, &self.head.mac));
        if link.seq != place {
            self.broken.push(Broken::Missing(place, link.seq - 1));
        } else if !follows || (end.seq == place && end.mac != link.mac) {
            match self.broken.last_mut() {
                Some(Broken::Changed(_, to)) if *to == place - 1 => *to = place,
                _ => self.broken.push(Broken::Changed(place, place)),
            }
        } else if entry.event == CUT
            && let Some(cut) = Cut::parse(&entry.detail)
        {
            self.cuts.push((row.clone(), cut));
        }
        self.head = row;
    }

    /// Handles a noted row that is absent: a recorded cut may explain it.
    fn miss(&mut self, noted: &Head) {
        if self.cuts.iter().any(|(_, cut)| cut.tells_of(noted)) {
            return;
        }
        let is_beyond = self.head.seq < noted.seq;
        let what = if is_beyond { Broken::Cut(noted.seq) } else { Broken::NotAsNoted(noted.seq) };
        self.broken.push(what);
    }
}

/// Writes the end of the chain to the log when it moved: a log kept elsewhere shows later whether
/// the whole trail was reset.
///
/// # Errors
/// When the database cannot be read.
pub async fn log_head(app: &App, logged: &mut Option<Head>) -> Result<(), Problem> {
    let mut tx = app.db.read().await?;
    let head = db::audit::find_head(&mut tx).await?.filter(|head| head.seq > 0);
    if let Some(Head { seq, mac }) = head.as_ref().filter(|_| head != *logged) {
        tracing::info!(head = format!("{seq}:{mac}"), "the audit trail goes up to here");
        *logged = head;
    }
    Ok(())
}
