//! PostgreSQL runs elsewhere, beyond a network: a statement is answered in time or given up, and a
//! connection that did not answer, or leads to a read-only server, is closed.

use std::{
    future::Future,
    io,
    str::FromStr as _,
    sync::Arc,
    time::{Duration, Instant},
};

use sqlx::{
    Connection as _, Executor as _, PgConnection, PgPool, Postgres,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions, PgTransactionManager},
};
use sqlx_core::transaction::TransactionManager as _;
use tokio::{runtime::Handle, time::timeout};

use super::{
    Error,
    outage::{self, Outage},
};

/// How long it takes at most to get a connection; a second more to find out why there is none.
const CONNECTING: Duration = Duration::from_secs(3);
/// How long to wait for the answer to a statement: longer than the server lets it run.
const ANSWERING: Duration = Duration::from_secs(4);
/// A connection that was idle for longer is tested before its use.
const RESTED: Duration = Duration::from_secs(1);
/// How long that test takes at most.
const TRYING: Duration = Duration::from_secs(1);
/// How often the server is checked while the schema is brought up to date.
const LOOKING: Duration = Duration::from_secs(3);

/// Opens a pool that connects when needed.
pub(super) fn open(url: &str, outage: &Arc<Outage>) -> Result<PgPool, Error> {
    let options = PgConnectOptions::from_str(url)?.options([
        // An instance that is paused in the middle of a transaction must not block the others.
        ("statement_timeout", "3500"),
        ("lock_timeout", "3000"),
        ("idle_in_transaction_session_timeout", "10000"),
        // Nor may one that is gone: the server notices within a quarter of a minute.
        ("tcp_keepalives_idle", "5"),
        ("tcp_keepalives_interval", "3"),
        ("tcp_keepalives_count", "3"),
    ]);
    let outage = Arc::clone(outage);
    let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(CONNECTING);
    // A connection that answered a moment ago is not tested: that would add a round trip to every
    // request.
    let pool = pool.test_before_acquire(false).before_acquire(move |connection, about| {
        let outage = Arc::clone(&outage);
        Box::pin(async move {
            if !outage.trusts(about.age) {
                return Ok(false);
            }
            Ok(about.idle_for < RESTED || answers(connection, &outage).await)
        })
    });
    Ok(pool.connect_lazy_with(options))
}

/// Whether it still answers. A server may close an idle connection; but without any answer the
/// network is down, for all other connections too.
async fn answers(connection: &mut PgConnection, outage: &Outage) -> bool {
    if let Ok(done) = timeout(TRYING, connection.ping()).await {
        return done.is_ok();
    }
    outage.suspect(&silence("a connection does not answer any more".into()));
    false
}

/// Acquires a connection that only reads so far.
pub(super) async fn acquire(pool: &PgPool, outage: &Arc<Outage>) -> Result<Line, Error> {
    match pool.acquire().await {
        Ok(connection) => {
            let trust =
                Trust { is_lost: false, troubles: outage.troubles(), outage: Arc::clone(outage) };
            Ok(Line { connection, trust })
        }
        Err(error) => Err(outage.explain(pool, error).await),
    }
}

/// A connection in use. When it is dropped, uncommitted work is rolled back, and it returns to the
/// pool if it still answers.
#[derive(Debug)]
pub(super) struct Line {
    connection: PoolConnection<Postgres>,
    trust: Trust,
}

/// Whether a connection is still usable.
#[derive(Debug)]
pub(crate) struct Trust {
    is_lost: bool,
    /// How often a connection had broken when this use began.
    troubles: u64,
    outage: Arc<Outage>,
}

impl Trust {
    /// Waits for an answer, but no longer than a person would.
    pub(crate) async fn answered<T>(
        &mut self,
        asked: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        if self.is_lost {
            return Err(silence("this connection is lost".into()));
        }
        let gave_up = |_| Err(silence("a statement was not answered within 4 s".into()));
        let done = timeout(ANSWERING, asked).await.unwrap_or_else(gave_up);
        if let Err(error) = &done
            && is_loss(error)
        {
            self.is_lost = true;
            self.outage.suspect(error);
        }
        done
    }
}

impl Line {
    /// Begins a transaction.
    pub(super) async fn begin(mut self) -> Result<Self, Error> {
        let begun = PgTransactionManager::begin(&mut self.connection, None);
        self.trust.answered(begun).await?;
        Ok(self)
    }

    /// Commits. When the answer is lost, the outcome is unknown.
    pub(super) async fn commit(mut self) -> Result<(), Error> {
        let wrote = PgTransactionManager::get_transaction_depth(&self.connection) > 0;
        let ended = PgTransactionManager::commit(&mut self.connection);
        self.trust.answered(ended).await?;
        if wrote {
            self.trust.outage.is_over(self.trust.troubles);
        }
        Ok(())
    }

    /// The connection and its trust, for a statement.
    pub(super) fn parts(&mut self) -> (&mut PgConnection, &mut Trust) {
        (&mut self.connection, &mut self.trust)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.trust.is_lost {
            self.connection.close_on_drop();
            return;
        }
        PgTransactionManager::start_rollback(&mut self.connection);
        // The network may be down unnoticed: the time-out frees its place in the pool.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(timeout(ANSWERING, self.connection.return_to_pool()));
        }
    }
}

/// Runs `work` without time limits on a separate connection, as long as the server is reachable.
pub(super) async fn patiently<T, E: From<Error>>(
    pool: &PgPool,
    outage: &Arc<Outage>,
    work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, E>,
) -> Result<T, E> {
    let mut line = acquire(pool, outage).await?;
    let (connection, trust) = line.parts();
    trust.answered(connection.execute("set statement_timeout = 0")).await?;
    let done = tokio::select! {
        done = work(connection) => done,
        lost = loss(pool) => Err(lost.into()),
    };
    // Its settings must not reach other users of the pool.
    line.trust.is_lost = true;
    done
}

/// Resolves when the server no longer answers.
async fn loss(pool: &PgPool) -> Error {
    loop {
        tokio::time::sleep(LOOKING).await;
        let asked = Instant::now();
        if let Some(error) = outage::why(pool).await {
            tracing::warn!(%error, after_ms = asked.elapsed().as_millis(), "the database is away");
            return error;
        }
    }
}

/// The error for a missing answer, with the reason for not waiting longer.
pub(super) fn silence(why: String) -> Error {
    Error::Io(io::Error::new(io::ErrorKind::TimedOut, why))
}

/// The error code (SQLSTATE) that the server reported.
fn code(error: &Error) -> Option<String> {
    error.as_database_error()?.code().map(Into::into)
}

/// Whether PostgreSQL is unreachable or unusable for now.
pub(super) fn is_absence(error: &Error) -> bool {
    // 57P..: it stops or starts; 08...: a connection breaks; 53...: it has no room; 58...: its disk
    // fails; 25006: it only reads, because another server is the primary now; the others when two
    // transactions met.
    let says_so = |code: String| {
        let met = ["25006", "25P03", "40001", "40P01", "55P03", "57014"];
        let kinds = ["57P", "08", "53", "58"];
        let is_of_a_kind = kinds.iter().any(|kind| code.starts_with(kind));
        code.len() == 5 && (is_of_a_kind || met.contains(&code.as_str()))
    };
    match error {
        // A load balancer without a server behind it accepts and hangs up: sqlx reports the missing
        // answer as a breach of the protocol.
        Error::Io(_)
        | Error::Tls(_)
        | Error::Protocol(_)
        | Error::WorkerCrashed
        | Error::PoolTimedOut
        | Error::PoolClosed
        | Error::BeginFailed => true,
        _ => code(error).is_some_and(says_so),
    }
}

/// Whether the connection that reports this is no longer usable.
fn is_loss(error: &Error) -> bool {
    match error {
        Error::Io(_) | Error::Tls(_) | Error::Protocol(_) | Error::WorkerCrashed => true,
        _ => code(error).is_some_and(|code| {
            code == "25006" || code.starts_with("57P") || code.starts_with("08")
        }),
    }
}

/// Whether the server refuses to write because it follows a primary.
pub(super) fn only_reads(error: &Error) -> bool {
    code(error).is_some_and(|code| code == "25006")
}
