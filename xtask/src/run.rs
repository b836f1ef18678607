//! Runs other programs: with an announcement, from the root, with the project's tools on the path,
//! and never left running.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::project::Project;

/// Announces the next step and why it takes a while.
pub(crate) fn announce(what: &str) {
    println!("==> {what}");
}

/// Runs a step that takes a while: announces it, and reports how long it took.
pub(crate) fn step<T>(what: &str, run: impl FnOnce() -> Result<T>) -> Result<T> {
    announce(what);
    let began = Instant::now();
    let done = run()?;
    println!("    {what}: {:.1} s", began.elapsed().as_secs_f64());
    Ok(done)
}

/// Reports in one line that a step was not needed.
pub(crate) fn present(what: &str) {
    println!("    {what}: present");
}

/// A command that runs in the root of the repository and finds the project's own tools.
pub(crate) fn command(project: &Project, program: impl AsRef<OsStr>) -> Result<Command> {
    let mut command = Command::new(program);
    command.current_dir(&project.root).env("PATH", project.search_path()?);
    // One target directory for everything that Trunk compiles too; and Trunk refuses NO_COLOR=1.
    command.env("CARGO_TARGET_DIR", &project.target).env_remove("NO_COLOR");
    Ok(command)
}

/// Runs a command to its end with its output passed on.
///
/// # Errors
/// It cannot be started, or ends with a failure.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", line(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", line(command));
    }
    Ok(())
}

/// Runs a command quietly and returns what it printed.
///
/// # Errors
/// It cannot be started, or ends with a failure; the error carries what it complained of.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot start {}", line(command)))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("{} failed ({})\n{}", line(command), output.status, complaint.trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("{} prints no UTF-8", line(command)))
}

/// Runs a command to its end; each line it prints is passed on and shown to `see`.
///
/// # Errors
/// As [`run`].
pub(crate) fn watch(command: &mut Command, mut see: impl FnMut(&str)) -> Result<()> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", line(command)))?;
    let lines = child.stdout.take().map(BufReader::new).context("the output is piped")?;
    for text in lines.split(b'\n') {
        let text = text?;
        let text = String::from_utf8_lossy(&text);
        println!("{text}");
        see(&text);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("{} failed ({status})", line(command));
    }
    Ok(())
}

/// The command as a person would type it, to repeat it.
pub(crate) fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// A running program that ends when this value is dropped, and also when this process is killed.
///
/// A small shell becomes the program and leaves a watcher beside it; the watcher holds the other
/// end of a pipe and interrupts the program as soon as the pipe closes, for whatever reason.
#[derive(Debug)]
pub(crate) struct Guarded {
    child: Child,
    pipe: Option<ChildStdin>,
}

const GUARD: &str = r#"exec 3<&0
{ cat <&3 >/dev/null; kill -INT $$; } 2>/dev/null &
exec "$@" 3<&- </dev/null"#;

impl Guarded {
    /// Starts the program; as another user (uid, gid) if one is given, which only root may do.
    pub(crate) fn spawn(program: &Command, user: Option<(u32, u32)>) -> Result<Self> {
        let mut shell = Command::new("sh");
        shell.args(["-c", GUARD, "sh"]).arg(program.get_program()).args(program.get_args());
        for (key, value) in program.get_envs() {
            match value {
                Some(value) => shell.env(key, value),
                None => shell.env_remove(key),
            };
        }
        if let Some(directory) = program.get_current_dir() {
            shell.current_dir(directory);
        }
        if let Some((uid, gid)) = user {
            shell.uid(uid).gid(gid);
        }
        let mut child = shell
            .stdin(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", line(program)))?;
        let pipe = child.stdin.take();
        Ok(Self { child, pipe })
    }

    /// Whether the program is still running.
    pub(crate) fn running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        drop(self.pipe.take());
        for _ in 0..100 {
            if !self.running() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        // It ignored the interrupt for five seconds.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
