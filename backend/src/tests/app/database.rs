//! A database of a test's own, and each test on both engines.

use crate::{
    db::{Db, Engine},
    system::rng::Rng,
};

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

/// A migrated database that goes when the test ends.
pub(crate) struct TestDb {
    db: Db,
    url: String,
    folder: Option<std::path::PathBuf>,
}

impl TestDb {
    pub(crate) async fn sqlite() -> Self {
        let name = format!("vestibule-test-{}", Rng::system().id());
        // In memory, where there is a folder for that: every commit waits for the disk otherwise.
        let memory = std::path::PathBuf::from("/dev/shm");
        let parent = if memory.is_dir() { memory } else { std::env::temp_dir() };
        let folder = parent.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let url = format!("sqlite:{}", folder.join("test.db").display());
        Self::migrated(Db::connect(&url).await.unwrap(), url, Some(folder)).await
    }

    /// A schema of its own in the cluster of `TEST_POSTGRES_URL`.
    pub(crate) async fn postgresql() -> Option<Self> {
        let Ok(url) = std::env::var("TEST_POSTGRES_URL") else {
            eprintln!("skipped: TEST_POSTGRES_URL is not set; `cargo xtask test` sets it");
            return None;
        };
        let schema: String =
            Rng::system().id().chars().filter(char::is_ascii_alphanumeric).collect();
        let schema = format!("t_{}", schema.to_lowercase());
        let joint = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{joint}options=-csearch_path%3D{schema}");
        let db = Db::connect(&url).await.unwrap();
        let Engine::Postgres(pool) = &db.engine else { panic!("not PostgreSQL") };
        let create = format!("create schema {schema}");
        sqlx::query(sqlx::AssertSqlSafe(create)).execute(pool).await.unwrap();
        Some(Self::migrated(db, url, None).await)
    }

    async fn migrated(db: Db, url: String, folder: Option<std::path::PathBuf>) -> Self {
        db.migrate().await.unwrap();
        Self { db, url, folder }
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
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}
