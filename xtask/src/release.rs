//! Builds what is deployed: one file, the front end inside it, nothing of the dev surface.

use anyhow::Result;

use crate::packages::{self, Package};
use crate::project::Project;
use crate::{frontend, run};

/// `cargo xtask release`.
pub(crate) fn release(project: &Project, _: &[String]) -> Result<()> {
    packages::ensure(project, &[Package::Compiler])?;
    frontend::set_up(project)?;
    frontend::build(project)?;
    run::announce("building the server for release: a few minutes");
    let mut cargo = run::command(project, "cargo")?;
    run::run(cargo.args(["build", "--locked", "--release", "-p", "vestibule"]))?;
    println!("\n{}", project.target.join("release/vestibule").display());
    Ok(())
}
