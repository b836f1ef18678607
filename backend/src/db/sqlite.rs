//! SQLite: one file, one writer, and the meaning of its failures.
//!
//! Some failures (a full disk, a failing disk, no memory) make SQLite roll a transaction back by
//! itself. The driver does not notice and treats the connection as inside a transaction from then
//! on. Such a connection is closed instead of used again, and until then no statement of that
//! transaction runs outside it.

use std::{
    io,
    path::PathBuf,
    str::FromStr as _,
    sync::Arc,
    time::{Duration, Instant},
};

use sqlx::{
    Connection as _, SqlitePool,
    error::DatabaseError as _,
    migrate::{MigrateError, Migrator},
    sqlite::{
        SqliteConnectOptions, SqliteError, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
    },
};

use super::{Engine, Error, guards};

/// Opens a file, or creates it when it is absent.
pub(super) async fn connect(url: &str, patience: Duration) -> Result<Engine, Error> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // Erased data is overwritten, not only unlinked: a deleted key is gone from the file.
        .pragma("secure_delete", "on")
        // A full or read-only folder for temporary files must not affect the database.
        .pragma("temp_store", "memory")
        .busy_timeout(patience);
    let pool = |most| {
        // Each use checks that the file is there.
        SqlitePoolOptions::new()
            .max_connections(most)
            .test_before_acquire(false)
            .acquire_timeout(patience)
            .before_acquire(|connection, _| {
                // A connection that is still in a transaction never leaves it: it is replaced.
                let is_free = !connection.is_in_transaction();
                Box::pin(async move { Ok(is_free) })
            })
    };
    let file = options.get_filename().to_owned();
    let writer = first_connection(|| pool(1).connect_with(options.clone()), patience).await?;
    // A missing file is an outage, and no reason to create an empty one.
    writer.set_connect_options(options.clone().create_if_missing(false));
    let readers = pool(4).connect_lazy_with(options.create_if_missing(false).read_only(true));
    Ok(Engine::Sqlite { readers, writer, file: Arc::new(File::at(file)) })
}

/// Opens the file, and tries again while another process creates or closes it: SQLite reports that
/// it is busy without waiting when a file becomes a WAL file, and when the last connection removes
/// the log. Later connections cannot meet this, because the first one keeps the file open.
async fn first_connection<F: Future<Output = Result<SqlitePool, Error>>>(
    connect: impl Fn() -> F,
    patience: Duration,
) -> Result<SqlitePool, Error> {
    let until = Instant::now() + patience;
    loop {
        match connect().await {
            Err(error) if is_busy(&error) && Instant::now() < until => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            done => return done,
        }
    }
}

/// Brings the schema up to date, completely or not at all; of two processes one waits for the
/// other.
pub(super) async fn migrate(writer: &SqlitePool, migrator: &Migrator) -> Result<(), MigrateError> {
    let mut tx = writer.begin_with("begin immediate").await?;
    migrator.run(&mut *tx).await?;
    guards::on_sqlite(&mut tx).await?;
    Ok(tx.commit().await?)
}

/// The file that the connections have open. They keep it open when it is moved away, and would
/// write where no later process reads.
#[derive(Debug)]
pub(crate) struct File {
    path: PathBuf,
    is: Option<Identity>,
}

/// Device and inode number.
type Identity = (u64, u64);

impl File {
    fn at(path: PathBuf) -> Self {
        let is = identity(&path);
        Self { path, is }
    }

    /// Fails when the file was moved away, or replaced by another.
    pub(super) fn is_there(&self) -> Result<(), Error> {
        if self.is.is_none() || identity(&self.path) == self.is {
            return Ok(());
        }
        let path = self.path.display();
        let why = format!("{path} is gone or another file: put it back, or restart");
        Err(Error::Io(io::Error::new(io::ErrorKind::NotFound, why)))
    }
}

#[cfg(unix)]
fn identity(path: &std::path::Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

/// On other systems an open file cannot be moved.
#[cfg(not(unix))]
fn identity(_: &std::path::Path) -> Option<Identity> {
    None
}

// Result codes (sqlite.org/rescode.html).
const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const NOMEM: i32 = 7;
const READONLY: i32 = 8;
const INTERRUPT: i32 = 9;
const IOERR: i32 = 10;
const FULL: i32 = 13;
const CANTOPEN: i32 = 14;
const PROTOCOL: i32 = 15;

/// Whether the file is unusable for now.
pub(super) fn is_away(error: &SqliteError) -> bool {
    let passes = [BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL];
    is_one_of(error, &passes)
}

/// Whether the file cannot be opened at this place and with these permissions: waiting does not
/// help a start.
pub(super) fn is_misplaced(error: &Error) -> bool {
    sqlite_error(error).is_some_and(|error| is_one_of(error, &[READONLY, CANTOPEN]))
}

/// Whether another connection held the file.
fn is_busy(error: &Error) -> bool {
    sqlite_error(error).is_some_and(|error| is_one_of(error, &[BUSY]))
}

fn sqlite_error(error: &Error) -> Option<&SqliteError> {
    error.as_database_error()?.try_downcast_ref()
}

/// The low byte of a code says what failed, the others how.
fn kind(code: &str) -> Option<i32> {
    code.parse::<i32>().ok().map(|code| code & 0xff)
}

fn is_one_of(error: &SqliteError, kinds: &[i32]) -> bool {
    error.code().and_then(|code| kind(&code)).is_some_and(|kind| kinds.contains(&kind))
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Mutex,
            atomic::{AtomicUsize, Ordering},
        },
        time::Duration,
    };

    use sqlx::{
        AssertSqlSafe,
        sqlite::{SqliteConnectOptions, SqlitePoolOptions},
    };

    use crate::{
        app::problem::{Problem, name},
        db::{Db, Engine, Error, is_away, is_caused_by_absence, meta},
        tests::app::TestDb,
    };

    async fn pragma(db: &Db, text: &str) {
        let Engine::Sqlite { writer, .. } = &db.engine else { panic!("not SQLite") };
        sqlx::query(AssertSqlSafe(format!("pragma {text}"))).execute(writer).await.unwrap();
    }

    async fn put(db: &Db, key: &str, value: &str) -> Result<(), Error> {
        let mut tx = db.write().await?;
        meta::insert(&mut tx, key, value).await?;
        tx.commit().await
    }

    async fn is_kept(db: &Db, key: &str) -> bool {
        meta::find(&mut db.read().await.unwrap(), key).await.unwrap().is_some()
    }

    /// Behaves like a full disk, until the connection is replaced.
    async fn fill(db: &Db) {
        pragma(db, "max_page_count = 1").await;
    }

    fn large() -> String {
        "x".repeat(1_000_000)
    }

    #[tokio::test]
    async fn writes_go_on_after_a_full_disk_made_the_engine_undo_a_transaction() {
        let db = TestDb::sqlite().await;
        for round in 0..3 {
            fill(db.db()).await;
            let before = db.db().troubles();
            let error = put(db.db(), &format!("full {round}"), &large()).await.unwrap_err();
            assert!(db.db().troubles() > before, "whether the process is ready is looked up again");
            assert!(is_away(&error), "{error}");
            assert_eq!(name(Problem::from(error).code()), "unavailable");
            put(db.db(), &format!("room {round}"), &large()).await.unwrap();
            assert!(is_kept(db.db(), &format!("room {round}")).await);
            assert!(!is_kept(db.db(), &format!("full {round}")).await);
        }
    }

    #[tokio::test]
    async fn nothing_runs_by_itself_after_the_engine_undid_the_transaction_around_it() {
        let db = TestDb::sqlite().await;
        fill(db.db()).await;
        let mut tx = db.db().write().await.unwrap();
        meta::insert(&mut tx, "before", "small").await.unwrap();
        meta::insert(&mut tx, "full", &large()).await.unwrap_err();
        let error = meta::insert(&mut tx, "after", "small").await.unwrap_err();
        assert!(is_away(&error), "{error}");
        let error = tx.commit().await.unwrap_err();
        assert!(is_away(&error), "{error}");
        for key in ["before", "full", "after"] {
            assert!(!is_kept(db.db(), key).await, "{key}");
        }
        put(db.db(), "later", "small").await.unwrap();
    }

    #[tokio::test]
    async fn a_value_that_is_taken_does_not_end_the_transaction() {
        let db = TestDb::sqlite().await;
        let mut tx = db.db().write().await.unwrap();
        let sql = "insert into meta (key, value) values ('keyring', 'a')";
        crate::db::on!(tx, c => sqlx::query(sql).execute(c).await.map(|_| ())).unwrap();
        crate::db::on!(tx, c => sqlx::query(sql).execute(c).await.map(|_| ())).unwrap_err();
        tx.commit().await.unwrap();
        assert!(is_kept(db.db(), "keyring").await);
    }

    #[tokio::test]
    async fn a_disk_that_only_reads_is_an_absence_and_no_reason_to_stop() {
        let db = TestDb::sqlite().await;
        pragma(db.db(), "query_only = on").await;
        let error = put(db.db(), "read-only", "small").await.unwrap_err();
        assert!(is_away(&error), "{error}");
        pragma(db.db(), "query_only = off").await;
        put(db.db(), "writable", "small").await.unwrap();
    }

    #[tokio::test]
    async fn a_file_that_is_gone_or_another_one_is_an_absence_until_it_is_back() {
        let db = TestDb::sqlite().await;
        let path = db.url().strip_prefix("sqlite:").unwrap();
        let away = format!("{path}.away");
        put(db.db(), "one", "small").await.unwrap();
        std::fs::rename(path, &away).unwrap();
        for _ in ["gone", "another"] {
            let before = db.db().troubles();
            let error = put(db.db(), "lost", "small").await.unwrap_err();
            assert!(is_away(&error), "{error}");
            assert!(is_away(&db.db().read().await.unwrap_err()));
            assert_eq!(
                db.db().troubles(),
                before + 2,
                "the process looks again whether it is ready"
            );
            std::fs::write(path, "").unwrap();
        }
        std::fs::rename(&away, path).unwrap();
        put(db.db(), "two", "small").await.unwrap();
        assert!(is_kept(db.db(), "one").await && !is_kept(db.db(), "lost").await);
    }

    #[test]
    fn how_something_failed_does_not_hide_what_failed() {
        let kinds = [
            ("5", super::BUSY),
            ("517", super::BUSY),
            ("8", super::READONLY),
            ("1032", super::READONLY),
            ("778", super::IOERR),
            ("1034", super::IOERR),
            ("4874", super::IOERR),
            ("13", super::FULL),
            ("270", super::CANTOPEN),
        ];
        for (code, kind) in kinds {
            assert_eq!(super::kind(code), Some(kind), "{code}");
        }
        let unique = super::kind("2067").unwrap();
        assert!(!kinds.iter().any(|(_, kind)| *kind == unique));
    }

    #[tokio::test]
    async fn a_start_does_not_wait_for_a_folder_that_is_not_there() {
        let error = Db::connect("sqlite:/no/such/folder/vestibule.db").await.unwrap_err();
        assert!(!is_caused_by_absence(&error), "{error:#}");
    }

    #[tokio::test]
    async fn a_first_connection_tries_again_while_another_process_holds_the_file() {
        let first = TestDb::sqlite().await;
        let Engine::Sqlite { writer, .. } = &first.db().engine else { panic!("not SQLite") };
        let options = SqliteConnectOptions::new()
            .filename(first.url().strip_prefix("sqlite:").unwrap())
            .pragma("user_version", "7")
            .busy_timeout(Duration::ZERO);
        let held = Mutex::new(Some(writer.begin_with("begin immediate").await.unwrap()));
        let tries = AtomicUsize::new(0);
        let connect = || async {
            let done = SqlitePoolOptions::new().connect_with(options.clone()).await;
            tries.fetch_add(1, Ordering::Relaxed);
            held.lock().unwrap().take();
            done
        };
        super::first_connection(connect, Duration::from_secs(4)).await.unwrap();
        assert!(tries.load(Ordering::Relaxed) > 1, "the first try met the other connection");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn many_that_bring_the_same_schema_up_to_date_wait_for_each_other() {
        let first = TestDb::sqlite().await;
        let url = format!("{}.shared", first.url());
        let one = || async {
            let db = Db::connect(&url).await.unwrap();
            db.migrate().await.unwrap();
            put(&db, "mine", "small").await.unwrap();
        };
        futures_util::future::join_all((0..8).map(|_| one())).await;
    }
}
