//! Builds the server. Always the same packages and features, so that tests, the linter and the
//! server that one runs share every compiled dependency.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::run;

/// The native half of the workspace, with what only a development build has.
pub(crate) const NATIVE: &[&str] =
    &["-p", "vestibule", "-p", "vestibule-shared", "-p", "xtask", "--features", FEATURES];
/// The virtual devices of the server, and the benchmarks, which are checked like everything else.
const FEATURES: &str = "vestibule/dev,xtask/bench";

/// Builds the server and says where it lies.
pub(crate) fn build(project: &Project) -> Result<PathBuf> {
    run::announce("building the server");
    prepare(project)?;
    run::run(run::command(project, "cargo")?.args(["build", "--locked"]).args(NATIVE))?;
    Ok(project.target.join("debug/vestibule"))
}

/// What must be there before the server compiles: it embeds `dist/`, even an empty one.
pub(crate) fn prepare(project: &Project) -> Result<()> {
    fs::create_dir_all(project.path("dist")).context("cannot make dist/")
}
