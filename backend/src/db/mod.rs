//! The database: one SQL text on two engines.
//!
//! SQL is in this folder only, as lower-case constants listed by `statements!`; a test prepares
//! each of them on both engines. Portable subset: `text`, `bigint`, `boolean`; our own identifiers
//! as text; times as unix milliseconds bound from the clock; JSON as text that no query looks into;
//! `returning`, `on conflict`, partial indexes; no `now()`, arrays, auto-increment, `for update`.

mod account;
mod adoption;
pub mod audit;
pub mod factors;
mod identity;
pub mod jobs;
pub mod limits;
mod messages;
pub mod meta;
mod openid;
mod outage;
mod policy;
mod postgres;
pub mod pulse;
pub(crate) mod repeat;
pub(crate) mod sqlite;
pub mod staff;
pub mod time;

pub use self::account::{
    account_names, accounts, browsers, capacity_checks, deletions, flows, known_browsers, links,
    personal_data, rizivs, sessions, undos,
};
pub use self::adoption::{
    application_counts, campaign_mails, campaigns, flow_counts, method_counts, standing_counts,
};
use self::audit::guards;
pub use self::audit::{chain, subject_keys, trail};
pub use self::factors::{access_codes, calls, recovery_codes, sent_codes, tries};
pub use self::identity::{handovers, identities, upstream_keys};
pub use self::messages::{outbox, send_counts};
pub use self::openid::{
    client_grants, client_requests, client_secrets, clients, consents, logout_notices, openid_keys,
    proofs_seen,
};
pub use self::policy::{policies, proposals};
pub use self::staff::{caller_checks, counter_questions, desk, known_callers, resets};
use std::ops::{Deref, DerefMut};
use std::{sync::Arc, time::Duration};

use anyhow::bail;
use sqlx::{
    PgConnection, PgPool, Sqlite, SqliteConnection, SqlitePool, Transaction, pool::PoolConnection,
    sqlite::SqliteError,
};
use tokio::sync::{Notify, futures::Notified};

/// What a query fails with.
pub use sqlx::Error;

/// A connection that reads. A query that only reads takes it, so that it can be called inside a
/// transaction too: [`Tx`] derefs to it.
#[derive(Debug)]
pub struct Reader {
    on: On,
    outage: Arc<outage::Outage>,
    /// Whether the engine rolled the transaction back: no statement may run in it any more.
    undone: bool,
    /// The rows of the audit trail to append when the transaction ends: a question about the trail
    /// counts them.
    noted: audit::Noted,
}

/// A transaction on either engine; dropped without [`Tx::commit`], it is rolled back.
#[derive(Debug)]
pub struct Tx {
    reader: Reader,
    queue: Arc<Notify>,
    /// Whether a message or a job was queued.
    queued: bool,
    /// What its counters get back at its end.
    given_back: limits::GivenBack,
    last_seen: chain::LastSeen,
}

impl Deref for Tx {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Reader {
        &mut self.reader
    }
}

/// The engine's handle. Reading takes no transaction: each statement sees the newest data, as it
/// would inside a transaction on PostgreSQL, and two round trips to the database are saved.
#[derive(Debug)]
enum On {
    Sqlite(Transaction<'static, Sqlite>),
    SqliteReader(PoolConnection<Sqlite>),
    /// With or without a transaction.
    Postgres(postgres::Line),
}

/// The engine's own connection; over a network, with its state of trust.
pub(crate) enum Conn<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection, &'a mut postgres::Trust),
}

impl Reader {
    pub(crate) fn connection(&mut self) -> Conn<'_> {
        match &mut self.on {
            On::Sqlite(tx) => Conn::Sqlite(tx),
            On::SqliteReader(connection) => Conn::Sqlite(connection),
            On::Postgres(line) => {
                let (connection, trust) = line.parts();
                Conn::Postgres(connection, trust)
            }
        }
    }

    /// Fails once SQLite may have rolled the transaction back: later statements would run outside
    /// it and be committed at once. PostgreSQL refuses them too.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.undone {
            return Err(Error::Io(std::io::Error::other("the database undid the transaction")));
        }
        Ok(())
    }

    /// Takes note of how a statement ended.
    pub(crate) fn heed<T>(&mut self, done: Result<T, Error>) -> Result<T, Error> {
        let is_sqlite = matches!(self.on, On::Sqlite(_));
        if is_sqlite && done.as_ref().is_err_and(is_away) {
            self.undone = true;
            return self.outage.counted(done);
        }
        done
    }
}

impl Tx {
    /// Commits everything done in this transaction, and wakes the workers when a message or a job
    /// was queued.
    pub async fn commit(mut self) -> Result<(), Error> {
        self.check()?;
        limits::settle(&mut self).await?;
        let grown = chain::append(&mut self).await?;
        let Reader { on, outage, .. } = self.reader;
        match on {
            On::Sqlite(tx) => outage.counted(tx.commit().await)?,
            On::Postgres(line) => line.commit().await?,
            On::SqliteReader(_) => {}
        }
        if let Some(grown) = grown {
            chain::remember(&self.last_seen, grown);
        }
        if self.queued {
            self.queue.notify_waiters();
        }
        Ok(())
    }

    /// Notes that a message or a job was queued, or is due again.
    pub(crate) fn wakes_workers(&mut self) {
        self.queued = true;
    }
}

/// Runs one query on whichever engine the transaction is on.
macro_rules! on {
    ($tx:expr, $conn:ident => $body:expr) => {{
        let done = match $tx.check() {
            Err(undone) => Err(undone),
            Ok(()) => match $tx.connection() {
                $crate::db::Conn::Sqlite($conn) => $body,
                $crate::db::Conn::Postgres($conn, trust) => trust.answered(async { $body }).await,
            },
        };
        $tx.heed(done)
    }};
}
pub(crate) use on;

/// Declares the SQL of a file, and `ALL` for the test that prepares each statement on both engines.
macro_rules! statements {
    ($($name:ident = $sql:literal;)+) => {
        $(const $name: &str = $sql;)+
        #[cfg(test)]
        pub(in crate::db) const ALL: &[&str] = &[$($name),+];
    };
}
pub(crate) use statements;

/// The database; cloned handles share its connections.
#[derive(Clone, Debug)]
pub struct Db {
    pub(crate) engine: Engine,
    queue: Arc<Notify>,
    last_seen: chain::LastSeen,
    outage: Arc<outage::Outage>,
}

/// The engine and its connections.
#[derive(Clone, Debug)]
pub(crate) enum Engine {
    /// SQLite: many readers, and one writer because SQLite has one.
    Sqlite {
        /// Connections that only read.
        readers: SqlitePool,
        /// The connection that writes.
        writer: SqlitePool,
        /// The file that they are on.
        file: Arc<sqlite::File>,
    },
    /// PostgreSQL.
    Postgres(PgPool),
}

/// The accepted forms of a database URL.
const WANTED: &str = "sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME";

impl Db {
    /// Connects to `sqlite:PATH` or `postgres://...`; creates the SQLite file when it is absent.
    pub async fn connect(url: &str) -> anyhow::Result<Self> {
        // An unreachable database must be reported within 5 s.
        let patience = Duration::from_secs(4);
        let outage = Arc::default();
        match url.split_once(':').map_or("", |(scheme, _)| scheme) {
            "sqlite" => {}
            "postgres" | "postgresql" => {
                let engine = Engine::Postgres(postgres::open(url, &outage)?);
                return Ok(Self {
                    engine,
                    queue: Arc::default(),
                    last_seen: Arc::default(),
                    outage,
                });
            }
            // The rest may hold a password.
            "" => bail!("this names no database: write {WANTED}"),
            other => bail!("{other} is no database that we know: write {WANTED}"),
        }
        Ok(sqlite::connect(url, patience).await?.into())
    }

    /// Begins a transaction that may write. Never begin a second one before the first ended: SQLite
    /// has one writer, so the second would wait for the first without end.
    pub async fn write(&self) -> Result<Tx, Error> {
        let on = match &self.engine {
            Engine::Sqlite { writer, file, .. } => {
                self.outage.counted(file.is_there())?;
                On::Sqlite(self.outage.counted(writer.begin_with("begin immediate").await)?)
            }
            Engine::Postgres(pool) => {
                On::Postgres(postgres::acquire(pool, &self.outage).await?.begin().await?)
            }
        };
        Ok(self.tx(on))
    }

    /// A connection that only reads; other transactions may change the data meanwhile.
    pub async fn read(&self) -> Result<Reader, Error> {
        let on = match &self.engine {
            Engine::Sqlite { readers, file, .. } => {
                self.outage.counted(file.is_there())?;
                On::SqliteReader(readers.acquire().await?)
            }
            Engine::Postgres(pool) => On::Postgres(postgres::acquire(pool, &self.outage).await?),
        };
        Ok(self.reader(on))
    }

    fn reader(&self, on: On) -> Reader {
        Reader {
            on,
            outage: Arc::clone(&self.outage),
            undone: false,
            noted: audit::Noted::default(),
        }
    }

    fn tx(&self, on: On) -> Tx {
        Tx {
            reader: self.reader(on),
            queue: Arc::clone(&self.queue),
            queued: false,
            given_back: limits::GivenBack::default(),
            last_seen: Arc::clone(&self.last_seen),
        }
    }

    /// Resolves when a message or a job is queued after this call; another process may queue one
    /// too, so the caller also polls now and then.
    pub fn queued(&self) -> Notified<'_> {
        self.queue.notified()
    }

    /// How often a connection broke so far: a caller that remembers an answer compares it to know
    /// whether the answer still holds.
    pub(crate) fn troubles(&self) -> u64 {
        self.outage.troubles()
    }

    /// Why no connection is available; nothing when one is. A pool only reports that it waited in
    /// vain.
    pub async fn why_away(&self) -> Option<Error> {
        match &self.engine {
            Engine::Sqlite { .. } => None,
            Engine::Postgres(pool) => outage::why(pool).await,
        }
    }

    /// Closes every connection, after the work in progress.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { readers, writer, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }

    /// Brings the schema up to date; refuses a schema that is newer than this program.
    pub async fn migrate(&self) -> anyhow::Result<()> {
        let migrator = migrator();
        match &self.engine {
            Engine::Sqlite { writer, .. } => sqlite::migrate(writer, &migrator).await?,
            Engine::Postgres(pool) => {
                // A migration may take longer than a statement.
                postgres::patiently(pool, &self.outage, async |connection: &mut PgConnection| {
                    migrator.run(&mut *connection).await?;
                    guards::on_postgres(connection).await?;
                    anyhow::Ok(())
                })
                .await?;
            }
        }
        let mut tx = self.write().await?;
        factors::kinds::put_all(&mut tx).await?;
        Ok(tx.commit().await?)
    }
}

impl From<Engine> for Db {
    fn from(engine: Engine) -> Self {
        let (queue, last_seen, outage) = Default::default();
        Self { engine, queue, last_seen, outage }
    }
}

fn migrator() -> sqlx::migrate::Migrator {
    sqlx_macros::migrate!("./migrations")
}

/// The version of the schema that this program brings.
pub fn newest_schema() -> i64 {
    migrator().iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Whether a statement failed because the database is unreachable for now.
pub(crate) fn is_away(error: &Error) -> bool {
    let sqlite =
        error.as_database_error().and_then(|error| error.try_downcast_ref::<SqliteError>());
    match sqlite {
        Some(error) => sqlite::is_away(error),
        None => postgres::is_absence(error),
    }
}

/// Whether an error was caused, at its root, by an unreachable database.
pub fn is_caused_by_absence(error: &anyhow::Error) -> bool {
    use sqlx::migrate::MigrateError;
    let is_absent = |error: &Error| is_away(error) && !sqlite::is_misplaced(error);
    error.chain().any(|cause| match cause.downcast_ref::<MigrateError>() {
        Some(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => {
            is_absent(error)
        }
        _ => cause.downcast_ref::<Error>().is_some_and(is_absent),
    })
}

/// Whether a statement failed because the value exists already, under the named constraint or
/// column.
pub(crate) fn is_taken(error: &Error, name: &str) -> bool {
    error.as_database_error().is_some_and(|e| {
        e.is_unique_violation()
            && (e.constraint().is_some_and(|c| c.contains(name)) || e.message().contains(name))
    })
}

/// Whether a statement failed because a referenced row is gone.
pub(crate) fn is_orphan(error: &Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_foreign_key_violation)
}

#[cfg(test)]
mod tests {
    use sqlx::{AssertSqlSafe, Executor as _, SqlSafeStr as _};

    use super::*;
    use crate::{
        system::clock::Clock,
        tests::app::{TestDb, on_each_engine},
    };

    fn all() -> impl Iterator<Item = &'static str> {
        [
            access_codes::ALL,
            account_names::ALL,
            capacity_checks::ALL,
            accounts::ALL,
            rizivs::ALL,
            audit::ALL,
            browsers::ALL,
            caller_checks::ALL,
            calls::ALL,
            campaign_mails::ALL,
            campaigns::ALL,
            chain::ALL,
            client_grants::ALL,
            client_requests::ALL,
            client_secrets::ALL,
            clients::ALL,
            consents::ALL,
            logout_notices::ALL,
            openid_keys::ALL,
            proofs_seen::ALL,
            sent_codes::ALL,
            counter_questions::ALL,
            deletions::ALL,
            desk::ALL,
            factors::ALL,
            factors::kinds::ALL,
            flows::ALL,
            handovers::ALL,
            personal_data::ALL,
            identities::ALL,
            jobs::ALL,
            application_counts::ALL,
            flow_counts::ALL,
            known_browsers::ALL,
            known_callers::ALL,
            limits::ALL,
            links::ALL,
            meta::ALL,
            method_counts::ALL,
            standing_counts::ALL,
            outbox::ALL,
            policies::ALL,
            proposals::ALL,
            upstream_keys::ALL,
            pulse::ALL,
            recovery_codes::ALL,
            resets::ALL,
            send_counts::ALL,
            sessions::ALL,
            staff::ALL,
            subject_keys::ALL,
            trail::ALL,
            tries::ALL,
            undos::ALL,
        ]
        .into_iter()
        .flatten()
        .copied()
    }

    on_each_engine! {
        async fn every_statement_can_be_prepared_on_this_engine(db: TestDb) {
            for sql in all() {
                let text = AssertSqlSafe(sql).into_sql_str();
                let prepared = match &db.db().engine {
                    Engine::Sqlite { writer, .. } => writer.prepare(text).await.map(|_| ()),
                    Engine::Postgres(pool) => pool.prepare(text).await.map(|_| ()),
                };
                assert!(prepared.is_ok(), "{sql}: {prepared:?}");
            }
        }

        async fn the_time_is_that_of_the_server_where_there_is_one(db: TestDb) {
            let mut tx = db.db().read().await.unwrap();
            let theirs = time::find_now(&mut tx).await.unwrap();
            let is_server = matches!(db.db().engine, Engine::Postgres(_));
            assert_eq!(theirs.is_some(), is_server);
            let ahead = theirs.map_or(0, |theirs| Clock::system().behind(theirs));
            assert!(ahead.abs() < 60_000, "{ahead} ms: the server is on this computer");
        }

        async fn s24_a_schema_that_is_newer_than_this_program_is_refused(db: TestDb) {
            let newer = "insert into _sqlx_migrations \
                (version, description, success, checksum, execution_time) \
                select version + 1, 'of a newer program', success, checksum, execution_time \
                from _sqlx_migrations order by version desc limit 1";
            match &db.db().engine {
                Engine::Sqlite { writer, .. } => sqlx::query(newer).execute(writer).await.map(|_| ()),
                Engine::Postgres(pool) => sqlx::query(newer).execute(pool).await.map(|_| ()),
            }
            .unwrap();
            let error = db.db().migrate().await.unwrap_err().to_string();
            assert!(error.contains(&(newest_schema() + 1).to_string()), "{error}");
        }

        async fn migrating_again_changes_nothing(db: TestDb) {
            db.db().migrate().await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_database_of_another_kind_is_refused_with_what_is_allowed_and_without_its_password() {
        for url in ["mysql://vestibule:secret@localhost/v", "secret", "/data/secret.db", ""] {
            let error = Db::connect(url).await.unwrap_err().to_string();
            assert!(error.contains(WANTED) && !error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn every_statement_is_written_in_the_portable_subset() {
        for sql in all() {
            for banned in ["now()", "for update", "autoincrement", "serial", "::", "json_"] {
                assert!(!sql.contains(banned), "{banned} in {sql}");
            }
            assert!(!sql.contains(char::is_uppercase), "{sql}");
        }
    }
}
