//! Whether the database server is there: what broke last, which connections are from before that, and what is
//! said of it in the log, once.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::{Connection as _, PgConnection, PgPool};

use super::{Error, is_away, postgres};

/// How long it takes at most to learn why there is no connection.
const ASKING: Duration = Duration::from_secs(1);
/// How long that answer is good for.
const FRESH: Duration = Duration::from_secs(5);

/// What is known; shared by all connections of one database.
#[derive(Debug, Default)]
pub(super) struct Outage {
    /// How often something broke.
    troubles: AtomicU64,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    /// When a connection broke: none that is older is used again.
    broke_at: Option<Instant>,
    /// Whether the log says that the database is away.
    is_told: bool,
    /// Why, and when that was asked.
    why: Option<(Instant, String)>,
}

impl Outage {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often something broke so far.
    pub(super) fn troubles(&self) -> u64 {
        self.troubles.load(Ordering::Relaxed)
    }

    /// A connection broke, or leads to a server that only reads: those beside it lead there too.
    pub(super) fn suspect(&self, error: &Error) {
        self.seen().broke_at = Some(Instant::now());
        self.tell(error);
    }

    /// Whether a connection of this age is younger than what broke last.
    pub(super) fn trusts(&self, age: Duration) -> bool {
        self.seen().broke_at.is_none_or(|broke_at| age < broke_at.elapsed())
    }

    /// The database took what was written, by a connection that was there after so many troubles: what was under
    /// way when something broke says nothing.
    pub(super) fn is_over(&self, troubles: u64) {
        let mut seen = self.seen();
        if troubles == self.troubles() && std::mem::take(&mut seen.is_told) {
            seen.why = None;
            tracing::info!("the database is back");
        }
    }

    /// Says once in each outage what is the matter.
    fn tell(&self, error: &Error) {
        self.troubles.fetch_add(1, Ordering::Relaxed);
        if is_away(error) && !std::mem::replace(&mut self.seen().is_told, true) {
            tracing::error!(cause = %error, "the database is away");
        }
    }

    /// Why there is no connection. A pool that waited in vain does not know what it waited for: it is asked
    /// here, by one at a time.
    pub(super) async fn explain(&self, pool: &PgPool, error: Error) -> Error {
        if !matches!(error, Error::PoolTimedOut) {
            self.tell(&error);
            return error;
        }
        let known = self.seen().why.clone().filter(|(asked, _)| asked.elapsed() < FRESH);
        let cause = match known {
            Some((_, why)) => postgres::silence(why),
            // Where one can be had now, they are all in use.
            None => match why(pool).await {
                Some(cause) => cause,
                None => return error,
            },
        };
        self.seen().why = Some((Instant::now(), cause.to_string()));
        self.tell(&cause);
        cause
    }
}

/// What the server says to another connection; nothing where it lets it in.
pub(super) async fn why(pool: &PgPool) -> Option<Error> {
    let options = pool.connect_options();
    match tokio::time::timeout(ASKING, PgConnection::connect_with(&options)).await {
        Ok(Ok(connection)) => {
            let _ = tokio::time::timeout(ASKING, connection.close()).await;
            None
        }
        Ok(Err(error)) => Some(error),
        Err(_) => Some(postgres::silence("it did not answer within a second".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_from_before_something_broke_is_not_used_again() {
        let outage = Outage::default();
        assert!(outage.trusts(Duration::from_hours(1)));
        outage.suspect(&postgres::silence("for the test".into()));
        assert!(!outage.trusts(Duration::from_hours(1)));
        assert!(outage.trusts(Duration::ZERO));
        assert_eq!(outage.troubles(), 1);
    }

    #[test]
    fn an_outage_is_not_over_because_of_what_was_under_way_when_it_began() {
        let outage = Outage::default();
        let before = outage.troubles();
        outage.suspect(&postgres::silence("for the test".into()));
        outage.is_over(before);
        assert!(outage.seen().is_told);
        outage.is_over(outage.troubles());
        assert!(!outage.seen().is_told);
    }
}
