//! Runs the product from the sources: for people who look at it, and for front-end developers.

use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::packages::{self, Package};
use crate::project::Project;
use crate::run::{self, Guarded};
use crate::{backend, frontend};

/// `cargo xtask serve`: builds everything and becomes the server, so that Ctrl-C ends it all.
pub(crate) fn serve(project: &Project, _: &[String]) -> Result<()> {
    set_up(project)?;
    frontend::build(project)?;
    let mut server = server(project)?;
    println!("{INVITATION}");
    // `exec` only returns when it fails.
    Err(server.exec().into())
}

/// `cargo xtask dev`: the server, and beside it Trunk, which rebuilds the page on every change.
pub(crate) fn dev(project: &Project, _: &[String]) -> Result<()> {
    set_up(project)?;
    let mut server = server(project)?;
    // Requests and cards are bound to the origin that the browser shows: Trunk's.
    server.env("PUBLIC_ORIGIN", "http://localhost:8090");
    let mut trunk = run::command(project, "trunk")?;
    // Its own directory: `dist/` stays what the last release build made.
    trunk.args(["serve", "--offline", "--port", "8090", "--dist"]);
    trunk.arg(project.target.join("dist-dev"));
    println!("{INVITATION_TO_DEVELOP}");
    let mut server = Guarded::spawn(&server, None)?;
    let mut trunk = Guarded::spawn(&trunk, None)?;
    while server.running() && trunk.running() {
        std::thread::sleep(Duration::from_millis(200));
    }
    let ended = if server.running() { "trunk" } else { "the server" };
    bail!("{ended} ended, so the other one is stopped too");
}

const INVITATION: &str = "
Vestibule is starting; Ctrl-C ends it. Its data is in data/.

    http://localhost:8080      the page for people
    http://localhost:8080/dev  the virtual phone and mailbox
";

const INVITATION_TO_DEVELOP: &str = "
Vestibule is starting, and Trunk beside it; Ctrl-C ends both. The data is in data/.

    http://localhost:8090      the page, rebuilt and reloaded when a file changes
    http://localhost:8080/dev  the virtual phone and mailbox
";

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
