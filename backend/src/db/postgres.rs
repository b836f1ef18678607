//! PostgreSQL is somewhere else, and so is the network between: what is asked is answered in time or given up,
//! and a connection that did not answer, or leads to a server that only reads, is thrown away.

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

/// How long it takes at most to get a connection; a second more where it has to be asked why there is none.
const CONNECTING: Duration = Duration::from_secs(3);
/// How long a statement takes until its answer is here: longer than the server lets it run.
const ANSWERING: Duration = Duration::from_secs(4);
/// A connection that rested longer is tried before its use.
const RESTED: Duration = Duration::from_secs(1);
/// How long that takes at most.
const TRYING: Duration = Duration::from_secs(1);
/// How often it is looked whether the server is there while the schema is brought up to date.
const LOOKING: Duration = Duration::from_secs(3);

/// Connections to be made when they are needed.
pub(super) fn open(url: &str, outage: &Arc<Outage>) -> Result<PgPool, Error> {
    let options = PgConnectOptions::from_str(url)?.options([
        // One instance that is paused in the middle of a transaction must not hold up the others.
        ("statement_timeout", "3500"),
        ("lock_timeout", "3000"),
        ("idle_in_transaction_session_timeout", "10000"),
        // Nor one that is gone: the server notices within a quarter of a minute.
        ("tcp_keepalives_idle", "5"),
        ("tcp_keepalives_interval", "3"),
        ("tcp_keepalives_count", "3"),
    ]);
    let outage = Arc::clone(outage);
    let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(CONNECTING);
    // One that answered a moment ago need not be tried: that would be one more question of every request.
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

/// Whether it still answers. A server may end what rests; but where nothing comes the network is dead, and those
/// beside it are so too.
async fn answers(connection: &mut PgConnection, outage: &Outage) -> bool {
    if let Ok(done) = timeout(TRYING, connection.ping()).await {
        return done.is_ok();
    }
    outage.suspect(&silence("a connection does not answer any more".into()));
    false
}

/// A connection that only reads so far.
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

/// A connection in use. When it is dropped, what was not committed is undone, and it goes back to the others if
/// it still answers.
#[derive(Debug)]
pub(super) struct Line {
    connection: PoolConnection<Postgres>,
    trust: Trust,
}

/// Whether a connection is still good for something.
#[derive(Debug)]
pub(crate) struct Trust {
    is_lost: bool,
    /// How often something had broken when it began.
    troubles: u64,
    outage: Arc<Outage>,
}

impl Trust {
    /// Waits for an answer, but not longer than a person would.
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

    /// Makes what was done last. Where the answer is lost nobody knows whether it does.
    pub(super) async fn commit(mut self) -> Result<(), Error> {
        let wrote = PgTransactionManager::get_transaction_depth(&self.connection) > 0;
        let ended = PgTransactionManager::commit(&mut self.connection);
        self.trust.answered(ended).await?;
        if wrote {
            self.trust.outage.is_over(self.trust.troubles);
        }
        Ok(())
    }

    /// What statements need.
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
        // The network may be dead without anybody knowing yet: then its place among the others is free again.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(timeout(ANSWERING, self.connection.return_to_pool()));
        }
    }
}

/// Lets `work` take its time on a connection of its own, as long as the server is there.
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
    // What was set for it must not be met by others.
    line.trust.is_lost = true;
    done
}

/// Resolves when the server does not answer any more.
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

/// No answer, and why none is waited for any longer.
pub(super) fn silence(why: String) -> Error {
    Error::Io(io::Error::new(io::ErrorKind::TimedOut, why))
}

/// What the server says its error is.
fn code(error: &Error) -> Option<String> {
    error.as_database_error()?.code().map(Into::into)
}

/// Whether PostgreSQL is not there, or not as it has to be, and may be later.
pub(super) fn is_absence(error: &Error) -> bool {
    // 57P..: it stops or starts; 08...: a connection breaks; 53...: it has no room; 58...: its disk fails;
    // 25006: it only reads, because another one is the first now; the others when two transactions met.
    let says_so = |code: String| {
        let met = ["25006", "25P03", "40001", "40P01", "55P03", "57014"];
        let kinds = ["57P", "08", "53", "58"];
        let is_of_a_kind = kinds.iter().any(|kind| code.starts_with(kind));
        code.len() == 5 && (is_of_a_kind || met.contains(&code.as_str()))
    };
    match error {
        // A balancer without a server behind it accepts and hangs up: no answer to the first question is what
        // sqlx calls a breach of the protocol.
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

/// Whether the connection that says so is of no use any more.
fn is_loss(error: &Error) -> bool {
    match error {
        Error::Io(_) | Error::Tls(_) | Error::Protocol(_) | Error::WorkerCrashed => true,
        _ => code(error).is_some_and(|code| {
            code == "25006" || code.starts_with("57P") || code.starts_with("08")
        }),
    }
}

/// Whether the server refuses to write because it follows another one.
pub(super) fn only_reads(error: &Error) -> bool {
    code(error).is_some_and(|code| code == "25006")
}
