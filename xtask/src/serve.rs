//! Runs the product from the sources: for demonstrations, and for front-end developers.

use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::packages::{self, Package};
use crate::project::Project;
use crate::run::{self, Guarded};
use crate::{backend, frontend};

/// The default address of a server in development mode.
const SERVER: &str = "127.0.0.1:8080";
const HEARTBEAT: Duration = Duration::from_millis(100);

const INVITATION: &str = "
Vestibule runs; Ctrl-C ends it. Its data is in data/.

    http://localhost:8080/dev  the virtual phone and mailbox
    http://localhost:8080      the page to open, in Chromium or Firefox
                               (Safari and WebKit keep no secure cookies here: docs/BROWSERS.md)
";

const INVITATION_TO_DEVELOP: &str = "
Vestibule runs, and Trunk beside it; Ctrl-C ends both. The data is in data/.

    http://localhost:8080/dev  the virtual phone and mailbox
    http://localhost:8090      the page to open: rebuilt and reloaded when a file changes
                               (Safari and WebKit keep no secure cookies here: docs/BROWSERS.md)
";

/// `cargo xtask serve`: builds everything and runs the server.
pub(crate) fn serve(project: &Project, _: &[String]) -> Result<()> {
    set_up(project)?;
    frontend::build(project)?;
    let mut server = start(&server(project)?)?;
    println!("{INVITATION}");
    while server.running() {
        std::thread::sleep(HEARTBEAT);
    }
    bail!("the server ended");
}

/// `cargo xtask dev`: the server, and beside it Trunk, which rebuilds the page on every change.
pub(crate) fn dev(project: &Project, _: &[String]) -> Result<()> {
    set_up(project)?;
    let mut server = server(project)?;
    // Requests and cards are bound to the origin that the browser shows: Trunk's.
    server.env("PUBLIC_ORIGIN", "http://localhost:8090");
    let mut trunk = run::command(project, "trunk")?;
    // Its own directory: `dist/` keeps the result of the last release build.
    trunk.args(["serve", "--offline", "--dist"]).arg(project.target.join("dist-dev"));
    let mut server = start(&server)?;
    let mut trunk = Guarded::spawn(&trunk, None)?;
    println!("{INVITATION_TO_DEVELOP}");
    while server.running() && trunk.running() {
        std::thread::sleep(HEARTBEAT);
    }
    let ended = if server.running() { "trunk" } else { "the server" };
    bail!("{ended} ended, so the other one is stopped too");
}

fn set_up(project: &Project) -> Result<()> {
    packages::ensure(project, &[Package::Compiler])?;
    frontend::set_up(project)
}

/// The built server in development mode, ready to start.
fn server(project: &Project) -> Result<Command> {
    let program = backend::build(project)?;
    let mut server = run::command(project, program)?;
    server.args(["serve", "--dev"]);
    Ok(server)
}

/// Starts the server and waits until it listens.
fn start(server: &Command) -> Result<Guarded> {
    if TcpStream::connect(SERVER).is_ok() {
        bail!("something listens on {SERVER} already: another Vestibule?");
    }
    let mut server = Guarded::spawn(server, None)?;
    while TcpStream::connect(SERVER).is_err() {
        if !server.running() {
            bail!("the server ended while it started: its last lines say why");
        }
        std::thread::sleep(HEARTBEAT);
    }
    Ok(server)
}
