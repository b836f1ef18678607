//! Builds the server. Always the same packages and features, so that the tests, the linter and the
//! started server share every compiled dependency.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::run;

/// The workspace, with the parts of a development build.
pub(crate) const NATIVE: &[&str] = &packages("vestibule/dev,xtask/bench");
/// The same packages, so that every dependency has the same features; the server has none.
pub(crate) const BARE: &[&str] = &packages("xtask/bench");

/// The virtual devices of the server are a feature, and so are the benchmarks.
const fn packages(features: &'static str) -> [&'static str; 12] {
    [
        "-p",
        "vestibule",
        "-p",
        "vestibule-shared",
        "-p",
        "vestibule-locales",
        "-p",
        "vestibule-frontend",
        "-p",
        "xtask",
        "--features",
        features,
    ]
}

/// The cargo profile that compiles quickly.
pub(crate) const QUICK: &str = "serve";

/// Builds the server and returns its path.
pub(crate) fn build(project: &Project) -> Result<PathBuf> {
    run::step("building the server", || {
        prepare(project)?;
        let mut cargo = run::command(project, "cargo")?;
        cargo.args(["build", "--locked", "--bin", "vestibule"]).args(NATIVE);
        run::run(linted(project, &mut cargo))?;
        Ok(project.target.join("debug/vestibule"))
    })
}

/// Cargo with a compiler that lints and checks the documentation of this workspace.
pub(crate) fn linted<'cargo>(project: &Project, cargo: &'cargo mut Command) -> &'cargo mut Command {
    cargo.env("RUSTC_WORKSPACE_WRAPPER", project.path("xtask/lint.sh"))
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
