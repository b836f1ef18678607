//! A PostgreSQL cluster for the duration of a test run: on a free port of the loopback, deleted
//! afterwards, and stopped too when this process is killed.

use std::env;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::run::{self, Guarded};

const PREFIX: &str = "vestibule-postgres-";
const PATIENCE: Duration = Duration::from_secs(30);

/// The running cluster; dropping it stops the server and removes its files.
#[derive(Debug)]
pub(crate) struct Cluster {
    port: u16,
    server: Option<Guarded>,
    directory: PathBuf,
}

impl Cluster {
    /// Creates a cluster and waits until it answers.
    pub(crate) fn start(project: &Project) -> Result<Self> {
        let binaries = binaries(project).context("PostgreSQL is not installed")?;
        let user = unprivileged()?;
        sweep();
        let directory = env::temp_dir().join(format!("{PREFIX}{}", std::process::id()));
        fs::create_dir_all(&directory)?;
        fs::set_permissions(&directory, fs::Permissions::from_mode(0o700))?;
        if let Some((uid, gid)) = user {
            chown(&directory, Some(uid), Some(gid))?;
        }
        let mut cluster = Self { port: free_port()?, server: None, directory };
        run::output(&mut cluster.initialise(&binaries, user))?;
        cluster.server = Some(Guarded::spawn(&cluster.serve(&binaries), user)?);
        cluster.wait(&binaries)?;
        Ok(cluster)
    }

    /// The address for the tests, with a superuser of this cluster.
    pub(crate) fn url(&self) -> String {
        format!("postgres://vestibule@127.0.0.1:{}/postgres", self.port)
    }

    fn initialise(&self, binaries: &Path, user: Option<(u32, u32)>) -> Command {
        let mut initdb = Command::new(binaries.join("initdb"));
        initdb.args(["--username=vestibule", "--auth=trust", "--encoding=UTF8", "--locale=C"]);
        initdb.args(["--no-sync", "--pgdata"]).arg(self.data()).current_dir(&self.directory);
        if let Some((uid, gid)) = user {
            initdb.uid(uid).gid(gid);
        }
        initdb
    }

    fn serve(&self, binaries: &Path) -> Command {
        let mut postgres = Command::new(binaries.join("postgres"));
        postgres.arg("-D").arg(self.data()).arg("-k").arg(&self.directory);
        postgres.args(["-h", "127.0.0.1", "-p", &self.port.to_string()]);
        // No data here outlives the tests: durability would only cost time.
        for setting in [
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "max_connections=200",
            "log_min_messages=fatal",
        ] {
            postgres.args(["-c", setting]);
        }
        postgres.current_dir(&self.directory);
        postgres
    }

    fn wait(&mut self, binaries: &Path) -> Result<()> {
        let started = Instant::now();
        let port = self.port.to_string();
        while started.elapsed() < PATIENCE {
            let mut ready = Command::new(binaries.join("pg_isready"));
            if run::output(ready.args(["-q", "-h", "127.0.0.1", "-p", &port])).is_ok() {
                return Ok(());
            }
            if !self.server.as_mut().is_some_and(Guarded::running) {
                bail!("the temporary PostgreSQL ended while it started (port {port})");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("the temporary PostgreSQL does not answer on port {port}")
    }

    fn data(&self) -> PathBuf {
        self.directory.join("data")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.server.take());
        // The next run removes leftovers.
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// The folder of PostgreSQL's own programs; Debian keeps them off the path, one directory per
/// version.
pub(crate) fn binaries(project: &Project) -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .filter(|directory| directory.join("initdb").is_file())
        .collect();
    versions.sort();
    let on_path = || Some(project.program("initdb")?.parent()?.to_owned());
    versions.pop().or_else(on_path)
}

/// PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`.
fn unprivileged() -> Result<Option<(u32, u32)>> {
    let number = |arguments: &[&str]| -> Result<u32> {
        let text = run::output(Command::new("id").args(arguments))?;
        text.trim().parse().context("`id` prints a number")
    };
    if number(&["-u"])? != 0 {
        return Ok(None);
    }
    for name in ["postgres", "nobody"] {
        if let (Ok(uid), Ok(gid)) = (number(&["-u", name]), number(&["-g", name])) {
            return Ok(Some((uid, gid)));
        }
    }
    bail!("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`")
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port on the loopback")?;
    Ok(listener.local_addr()?.port())
}

/// Removes the files of a killed run, whose server has ended.
fn sweep() {
    for entry in fs::read_dir(env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
        let Some(owner) = owner.filter(|pid| pid.parse::<u32>().is_ok()) else { continue };
        let alive = run::output(Command::new("kill").args(["-0", owner])).is_ok();
        if !alive || owner == std::process::id().to_string() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
