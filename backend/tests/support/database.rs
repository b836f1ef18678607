//! A database for one test, in the cluster that `TEST_POSTGRES_URL` names; it is dropped when the
//! test ends.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use reqwest::Url;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

static COUNT: AtomicU32 = AtomicU32::new(0);

pub(crate) struct Database {
    cluster: Url,
    name: String,
}

impl Database {
    /// Creates one; nothing without a cluster.
    pub(crate) async fn make() -> Option<Self> {
        let Ok(cluster) = std::env::var("TEST_POSTGRES_URL") else {
            eprintln!("skipped: TEST_POSTGRES_URL is not set; `cargo xtask test` sets it");
            return None;
        };
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("outage_{}_{count}", std::process::id());
        let cluster = Url::parse(&cluster).unwrap();
        let made = Self { cluster, name };
        run(&made.cluster, &format!("create database {}", made.name)).await;
        Some(made)
    }

    /// The real address of the server.
    pub(crate) fn server(&self) -> String {
        format!("{}:{}", self.cluster.host_str().unwrap(), self.cluster.port().unwrap_or(5432))
    }

    /// Its direct URL.
    pub(crate) fn direct(&self) -> Url {
        let mut url = self.cluster.clone();
        url.set_path(&self.name);
        url
    }

    /// Its URL through a port of this computer.
    pub(crate) fn through(&self, port: u16) -> String {
        let mut url = self.direct();
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(port)).unwrap();
        url.to_string()
    }

    /// A connection that bypasses the failing network.
    pub(crate) async fn connection(&self) -> PgConnection {
        PgConnection::connect(self.direct().as_str()).await.unwrap()
    }

    /// Makes it appear as a server that follows another one, for new connections, or as the primary
    /// again. Existing connections stay as they are.
    pub(crate) async fn only_reads(&self, follows: Follows) {
        let value = if follows == Follows::Another { "on" } else { "off" };
        let set =
            format!("alter database {} set default_transaction_read_only = {value}", self.name);
        run(&self.cluster, &set).await;
    }

    /// Closes every connection, like a server that is demoted.
    pub(crate) async fn hang_up(&self) {
        let end = "select pg_terminate_backend(pid) from pg_stat_activity where datname =";
        run(&self.cluster, &format!("{end} '{}'", self.name)).await;
    }
}

/// Whether a server follows another one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Follows {
    Another,
    Nobody,
}

async fn run(url: &Url, statement: &str) {
    let mut connection = PgConnection::connect(url.as_str()).await.unwrap();
    connection.execute(AssertSqlSafe(statement.to_owned())).await.unwrap();
    connection.close().await.unwrap();
}

impl Drop for Database {
    fn drop(&mut self) {
        let (cluster, name) = (self.cluster.clone(), self.name.clone());
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let statement = format!("drop database if exists {name} with (force)");
            let patience = Duration::from_secs(10);
            runtime.unwrap().block_on(async {
                let _ = tokio::time::timeout(patience, run(&cluster, &statement)).await;
            });
        });
        let _ = dropped.join();
    }
}
