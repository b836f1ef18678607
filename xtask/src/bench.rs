//! `cargo xtask bench`: the cost of a sign-in beside the bare hash, the effect of a flood of wrong
//! sign-ins on other requests, the speed of the help desk with many accounts, and that of the
//! `OpenID` endpoints. The measuring program is a second binary of this crate (`bench/`), built like
//! the server for release; this module builds both and gives each its core. docs/PERFORMANCE.md
//! explains the figures.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::packages::{self, Package};
use crate::project::Project;
use crate::{backend, run};

/// The core of everything except the server, which gets core 0.
const LOAD_CORE: &str = "1";

/// `cargo xtask bench sign-in|flood|openid [SECONDS]`, `cargo xtask bench desk [PEOPLE]`.
pub(crate) fn bench(project: &Project, arguments: &[String]) -> Result<()> {
    let what = match arguments {
        [what] | [what, _] if ["sign-in", "flood", "desk", "openid"].contains(&what.as_str()) => {
            arguments
        }
        _ => bail!(
            "there are four: `cargo xtask bench sign-in`, `... flood`, `... desk`, `... openid`"
        ),
    };
    packages::ensure(project, &[Package::Compiler])?;
    let server = build(project)?;
    let mut bench = run::command(project, "taskset")?;
    bench.args(["-c", LOAD_CORE]).arg(project.target.join("release/vestibule-bench"));
    run::run(bench.arg(server).args(what))
}

/// Builds both; the server with the virtual cards and phone, which create the accounts.
fn build(project: &Project) -> Result<PathBuf> {
    run::announce("building the server and the benchmark for release: a few minutes");
    backend::prepare(project)?;
    let mut cargo = run::command(project, "cargo")?;
    cargo.args(["build", "--locked", "--release", "-p", "vestibule", "-p", "xtask"]);
    cargo.args(["--bin", "vestibule", "--bin", "vestibule-bench"]);
    run::run(cargo.args(["--features", "vestibule/dev,xtask/bench"]))?;
    // In a separate folder: `release/` must never contain a server with virtual cards.
    let folder = project.target.join("bench");
    fs::create_dir_all(&folder)?;
    let server = folder.join("vestibule");
    fs::rename(project.target.join("release/vestibule"), &server).context("the built server")?;
    Ok(server)
}
