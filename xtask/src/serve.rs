//! Runs the product from the sources: for demonstrations, and for front-end developers.

use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::packages::{self, Package};
use crate::project::Project;
use crate::run::{self, Guarded};
use crate::{backend, frontend, tools};

/// The default address of a server in development mode.
const SERVER: &str = "127.0.0.1:8080";
const HEARTBEAT: Duration = Duration::from_millis(100);

const INVITATION: &str = "
Vestibule runs; Ctrl-C ends it. Its data is in data/.

    http://localhost:8080/dev      the virtual phone and mailbox
    http://localhost:8080/dev/app  an application behind it
    http://localhost:8080          the page to open, in Chromium or Firefox
                                   (Safari and WebKit keep no secure cookies here: docs/BROWSERS.md)
";

const INVITATION_TO_DEVELOP: &str = "
Vestibule runs, and Trunk beside it; Ctrl-C ends both. The data is in data/.

    http://localhost:8080/dev      the virtual phone and mailbox
    http://localhost:8090/dev/app  an application behind it
    http://localhost:8090          the page to open: rebuilt and reloaded when a file changes
                                   (Safari and WebKit keep no secure cookies here: docs/BROWSERS.md)
";

/// `cargo xtask serve`: builds everything and runs the server.
pub(crate) fn serve(project: &Project, _: &[String]) -> Result<()> {
    packages::ensure(project, &[Package::Compiler])?;
    let (built, ()) = beside(project, || frontend::set_up_quickly(project))?;
    frontend::build_quickly(project)?;
    let mut server = start(&server(project, built)?, SERVER)?;
    println!("{INVITATION}");
    while server.running() {
        std::thread::sleep(HEARTBEAT);
    }
    bail!("the server ended");
}

/// `cargo xtask dev`: the server, and beside it Trunk, which rebuilds the page on every change.
pub(crate) fn dev(project: &Project, _: &[String]) -> Result<()> {
    packages::ensure(project, &[Package::Compiler])?;
    let (built, tools) = beside(project, || frontend::set_up_to_edit(project))?;
    let mut server = server(project, built)?;
    // Requests and cards are bound to the origin that the browser shows: Trunk's.
    server.env("PUBLIC_ORIGIN", "http://localhost:8090");
    let mut trunk = run::command(project, "trunk")?;
    trunk.env("PATH", project.search_path_with(&tools)?);
    // Its own directory: `dist/` keeps the result of the last release build.
    trunk.env("CARGO_TARGET_DIR", frontend::quick_target(project));
    trunk.args(["serve", "--offline", "--cargo-profile", backend::QUICK, "--dist"]);
    trunk.arg(project.target.join("dist-dev"));
    let mut server = start(&server, SERVER)?;
    let mut trunk = Guarded::spawn(&trunk, None)?;
    println!("{INVITATION_TO_DEVELOP}");
    while server.running() && trunk.running() {
        std::thread::sleep(HEARTBEAT);
    }
    let ended = if server.running() { "trunk" } else { "the server" };
    bail!("{ended} ended, so the other one is stopped too");
}

/// Builds the server and compiles the front end while `other` runs: some steps of each use one
/// core only. Returns the server's path, and what `other` returned.
fn beside<T>(project: &Project, other: impl FnOnce() -> Result<T>) -> Result<(PathBuf, T)> {
    // The compilers of both need them.
    tools::wasm_target(project)?;
    tools::crates(project)?;
    std::thread::scope(|all| {
        let server = all.spawn(|| backend::build_quickly(project));
        let compiled = all.spawn(|| frontend::compile_quickly(project));
        let other = other();
        let compiled = compiled.join().unwrap_or_else(|_| bail!("the compiling panicked"));
        let server = server.join().unwrap_or_else(|_| bail!("the build of the server panicked"));
        compiled?;
        Ok((server?, other?))
    })
}

/// The built server in development mode, ready to start.
fn server(project: &Project, program: PathBuf) -> Result<Command> {
    let mut server = run::command(project, program)?;
    server.args(["serve", "--dev"]);
    Ok(server)
}

/// Starts the server and waits until it listens on its address.
pub(crate) fn start(server: &Command, address: &str) -> Result<Guarded> {
    if TcpStream::connect(address).is_ok() {
        bail!("something listens on {address} already: another Vestibule?");
    }
    let mut server = Guarded::spawn(server, None)?;
    while TcpStream::connect(address).is_err() {
        if !server.running() {
            bail!("the server ended while it started: its last lines say why");
        }
        std::thread::sleep(HEARTBEAT);
    }
    Ok(server)
}
