//! The server under measurement: on its own core, with an empty database that is deleted
//! afterwards.

use std::collections::HashSet;
use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::http::Browser;
use crate::process::{self, Thread};

/// The core of the server, and of the bare hashes that it is compared with.
pub(crate) const CORE: &str = "0";
const PATIENCE: Duration = Duration::from_secs(20);
const LOG: &str = "server.log";

/// A running server; dropping this ends it and deletes its data.
pub(crate) struct Server {
    child: Child,
    program: PathBuf,
    folder: PathBuf,
    /// The threads that existed before the first password: they do not hash.
    first: HashSet<String>,
    /// Its address, as `localhost:PORT`.
    pub(crate) host: String,
    /// The address of its private routes.
    pub(crate) private: String,
}

impl Server {
    /// Starts the program on an empty folder beside it: on a disk, as in production, not in a
    /// memory file system.
    pub(crate) fn start(program: &Path, settings: &[(&str, &str)]) -> Result<Self> {
        let folder = program.with_file_name("data");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        let (port, private) = (free_port()?, free_port()?);
        let host = format!("localhost:{port}");
        let log = File::create(folder.join(LOG))?;
        let child = Command::new("taskset")
            .args(["-c", CORE])
            .arg(program)
            .args(["serve", "--dev"])
            .env("PUBLIC_ORIGIN", format!("http://{host}"))
            .env("LISTEN", format!("127.0.0.1:{port}"))
            .env("PRIVATE_LISTEN", format!("127.0.0.1:{private}"))
            .env("DATA_DIR", &folder)
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("starting taskset")?;
        let program = program.to_owned();
        let private = format!("localhost:{private}");
        let mut server = Self { child, program, folder, first: HashSet::new(), host, private };
        server.wait_until_ready()?;
        server.first = server.threads()?.into_iter().map(|thread| thread.id).collect();
        Ok(server)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE && matches!(self.child.try_wait(), Ok(None)) {
            let answer =
                Browser::open(&self.private).and_then(|mut it| it.send("GET", "/readyz", ""));
            if answer.is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
        let log = fs::read_to_string(self.folder.join(LOG)).unwrap_or_default();
        bail!("the server did not become ready:\n{log}");
    }

    /// A browser without cookies.
    pub(crate) fn browser(&self) -> Result<Browser> {
        Browser::open(&self.host)
    }

    /// The folder of its data.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs another command of the same program on the same data.
    pub(crate) fn run(&self, words: &[&str]) -> Result<()> {
        let mut other = Command::new(&self.program);
        let origin = format!("http://{}", self.host);
        other.args(words).env("DATA_DIR", &self.folder).env("PUBLIC_ORIGIN", origin);
        let status = other.stdin(Stdio::null()).stdout(Stdio::null()).status()?;
        if !status.success() {
            bail!("`vestibule {}` failed", words.join(" "));
        }
        Ok(())
    }

    /// The size of the database, in MB.
    pub(crate) fn megabytes(&self) -> Result<u64> {
        Ok(fs::metadata(self.folder.join("vestibule.db"))?.len() / 1_000_000)
    }

    fn threads(&self) -> Result<Vec<Thread>> {
        process::threads(&self.child.id().to_string())
    }

    /// The processor time of its threads so far, in seconds, and the part of the threads that hash:
    /// the runtime starts those at the first hash, and nothing else runs on them.
    pub(crate) fn cpu_seconds(&self) -> Result<(f64, f64)> {
        let threads = self.threads()?;
        let hashes = |it: &&Thread| it.name == "tokio-rt-worker" && !self.first.contains(&it.id);
        let sum = |all: &mut dyn Iterator<Item = f64>| all.sum();
        let all = sum(&mut threads.iter().map(|it| it.cpu));
        Ok((all, sum(&mut threads.iter().filter(hashes).map(|it| it.cpu))))
    }

    /// Its resident memory, in MiB.
    pub(crate) fn resident(&self) -> Result<f64> {
        process::resident(&self.child.id().to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn free_port() -> Result<u16> {
    let probe = TcpListener::bind("127.0.0.1:0").context("no free port")?;
    Ok(probe.local_addr()?.port())
}
