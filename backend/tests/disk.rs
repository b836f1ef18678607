//! The real program on a disk that fills up, and in a folder that other processes set up at the
//! same time.
//!
//! The full disk is a small file system in memory, which requires the right to mount; without that
//! right the test reports so, and `db/sqlite.rs` has the tests that work without it.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "all of this is a test, also what its tests share")]

use std::{
    fs::{self, File},
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

/// How long an expected event may take: more than enough on a slow computer.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long the program may take to recover once there is room.
const RECOVERY: Duration = Duration::from_secs(10);

/// A folder that is deleted when the test ends.
struct Folder {
    path: PathBuf,
    is_mounted: bool,
}

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        // In memory, where there is a folder for that: a process that is killed loses as little.
        let memory = PathBuf::from("/dev/shm");
        let parent = if memory.is_dir() { memory } else { std::env::temp_dir() };
        let path = parent.join(format!("vestibule-disk-{}-{n}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self { path, is_mounted: false }
    }

    /// Mounts a small file system; nothing when this test may not mount one.
    fn mounted(size: &str) -> Option<Self> {
        let mut folder = Self::new();
        let options = format!("size={size}");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(&folder.path)
            .output();
        let why = match mount {
            Ok(done) if done.status.success() => {
                folder.is_mounted = true;
                return Some(folder);
            }
            Ok(done) => String::from_utf8_lossy(&done.stderr).trim().to_owned(),
            Err(error) => error.to_string(),
        };
        // Bypasses the capture of output, which hides the output of a test that passes.
        let _ =
            writeln!(std::io::stderr(), "skipped, for no file system can be mounted here: {why}");
        None
    }

    /// Writes until the disk is full.
    fn fill(&self) {
        let mut file =
            File::options().create(true).append(true).open(self.path.join("fill")).unwrap();
        for piece in [1 << 16, 1 << 12, 1 << 8, 1] {
            while file.write_all(&vec![0; piece]).is_ok() {}
        }
    }

    fn make_room(&self) {
        fs::remove_file(self.path.join("fill")).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.is_mounted {
            let _ = Command::new("umount").arg(&self.path).status();
        }
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn program(data: &Path) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    program.env_clear().env("DATA_DIR", data).env("LOG_FORMAT", "text");
    program.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    program
}

fn run(data: &Path, words: &[&str]) -> Output {
    program(data).args(words).output().unwrap()
}

/// The running program; it ends with the test.
struct Server {
    process: Child,
    public: String,
    private: String,
    log: PathBuf,
}

impl Server {
    fn start(data: &Path, log: &Path) -> Self {
        let address = || {
            let free = TcpListener::bind("127.0.0.1:0").unwrap();
            free.local_addr().unwrap().to_string()
        };
        let (public, private) = (address(), address());
        let file = File::options().create(true).append(true).open(log).unwrap();
        let process = program(data)
            .arg("serve")
            .env("LISTEN", &public)
            .env("PRIVATE_LISTEN", &private)
            .env("PUBLIC_ORIGIN", origin(&public))
            .stderr(file)
            .spawn()
            .unwrap();
        Self { process, public, private, log: log.to_owned() }
    }

    fn becomes_ready(&self) {
        within(PATIENCE, "the start", || {
            assert!(!self.log().starts_with("vestibule: "), "{}", self.log());
            self.is_ready()
        });
    }

    fn is_ready(&self) -> bool {
        ask(&self.private, "GET", "/readyz", "").0 == 200
    }

    /// Begins a registration in another browser: a request that writes.
    fn register(&self) -> (u16, String) {
        ask(&self.public, "POST", "/api/registration/audience", r#"{"audience":"patient"}"#)
    }

    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The public origin of a server that listens at an address.
fn origin(address: &str) -> String {
    address.replace("127.0.0.1", "http://localhost")
}

/// The status of an answer and its full text; 0 when no server answers.
fn ask(address: &str, method: &str, path: &str, body: &str) -> (u16, String) {
    let Ok(mut stream) = TcpStream::connect(address) else { return (0, String::new()) };
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\norigin: {}\r\nx-vestibule: 1\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        origin(address),
        body.len()
    );
    let mut answer = String::new();
    if stream
        .write_all(request.as_bytes())
        .and_then(|()| stream.read_to_string(&mut answer))
        .is_err()
    {
        return (0, answer);
    }
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, answer)
}

/// Polls until it is so.
fn within(limit: Duration, what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < limit, "{what}: not within {limit:?}");
        thread::yield_now();
    }
}

#[test]
fn a_full_disk_is_an_absence_and_ends_by_itself_when_there_is_room() {
    let Some(disk) = Folder::mounted("24m") else { return };
    let beside = Folder::new();
    let server = Server::start(&disk.path, &beside.path.join("log"));
    server.becomes_ready();
    assert_eq!(server.register().0, 200, "{}", server.log());
    for round in 0..3 {
        disk.fill();
        // Pages that were allocated before are used up first.
        within(PATIENCE, "the first refusal", || {
            let (status, answer) = server.register();
            assert!([200, 503].contains(&status), "round {round}: {answer}\n{}", server.log());
            status == 503
        });
        for _ in 0..20 {
            let (status, answer) = server.register();
            assert_eq!(status, 503, "round {round}: {answer}\n{}", server.log());
            assert!(answer.contains("unavailable") && answer.contains("retry-after"), "{answer}");
        }
        // The row of the heartbeat may still fit into an allocated page.
        within(PATIENCE, "no longer being ready", || !server.is_ready());
        disk.make_room();
        within(RECOVERY, "being well again", || {
            let (status, answer) = server.register();
            assert_ne!(status, 500, "round {round}: {answer}\n{}", server.log());
            status == 200
        });
        for _ in 0..20 {
            assert_eq!(server.register().0, 200, "round {round}");
        }
    }
    within(RECOVERY, "being ready again", || server.is_ready());
    assert!(!server.log().contains("begin_with"), "{}", server.log());
    drop(server);
    let verified = run(&disk.path, &["audit", "verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}

#[test]
fn a_start_on_a_full_disk_waits_for_room() {
    let Some(disk) = Folder::mounted("24m") else { return };
    let beside = Folder::new();
    // The keys exist; the database does not.
    let made = run(&disk.path, &["migrate"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    for name in names(&disk.path).iter().filter(|name| name.starts_with("vestibule.db")) {
        fs::remove_file(disk.path.join(name)).unwrap();
    }
    disk.fill();
    let mut server = Server::start(&disk.path, &beside.path.join("log"));
    within(PATIENCE, "noticing", || server.log().contains("the database is away"));
    assert_eq!(server.process.try_wait().unwrap(), None, "{}", server.log());
    disk.make_room();
    server.becomes_ready();
    assert_eq!(server.register().0, 200);
}

#[test]
fn a_database_whose_file_was_moved_away_is_an_absence_until_it_is_back() {
    let (data, beside) = (Folder::new(), Folder::new());
    let server = Server::start(&data.path, &beside.path.join("log"));
    server.becomes_ready();
    let (file, away) = (data.path.join("vestibule.db"), data.path.join("away"));
    fs::rename(&file, &away).unwrap();
    let (status, answer) = server.register();
    assert_eq!(status, 503, "{answer}");
    assert!(!server.is_ready());
    assert!(!file.exists(), "no empty database is made in its place");
    fs::rename(&away, &file).unwrap();
    assert_eq!(server.register().0, 200, "{}", server.log());
    server.becomes_ready();
}

#[test]
fn first_starts_that_share_a_folder_make_one_installation() {
    for _ in 0..3 {
        let data = Folder::new();
        let all: Vec<Child> =
            (0..6).map(|_| program(&data.path).arg("migrate").spawn().unwrap()).collect();
        for one in all {
            let done = one.wait_with_output().unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        }
        let names = names(&data.path);
        assert!(names.iter().all(|name| !name.contains(".new")), "{names:?}");
    }
}

#[test]
fn a_first_start_that_was_killed_leaves_nothing_half() {
    let data = Folder::new();
    // Each is killed a little later than the previous one, and there are two at a time.
    let killed: usize = thread::scope(|scope| {
        let every_other = |first| {
            let starts = (first..60).step_by(2);
            let data = &data.path;
            scope.spawn(move || starts.filter(|n| is_killed_and_begins_again(data, *n)).count())
        };
        [every_other(0), every_other(1)].map(|half| half.join().unwrap()).iter().sum()
    });
    assert!(killed > 0, "one at least was killed before its end");
}

/// Kills a first start after so many looks at its folder; returns whether it was still running.
fn is_killed_and_begins_again(data: &Path, n: usize) -> bool {
    let folder = data.join(n.to_string());
    let mut process = program(&folder).arg("migrate").spawn().unwrap();
    within(PATIENCE, "the folder", || folder.exists());
    for _ in 0..n * 40 {
        let _ = names(&folder);
    }
    process.kill().unwrap();
    let is_killed = process.wait().unwrap().signal().is_some();
    let again = run(&folder, &["migrate"]);
    assert!(again.status.success(), "{n}: {}", String::from_utf8_lossy(&again.stderr));
    is_killed
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}
