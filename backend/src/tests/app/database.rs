//! A database of a test's own, and each test on both engines.

use std::{
    path::{Path, PathBuf},
    sync::{LazyLock, mpsc},
};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tokio::sync::OnceCell;

use crate::{db::Db, system::rng::Rng};

/// Declares each test twice: on SQLite and on PostgreSQL.
macro_rules! on_each_engine {
    ($($(#[$meta:meta])* async fn $name:ident($argument:ident: $kind:ty) $body:block)+) => {
        $($(#[$meta])* async fn $name($argument: $kind) $body)+
        mod on_sqlite {
            use super::*;
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(<$kind>::from_db($crate::tests::app::TestDb::sqlite().await).await).await;
            })+
        }
        mod on_postgresql {
            use super::*;
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(db) = $crate::tests::app::TestDb::postgresql().await {
                    super::$name(<$kind>::from_db(db).await).await;
                }
            })+
        }
    };
}
pub(crate) use on_each_engine;

/// The migrated file of SQLite that each test gets a copy of.
static MIGRATED_FILE: OnceCell<Vec<u8>> = OnceCell::const_new();
/// The name of the migrated database of PostgreSQL that each test gets a copy of.
static MIGRATED_DATABASE: OnceCell<String> = OnceCell::const_new();

/// A migrated database that goes when the test ends.
pub(crate) struct TestDb {
    db: Db,
    url: String,
    place: Place,
}

/// Where a test's database is.
enum Place {
    Folder(PathBuf),
    Cluster { url: String, name: String },
}

impl TestDb {
    pub(crate) async fn sqlite() -> Self {
        let migrated = MIGRATED_FILE.get_or_init(migrated_file).await;
        let folder = folder();
        std::fs::write(folder.join("test.db"), migrated).unwrap();
        let url = sqlite_url(&folder);
        Self { db: Db::connect(&url).await.unwrap(), url, place: Place::Folder(folder) }
    }

    /// A database of its own in the cluster of `TEST_POSTGRES_URL`.
    pub(crate) async fn postgresql() -> Option<Self> {
        let Ok(cluster) = std::env::var("TEST_POSTGRES_URL") else {
            eprintln!("skipped: TEST_POSTGRES_URL is not set; `cargo xtask test` sets it");
            return None;
        };
        let migrated = MIGRATED_DATABASE.get_or_init(|| migrated_database(&cluster)).await;
        let name = name();
        administer(&cluster, &format!("create database {name} template {migrated}")).await;
        let url = with_database(&cluster, &name);
        let db = Db::connect(&url).await.unwrap();
        Some(Self { db, url, place: Place::Cluster { url: cluster, name } })
    }

    pub(crate) async fn from_db(db: Self) -> Self {
        std::future::ready(db).await
    }

    /// Where it is, for who plays another process.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn db(&self) -> &Db {
        &self.db
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        match &self.place {
            Place::Folder(folder) => {
                let _ = std::fs::remove_dir_all(folder);
            }
            Place::Cluster { url, name } => {
                let _ = DROPS.send((url.clone(), name.clone()));
            }
        }
    }
}

/// How many databases wait until they are dropped together: each drop makes the server write out
/// what it holds in memory, and the second one has nothing left to write.
const DROPPED_TOGETHER: usize = 64;

/// The thread that drops databases; the last ones stay when the tests end.
static DROPS: LazyLock<mpsc::Sender<(String, String)>> = LazyLock::new(|| {
    let (sender, names) = mpsc::channel::<(String, String)>();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut waiting = Vec::new();
        for (cluster, name) in names {
            waiting.push(name);
            if waiting.len() == DROPPED_TOGETHER {
                runtime.block_on(drop_all(&cluster, waiting.drain(..)));
            }
        }
    });
    sender
});

async fn drop_all(cluster: &str, names: impl Iterator<Item = String>) {
    let mut connection = PgConnection::connect(cluster).await.unwrap();
    for name in names {
        let sql = format!("drop database {name} with (force)");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    }
}

/// Makes the file that the tests copy.
async fn migrated_file() -> Vec<u8> {
    let folder = folder();
    migrate(&sqlite_url(&folder)).await;
    let file = std::fs::read(folder.join("test.db")).unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    file
}

/// Makes the database that the tests copy.
async fn migrated_database(cluster: &str) -> String {
    let name = name();
    administer(cluster, &format!("create database {name}")).await;
    migrate(&with_database(cluster, &name)).await;
    name
}

async fn migrate(url: &str) {
    let db = Db::connect(url).await.unwrap();
    db.migrate().await.unwrap();
    db.close().await;
}

async fn administer(cluster: &str, sql: &str) {
    let mut connection = PgConnection::connect(cluster).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

fn with_database(cluster: &str, name: &str) -> String {
    let mut url = url::Url::parse(cluster).unwrap();
    url.set_path(name);
    url.into()
}

fn name() -> String {
    let id = Rng::system().id();
    let plain: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("t_{}", plain.to_lowercase())
}

fn sqlite_url(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("test.db").display())
}

/// A new folder in memory, where there is one: every commit waits for the disk otherwise.
fn folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    let parent = if memory.is_dir() { memory } else { std::env::temp_dir() };
    let folder = parent.join(format!("vestibule-test-{}", Rng::system().id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
