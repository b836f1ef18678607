//! The pages of `docs/` that the server writes about itself: they cannot differ from the code.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::project::Project;
use crate::{backend, run};

/// The command of the server for each page, and the page's path.
const PAGES: &[(&str, &str)] = &[
    ("config", "docs/CONFIG.md"),
    ("openapi", "docs/openapi.json"),
    ("transitions", "docs/TRANSITIONS.md"),
];

/// `cargo xtask docs`: writes the generated pages.
pub(crate) fn docs(project: &Project, _: &[String]) -> Result<()> {
    let program = backend::build(project)?;
    for (page, path) in PAGES {
        fs::write(project.path(path), generate(project, &program, page)?)?;
        println!("    {path}");
    }
    Ok(())
}

/// Compares the committed pages with the current output of the code.
///
/// # Errors
/// A page is out of date.
pub(crate) fn check(project: &Project) -> Result<()> {
    let program = backend::build(project)?;
    for (page, path) in PAGES {
        let committed = fs::read_to_string(project.path(path)).unwrap_or_default();
        if committed != generate(project, &program, page)? {
            bail!("{path} is not what the code says: run `cargo xtask docs` and commit it");
        }
    }
    Ok(())
}

fn generate(project: &Project, program: &Path, page: &str) -> Result<String> {
    run::output(run::command(project, program)?.args(["docs", page]))
}
