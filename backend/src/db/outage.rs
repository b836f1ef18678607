//! Whether the database server is reachable: what broke last, which connections are older than
//! that, and what the log reports, once per outage.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::{Connection as _, PgConnection, PgPool};

use super::{Error, is_away, postgres};

/// How long it takes at most to find out why there is no connection.
const ASKING: Duration = Duration::from_secs(1);
/// How long that reason is reused.
const FRESH: Duration = Duration::from_secs(5);

/// The state of the outage; shared by all connections of one database.
#[derive(Debug, Default)]
pub(super) struct Outage {
    /// How often a connection broke.
    troubles: AtomicU64,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    /// When a connection last broke: older ones are not used again.
    broke_at: Option<Instant>,
    /// Whether the log reports that the database is away.
    is_logged: bool,
    /// Why, and when that was found out.
    why: Option<(Instant, String)>,
}

impl Outage {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often a connection broke, or an embedded database failed, so far.
    pub(super) fn troubles(&self) -> u64 {
        self.troubles.load(Ordering::Relaxed)
    }

    /// Counts a failure of an embedded database, which has no connection that could break.
    pub(super) fn counted<T>(&self, done: Result<T, Error>) -> Result<T, Error> {
        done.inspect_err(|_| {
            self.troubles.fetch_add(1, Ordering::Relaxed);
        })
    }

    /// Notes that a connection broke, or leads to a read-only server: all older ones are suspect
    /// too.
    pub(super) fn suspect(&self, error: &Error) {
        self.seen().broke_at = Some(Instant::now());
        self.tell(error);
    }

    /// Whether a connection of this age is younger than the last failure.
    pub(super) fn trusts(&self, age: Duration) -> bool {
        self.seen().broke_at.is_none_or(|broke_at| age < broke_at.elapsed())
    }

    /// Notes a successful write by a connection that began after so many troubles. A write that was
    /// in progress when a connection broke proves nothing.
    pub(super) fn is_over(&self, troubles: u64) {
        let mut seen = self.seen();
        if troubles == self.troubles() && std::mem::take(&mut seen.is_logged) {
            seen.why = None;
            tracing::info!("the database is back");
        }
    }

    /// Logs the cause, once per outage.
    fn tell(&self, error: &Error) {
        self.troubles.fetch_add(1, Ordering::Relaxed);
        if is_away(error) && !std::mem::replace(&mut self.seen().is_logged, true) {
            tracing::error!(cause = %error, "the database is away");
        }
    }

    /// Finds why there is no connection. A pool that waited in vain does not know the reason: it is
    /// found here, by one caller at a time.
    pub(super) async fn explain(&self, pool: &PgPool, error: Error) -> Error {
        if !matches!(error, Error::PoolTimedOut) {
            self.tell(&error);
            return error;
        }
        let known = self.seen().why.clone().filter(|(asked, _)| asked.elapsed() < FRESH);
        let cause = match known {
            Some((_, why)) => postgres::silence(why),
            // When a new connection succeeds, all others are in use.
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

/// Returns the error that a new connection gets from the server; nothing when it connects.
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
        assert!(outage.seen().is_logged);
        outage.is_over(outage.troubles());
        assert!(!outage.seen().is_logged);
    }
}
