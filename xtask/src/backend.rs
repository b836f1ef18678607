//! Builds the server. Always the same packages and features, so that the tests, the linter and the
//! started server share every compiled dependency.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::run;

/// The native half of the workspace, with the parts of a development build.
pub(crate) const NATIVE: &[&str] = &[
    "-p",
    "vestibule",
    "-p",
    "vestibule-shared",
    "-p",
    "vestibule-locales",
    "-p",
    "xtask",
    "--features",
    FEATURES,
];
/// The virtual devices of the server, and the benchmarks, which are checked like all other code.
const FEATURES: &str = "vestibule/dev,xtask/bench";

/// The cargo profile that compiles quickly.
pub(crate) const QUICK: &str = "serve";

/// Builds the server and returns its path.
pub(crate) fn build(project: &Project) -> Result<PathBuf> {
    run::step("building the server", || {
        prepare(project)?;
        run::run(run::command(project, "cargo")?.args(["build", "--locked"]).args(NATIVE))?;
        Ok(project.target.join("debug/vestibule"))
    })
}

/// Builds the server to be looked at, as quickly as it compiles, and returns its path.
pub(crate) fn build_quickly(project: &Project) -> Result<PathBuf> {
    run::step("building the server", || {
        prepare(project)?;
        let mut cargo = run::command(project, "cargo")?;
        cargo.args(["build", "--locked", "--profile", QUICK, "-p", "vestibule"]);
        run::run(cargo.args(["--features", "vestibule/dev"]))?;
        Ok(project.target.join(QUICK).join("vestibule"))
    })
}

/// Creates what the server needs to compile: it embeds `dist/`, even an empty one.
pub(crate) fn prepare(project: &Project) -> Result<()> {
    fs::create_dir_all(project.path("dist")).context("cannot make dist/")
}
