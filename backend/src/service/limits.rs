//! Rate limits; the keys of the counters are digests.

use serde::{Deserialize, Serialize};
use vestibule_shared::{id::AccountId, problem::Code};

use crate::{
    app::{App, block::Block, problem::Problem},
    db::{
        self, Tx,
        limits::{Back, Counter},
        repeat::repeat,
    },
    domain::code::{Limit, Size},
};

/// Logs for the operator what was sent, or which limit refused it.
pub fn decided(
    account: &AccountId,
    (channel, purpose): (&'static str, &str),
    refused_by: Option<&'static str>,
) {
    let account = account.0.as_str();
    match refused_by {
        None => tracing::info!(account, channel, purpose, "decision: send"),
        Some(limit) => tracing::info!(account, channel, purpose, limit, "decision: refuse"),
    }
}

/// A counter with its limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The name of its limit.
    pub name: &'static str,
    /// The stored counter.
    pub counter: Counter,
    most: i64,
}

/// Returns the counter of one subject.
pub fn one(app: &App, limit: &Limit, subject: &str) -> Counted {
    counted(app, limit, (0, limit.most), &digest(app, limit, subject))
}

/// Returns the counter that all requests share: it is locked last.
pub fn of_all(app: &App, limit: &Limit, subject: &str) -> Counted {
    counted(app, limit, (u8::MAX, limit.most), &digest(app, limit, subject))
}

/// Returns the counters of the networks of an address, the smallest first.
pub fn networks(app: &App, limit: &Limit, block: &Block) -> Vec<Counted> {
    at(app, limit, &places(app, limit, block))
}

/// The networks of a request, as a limit counts them: digests, stored until they are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places(Vec<(u8, String)>);

/// Returns the networks of an address, as a limit counts them.
pub fn places(app: &App, limit: &Limit, block: &Block) -> Places {
    let all = block.networks();
    Places(all.map(|(size, text)| (size as u8, digest(app, limit, text))).collect())
}

/// Returns the counters of such networks, the smallest first.
pub fn at(app: &App, limit: &Limit, places: &Places) -> Vec<Counted> {
    let place = |(size, digest): &(u8, String)| {
        let of = Size::ALL.into_iter().find(|of| *of as u8 == *size).unwrap_or(Size::Household);
        counted(app, limit, (1 + *size, limit.most_of(of)), digest)
    };
    places.0.iter().map(place).collect()
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub enum Asker<'a> {
    /// The current request.
    Here(&'a Block),
    /// An earlier request; its networks were stored for the limit that counts them now.
    Earlier(&'a Places),
    /// No request.
    Nobody,
}

impl Asker<'_> {
    /// Returns the counters of a limit of networks.
    pub fn counted(self, app: &App, limit: &Limit) -> Vec<Counted> {
        match self {
            Self::Here(block) => networks(app, limit, block),
            Self::Earlier(places) => at(app, limit, places),
            Self::Nobody => vec![],
        }
    }
}

fn counted(app: &App, limit: &Limit, (rank, most): (u8, i64), digest: &str) -> Counted {
    let (now, key) = (app.clock.now(), format!("{}|{digest}", limit.name));
    let counter = Counter { rank, key, start: limit.window(now), over: limit.over(now) };
    Counted { name: limit.name, counter, most }
}

fn digest(app: &App, limit: &Limit, subject: &str) -> String {
    app.keys.index(limit.name, subject)
}

impl Counted {
    /// # Errors
    /// `code` with the seconds to wait when `n` is over the limit.
    pub fn allows(&self, app: &App, n: i64, code: Code) -> Result<(), Problem> {
        if n <= self.most {
            return Ok(());
        }
        let wait = app.clock.now().seconds_until(self.counter.over);
        Err(Problem::new(code).retry_after(wait))
    }
}

/// Returns the stored counters of these.
pub fn counters(all: &[Counted]) -> Vec<Counter> {
    all.iter().map(|of| of.counter.clone()).collect()
}

/// Counts one in each, and returns the first that is over its limit.
///
/// # Errors
/// In the result: the name of the limit, and `code` with the seconds to wait.
pub async fn count_all(
    app: &App,
    tx: &mut Tx,
    all: &[Counted],
    code: Code,
) -> Result<Result<(), (&'static str, Problem)>, Problem> {
    let made = db::limits::bump(tx, &counters(all)).await?;
    let mut over = all.iter().zip(made).filter_map(|(of, n)| {
        let passed = of.allows(app, n, code).err()?;
        Some((of.name, passed))
    });
    Ok(over.next().map_or(Ok(()), Err))
}

/// Counts one, and checks that it is within the limit.
///
/// # Errors
/// `code` with the seconds to wait when it is not.
pub async fn count(
    app: &App,
    tx: &mut Tx,
    limit: &Limit,
    subject: &str,
    code: Code,
) -> Result<(), Problem> {
    let done = count_all(app, tx, &[one(app, limit, subject)], code).await?;
    done.map_err(|(_, problem)| problem)
}

/// Counts one in each of these, at once and permanently, whatever the outcome of the request.
///
/// # Errors
/// `code` with the seconds to wait when a limit is exceeded.
pub async fn count_these(app: &App, all: &[Counted], code: Code) -> Result<(), Problem> {
    let counters = counters(all);
    let made = repeat!(app.db, tx => db::limits::bump(tx, &counters).await?)?;
    all.iter().zip(made).try_for_each(|(of, n)| of.allows(app, n, code))
}

/// Counts one, at once and permanently, whatever the outcome of the request.
///
/// # Errors
/// `code` with the seconds to wait when the limit is exceeded.
pub async fn count_now(app: &App, limit: &Limit, subject: &str, code: Code) -> Result<(), Problem> {
    count_these(app, &[one(app, limit, subject)], code).await
}

/// Does the same for the networks of an address.
///
/// # Errors
/// `TooManyRequests` with the seconds to wait when a limit is exceeded.
pub async fn count_from(app: &App, limit: &Limit, block: &Block) -> Result<(), Problem> {
    count_these(app, &networks(app, limit, block), Code::TooManyRequests).await
}

/// Takes one back for the networks of an address when this transaction ends, because it turned out
/// not to count.
pub fn take_back(app: &App, tx: &mut Tx, limit: &Limit, block: &Block) {
    for of in networks(app, limit, block) {
        db::limits::give_back(tx, of.counter, Back::One);
    }
}

/// Does the same in its own transaction.
pub async fn take_back_now(app: &App, limit: &Limit, block: &Block) -> Result<(), Problem> {
    let networks = networks(app, limit, block);
    Ok(repeat!(app.db, tx => {
        for of in &networks {
            db::limits::give_back(tx, of.counter.clone(), Back::One);
        }
    })?)
}

/// Resets a counter when this transaction ends; the empty row is removed within a day.
pub fn clear_counter(app: &App, tx: &mut Tx, counter: Counter) {
    let over = counter.over.min(app.clock.now().plus_seconds(86_400));
    db::limits::give_back(tx, Counter { over, ..counter }, Back::All);
}

/// Resets the counter of a subject when this transaction ends.
pub fn clear(app: &App, tx: &mut Tx, limit: &Limit, subject: &str) {
    clear_counter(app, tx, one(app, limit, subject).counter);
}
