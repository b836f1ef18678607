//! Checks whether this process may act: the database accepts writes, and both clocks agree.
//!
//! Workers do irreversible things by time, so they pause where the clocks differ
//! (docs/decisions/0028). A database inside this process has no separate clock: there a jump is
//! detected by the monotonic clock, and a long absence by the time of the last write; nothing is
//! purged for an hour after either.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::Mutex;
use vestibule_shared::{problem::Code, time::Timestamp};

use crate::{
    app::{App, problem::Problem},
    db::{self, pulse},
};

/// How far the two clocks may differ, in milliseconds.
const APART: i64 = 30_000;
/// How far the wall clock may drift from the monotonic clock before it is compared again, in
/// milliseconds.
const DRIFT: i64 = 1_000;
/// After a pause of so many milliseconds an embedded database does not know whether the clock is
/// right.
const ABSENCE: i64 = 3_600_000;
/// For how long nothing is purged then: time to correct a clock.
const CALM: Duration = Duration::from_hours(1);
/// How long the database may take: long enough to learn why there is no connection.
const PATIENCE: Duration = Duration::from_millis(4500);
/// How long a failed check is valid.
const BAD_NEWS: Duration = Duration::from_secs(1);
/// How long workers rely on a successful check.
const GOOD_NEWS: Duration = Duration::from_mins(1);

/// Why this process may not act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ailment {
    /// The database is unreachable, or does not answer.
    Away(String),
    /// It is a replica, and accepts no writes.
    OnlyReads(String),
    /// The database's clock is ahead of ours by so many milliseconds.
    ClocksDiffer(i64),
}

impl Ailment {
    /// Returns the name, for machines.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Away(_) => "database_away",
            Self::OnlyReads(_) => "database_read_only",
            Self::ClocksDiffer(_) => "clocks_differ",
        }
    }

    fn of(error: &db::Error) -> Self {
        let said = error.to_string();
        if pulse::only_reads(error) { Self::OnlyReads(said) } else { Self::Away(said) }
    }
}

impl fmt::Display for Ailment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Away(said) => write!(f, "the database cannot be used: {said}"),
            Self::OnlyReads(said) => write!(f, "the database only reads: {said}"),
            Self::ClocksDiffer(ahead) => {
                let (seconds, than) =
                    (ahead.abs() / 1000, if *ahead > 0 { "behind" } else { "ahead of" });
                write!(f, "the clock of this computer is {seconds} s {than} that of the database")
            }
        }
    }
}

/// The last result; cloned handles share it.
#[derive(Clone, Debug, Default)]
pub struct Pulse(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    last: Option<Felt>,
    /// Until when nothing is purged.
    calm_until: Option<Instant>,
}

#[derive(Debug)]
struct Felt {
    at: Hands,
    /// How many database failures there had been by then.
    troubles: u64,
    found: Result<(), Ailment>,
}

/// Both clocks of this computer at one moment.
#[derive(Clone, Copy, Debug)]
struct Hands {
    /// The monotonic clock.
    counted: Instant,
    /// The wall clock.
    shown: Timestamp,
}

impl Hands {
    fn now(app: &App) -> Self {
        Self { counted: Instant::now(), shown: app.clock.without_moves() }
    }

    /// How far the wall clock jumped ahead since then, in milliseconds.
    fn jumped(self, since: Self) -> i64 {
        let passed = self.counted.duration_since(since.counted).as_millis();
        let passed = i64::try_from(passed).unwrap_or(i64::MAX);
        self.shown.0.saturating_sub(since.shown.0).saturating_sub(passed)
    }
}

/// Checks whether this process may act. A good result may be as old as `at_most`, unless a failure
/// occurred since.
pub async fn feel(app: &App, at_most: Duration) -> Result<(), Ailment> {
    let mut known = app.pulse.0.lock().await;
    if let Some(found) = known.still(Hands::now(app), app.db.troubles(), at_most) {
        return found;
    }
    // Counted before the look: what breaks while it is under way makes its good news old at once.
    let troubles = app.db.troubles();
    let looked = tokio::time::timeout(PATIENCE, look(app)).await;
    let at = Hands::now(app);
    let found = match looked {
        Ok(Ok(seen)) => {
            known.consider(seen, at);
            seen.verdict()
        }
        Ok(Err(error)) => Err(Ailment::of(&error)),
        Err(_) => Err(Ailment::Away("it did not answer in time".into())),
    };
    tell(known.last.as_ref().map(|last| &last.found), &found);
    known.last = Some(Felt { at, troubles, found: found.clone() });
    found
}

/// Logs a problem when it begins and when it ends.
fn tell(before: Option<&Result<(), Ailment>>, found: &Result<(), Ailment>) {
    match (before, found) {
        (Some(Err(before)), Err(now)) if before.name() == now.name() => {}
        (_, Err(ailment)) => {
            tracing::error!(reason = ailment.name(), %ailment, "not ready, and the workers rest");
        }
        (Some(Err(_)), Ok(())) => tracing::info!("ready again"),
        (_, Ok(())) => {}
    }
}

/// What the database shows.
#[derive(Clone, Copy, Debug)]
struct Seen {
    /// How far its clock is ahead, in milliseconds; absent where it has none.
    ahead: Option<i64>,
    /// The time of the previous write.
    before: Option<Timestamp>,
}

impl Seen {
    fn verdict(self) -> Result<(), Ailment> {
        match self.ahead {
            Some(ahead) if ahead.abs() > APART => Err(Ailment::ClocksDiffer(ahead)),
            _ => Ok(()),
        }
    }
}

async fn look(app: &App) -> Result<Seen, db::Error> {
    let mut tx = app.db.write().await?;
    let theirs = db::time::find_now(&mut tx).await?;
    let ahead = theirs.map(|theirs| app.clock.behind(theirs));
    let before = pulse::find(&mut tx).await?;
    pulse::beat(&mut tx, theirs.unwrap_or_else(|| app.clock.without_moves())).await?;
    tx.commit().await?;
    Ok(Seen { ahead, before })
}

impl Known {
    /// Returns the last result, if it is still valid. A bad one is valid for a moment, so that not
    /// every waiting request checks again.
    fn still(&self, now: Hands, troubles: u64, at_most: Duration) -> Option<Result<(), Ailment>> {
        let last = self.last.as_ref()?;
        let age = now.counted.duration_since(last.at.counted);
        let is_same = last.troubles == troubles && now.jumped(last.at).abs() < DRIFT;
        let holds = match last.found {
            Ok(()) => age < at_most && is_same,
            Err(_) => age < BAD_NEWS,
        };
        holds.then(|| last.found.clone())
    }

    /// Without a second clock, a clock that may be wrong gets an hour to be corrected.
    fn consider(&mut self, seen: Seen, now: Hands) {
        if seen.ahead.is_some() {
            return;
        }
        let jumped = match (&self.last, seen.before) {
            (Some(last), _) => now.jumped(last.at) > APART,
            (None, Some(before)) => now.shown.0.saturating_sub(before.0) > ABSENCE,
            (None, None) => false,
        };
        if jumped {
            tracing::warn!(
                "the clock jumped, or nothing ran for long: nothing is forgotten for an hour"
            );
            self.calm_until = Some(now.counted + CALM);
        }
    }

    fn is_calm(&self) -> bool {
        self.calm_until.is_none_or(|until| Instant::now() >= until)
    }
}

/// Checks whether workers may do what can be repeated.
pub async fn may_work(app: &App) -> bool {
    feel(app, GOOD_NEWS).await.is_ok()
}

/// Checks whether workers may do irreversible things that are due by time; a result of the last
/// minute is enough.
pub async fn may_end(app: &App) -> bool {
    may_work(app).await && app.pulse.0.lock().await.is_calm()
}

/// Checks, without a cached result, whether expired data may be purged.
///
/// # Errors
/// Nothing may be done at all.
pub async fn may_forget(app: &App) -> Result<bool, Problem> {
    // The problem was logged when it was found.
    feel(app, Duration::ZERO).await.map_err(|_| Code::Unavailable)?;
    Ok(app.pulse.0.lock().await.is_calm())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hands(counted: Instant, shown: i64) -> Hands {
        Hands { counted, shown: Timestamp(shown) }
    }

    fn felt(at: Hands) -> Known {
        let last = Felt { at, troubles: 0, found: Ok(()) };
        Known { last: Some(last), calm_until: None }
    }

    #[test]
    fn a_clock_that_differs_from_the_database_s_by_more_than_half_a_minute_is_an_ailment() {
        let found = |ahead| Seen { ahead, before: None }.verdict();
        assert_eq!(found(None), Ok(()));
        for near in [0, 30_000, -30_000] {
            assert_eq!(found(Some(near)), Ok(()));
        }
        for far in [30_001, -30_001, 7_776_000_000] {
            assert_eq!(found(Some(far)), Err(Ailment::ClocksDiffer(far)));
        }
        let said = Ailment::ClocksDiffer(-7_776_000_000).to_string();
        assert!(said.contains("7776000 s ahead of"), "{said}");
    }

    #[test]
    fn good_news_hold_until_something_breaks_or_the_clock_runs_away() {
        let (start, minute) = (Instant::now(), Duration::from_mins(1));
        let known = felt(hands(start, 0));
        let soon = start + Duration::from_secs(2);
        assert_eq!(known.still(hands(soon, 2_000), 0, minute), Some(Ok(())));
        assert_eq!(known.still(hands(soon, 2_000), 0, Duration::ZERO), None, "too old");
        assert_eq!(known.still(hands(soon, 2_000), 1, minute), None, "a connection broke");
        assert_eq!(known.still(hands(soon, 3_100), 0, minute), None, "the clock was set");
        assert_eq!(known.still(hands(start + minute, 60_000), 0, minute), None, "too old");
    }

    #[test]
    fn a_jump_of_the_clock_in_a_running_process_keeps_an_embedded_database_from_forgetting() {
        let (start, minute) = (Instant::now(), Duration::from_mins(1));
        let inside = Seen { ahead: None, before: Some(Timestamp(0)) };
        let mut known = felt(hands(start, 0));
        known.consider(inside, hands(start + minute, 60_000));
        assert!(known.is_calm(), "a minute passed");
        known.consider(inside, hands(start + minute, 60_000 + 86_400_000));
        assert!(!known.is_calm(), "a day passed within a minute");
    }

    #[test]
    fn after_a_long_absence_an_embedded_database_forgets_nothing_for_an_hour_and_then_again() {
        let now = hands(Instant::now(), 30 * 86_400_000);
        let mut known = Known::default();
        known.consider(Seen { ahead: None, before: None }, now);
        assert!(known.is_calm(), "the first start");
        known.consider(Seen { ahead: None, before: Some(Timestamp(now.shown.0 - 60_000)) }, now);
        assert!(known.is_calm(), "a restart");
        known.consider(Seen { ahead: None, before: Some(Timestamp(0)) }, now);
        assert!(!known.is_calm(), "a month");
        let an_hour_ago = known.calm_until.and_then(|until| until.checked_sub(CALM));
        known.calm_until = an_hour_ago;
        assert!(known.is_calm(), "an hour later");
    }

    #[test]
    fn a_database_with_a_clock_of_its_own_is_asked_and_no_absence_counts() {
        let mut known = Known::default();
        let now = hands(Instant::now(), 30 * 86_400_000);
        known.consider(Seen { ahead: Some(0), before: Some(Timestamp(0)) }, now);
        assert!(known.is_calm());
    }
}
