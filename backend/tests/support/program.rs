//! The program, with its two ports and a separate folder; it ends with the test.

use std::{
    fs::{self, File},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command},
    sync::atomic::{AtomicU16, Ordering},
    time::Duration,
};

use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

use super::until;

pub(crate) struct Program {
    child: Child,
    public: u16,
    private: u16,
    folder: PathBuf,
    client: Client,
}

/// A unique folder.
fn folder(port: u16) -> PathBuf {
    let name = format!("vestibule-outage-{}-{port}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

static COUNT: AtomicU16 = AtomicU16::new(0);

/// A port below the range from which the system gives ports to outgoing connections.
fn free_port() -> u16 {
    let mut ports = std::iter::repeat_with(|| {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        20_000 + (u32::from(count) * 7 + std::process::id() * 101) % 12_000
    });
    let ports = ports.by_ref().filter_map(|port| u16::try_from(port).ok());
    let mut free = ports.filter(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
    free.next().unwrap()
}

/// Starts the program with its settings; nothing of this environment is inherited.
fn spawn(database: &str, folder: &Path, (public, private): (u16, u16)) -> Child {
    Command::new(env!("CARGO_BIN_EXE_vestibule"))
        .arg("serve")
        .env_clear()
        .env("DATABASE_URL", database)
        .env("DATA_DIR", folder)
        .env("LISTEN", format!("127.0.0.1:{public}"))
        .env("PRIVATE_LISTEN", format!("127.0.0.1:{private}"))
        .env("PUBLIC_ORIGIN", format!("http://localhost:{public}"))
        .stderr(File::create(folder.join("log")).unwrap())
        .spawn()
        .unwrap()
}

impl Program {
    /// Starts it; it may not be ready yet.
    pub(crate) fn start(database: &str) -> Self {
        let (public, private) = (free_port(), free_port());
        let folder = folder(public);
        let child = spawn(database, &folder, (public, private));
        let client = Client::builder().timeout(Duration::from_secs(30)).build().unwrap();
        Self { child, public, private, folder, client }
    }

    /// Kills it, and starts it again with the same ports and folder.
    pub(crate) fn start_again(&mut self, database: &str) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.child = spawn(database, &self.folder, (self.public, self.private));
    }

    /// What `/readyz` reports: nothing when it is ready.
    pub(crate) async fn refusal(&self) -> Option<Value> {
        let url = format!("http://127.0.0.1:{}/readyz", self.private);
        let Ok(answer) = self.client.get(url).send().await else { return Some(json!({})) };
        if answer.status() == 200 {
            assert_eq!(answer.text().await.unwrap(), "ready\n");
            return None;
        }
        assert_eq!(answer.status(), 503);
        let said: Value = answer.json().await.unwrap();
        assert_eq!(said["ready"], false);
        Some(said)
    }

    pub(crate) async fn is_ready(&self) {
        let ready = async || if self.refusal().await.is_none() { Some(()) } else { None };
        until(&format!("ready\n{}", self.log()), ready).await;
    }

    /// Waits until it reports that it is not ready for this reason; returns its explanation.
    pub(crate) async fn refuses(&self, reason: &str) -> String {
        until(reason, async || {
            let said = self.refusal().await?;
            (said["reason"] == reason).then(|| said["detail"].as_str().unwrap().to_owned())
        })
        .await
    }

    /// A browser begins a registration: a session and a flow are written.
    pub(crate) fn begin(&self) -> RequestBuilder {
        let url = format!("http://127.0.0.1:{}/api/registration/audience", self.public);
        let ours = self.client.post(url).header("x-vestibule", "1");
        ours.header("sec-fetch-site", "same-origin").json(&json!({ "audience": "patient" }))
    }

    /// The status and the code of the answer to that.
    pub(crate) async fn begins(&self) -> (u16, String) {
        outcome(self.begin().send().await.unwrap()).await
    }

    /// A browser opens a page; nothing when no server listens.
    pub(crate) async fn open(&self, path: &str) -> Option<Response> {
        let url = format!("http://127.0.0.1:{}{path}", self.public);
        let browser = self.client.get(url).header("accept", "text/html,*/*;q=0.8");
        match browser.header("accept-language", "fr-BE").send().await {
            Ok(answer) => Some(answer),
            Err(error) => {
                assert!(error.is_connect(), "{error:?}");
                None
            }
        }
    }

    /// Fails the test when it ended.
    pub(crate) fn still_runs(&mut self) {
        assert!(self.child.try_wait().unwrap().is_none(), "it ended:\n{}", self.log());
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap()
    }
}

/// The status, and the code where there is one.
pub(crate) async fn outcome(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let said: Value = answer.json().await.unwrap();
    (status, said["code"].as_str().unwrap_or_default().to_owned())
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
