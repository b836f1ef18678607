//! Walks the audit trail from its first row to its end and says where it was changed.

use std::fmt;

use crate::{
    app::App,
    db::{
        self, Db,
        audit::{Head, Link},
    },
    keyring::Keyring,
    problem::Problem,
};

/// How many rows are read at a time.
const AT_ONCE: i64 = 1000;

/// What a walk found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// The end of the chain, as far as it holds.
    pub head: Head,
    /// How many rows are older than the chain, which proves nothing about them.
    pub before: i64,
    /// Where it does not hold; nothing when it does.
    pub broken: Option<Broken>,
}

/// Where the trail was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// A row is missing at this place.
    Missing(i64),
    /// The row at this place is not what was written, or does not follow the one before it.
    Changed(i64),
    /// Rows are missing at the end: this was the last place.
    Cut(i64),
    /// The chain never had this digest at this place, which somebody wrote down earlier.
    NotAsNoted(i64),
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(seq) => write!(f, "row {seq} is missing"),
            Self::Changed(seq) => write!(
                f,
                "row {seq} is not what was written, or what stood before it is not (a key that is no longer \
                 in the key ring looks the same)"
            ),
            Self::Cut(seq) => write!(f, "rows up to {seq} are missing at the end"),
            Self::NotAsNoted(seq) => {
                write!(
                    f,
                    "row {seq} is not the one whose digest was noted: the trail was made anew"
                )
            }
        }
    }
}

/// Walks the whole chain. `noted` is a place and digest from elsewhere, as the log tells them: it finds what
/// the trail itself cannot show, that all of it was put back to an earlier state.
///
/// # Errors
/// When the database cannot be read.
pub async fn walk(db: &Db, keys: &Keyring, noted: Option<&Head>) -> Result<Walk, db::Error> {
    let mut tx = db.read().await?;
    // Read first: rows that are added meanwhile lie behind it.
    let end = db::audit::find_head(&mut tx).await?.unwrap_or(Head { seq: 0, mac: String::new() });
    let before = db::audit::count_before(&mut tx).await?;
    let mut head = Head { seq: 0, mac: String::new() };
    let stop = |head, broken| Walk { head, before, broken: Some(broken) };
    loop {
        let links = db::audit::chain(&mut tx, head.seq, AT_ONCE).await?;
        if links.is_empty() {
            break;
        }
        for link in links {
            if let Some(broken) = judge(keys, &head, &link, (&end, noted)) {
                return Ok(stop(head, broken));
            }
            head = Head { seq: link.seq, mac: link.mac };
        }
    }
    let noted_seq = noted.map_or(0, |noted| noted.seq);
    let broken = (head.seq < end.seq.max(noted_seq)).then(|| Broken::Cut(end.seq.max(noted_seq)));
    Ok(Walk { head, before, broken })
}

/// Writes the end of the chain to the log when it moved on: what the log keeps elsewhere shows later whether
/// all of the trail was put back.
///
/// # Errors
/// When the database cannot be read.
pub async fn tell_head(app: &App, told: &mut i64) -> Result<(), Problem> {
    let mut tx = app.db.read().await?;
    if let Some(Head { seq, mac }) =
        db::audit::find_head(&mut tx).await?.filter(|it| it.seq > *told)
    {
        tracing::info!(head = format!("{seq}:{mac}"), "the audit trail goes up to here");
        *told = seq;
    }
    Ok(())
}

fn judge(
    keys: &Keyring,
    head: &Head,
    link: &Link,
    (end, noted): (&Head, Option<&Head>),
) -> Option<Broken> {
    let seq = head.seq + 1;
    if link.seq != seq {
        return Some(Broken::Missing(seq));
    }
    if !keys.audit_matches(&link.mac, &link.entry().parts(seq, &head.mac)) {
        return Some(Broken::Changed(seq));
    }
    if end.seq == seq && end.mac != link.mac {
        return Some(Broken::Changed(seq));
    }
    let is_noted = noted.is_some_and(|noted| noted.seq == seq && noted.mac != link.mac);
    is_noted.then_some(Broken::NotAsNoted(seq))
}
