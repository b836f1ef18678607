//! Checks what a reader of this project may rely on and the compiler does not check: the allowed
//! imports, what is in one place only, how long things get, which test proves which rule, the words
//! and the typography of the texts. Every rule states its reason.
//!
//! The rules are tables in the modules below; `cargo test -p xtask` runs them too.

mod citations;
mod files;
mod language;
mod layers;
mod names;
mod places;
mod sentences;
mod shape;
mod source;
mod styles;

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::project::Project;
use source::Source;

/// A fault, or a note about something to look at later.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    line: usize,
    severity: Severity,
    message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Severity {
    Note,
    Fault,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.severity == Severity::Note { " (note)" } else { "" };
        write!(f, "{}:{}:{mark} {}", self.path, self.line, self.message)
    }
}

/// The folders that are read; no other code in the repository is written by hand.
const TREES: &[&str] = &[
    "shared", "locales", "backend", "frontend", "xtask", "e2e", "docs", "public", ".ci", ".cargo",
];
const TEXTS: &[&str] =
    &["rs", "sql", "toml", "md", "ts", "css", "html", "js", "json", "sh", "run", "webmanifest"];
const GENERATED: &[&str] =
    &["generated", "node_modules", "target", "dist", "gallery", "results", "report"];

/// `cargo xtask tidy`: prints the findings, notes included.
pub(crate) fn tidy(project: &Project, _: &[String]) -> Result<()> {
    for note in findings(project)?.iter().filter(|finding| finding.severity == Severity::Note) {
        println!("{note}");
    }
    check(project)
}

/// Prints the faults.
///
/// # Errors
/// There is at least one.
pub(crate) fn check(project: &Project) -> Result<()> {
    let findings = findings(project)?;
    let faults = findings.iter().filter(|finding| finding.severity == Severity::Fault);
    let count = faults.clone().inspect(|fault| println!("{fault}")).count();
    if count > 0 {
        bail!("untidy places: {count}");
    }
    Ok(())
}

fn findings(project: &Project) -> Result<Vec<Finding>> {
    let mut sources = Vec::new();
    for tree in TREES {
        read(&project.root, &project.path(tree), &mut sources)?;
    }
    for entry in fs::read_dir(&project.root)? {
        let path = entry?.path();
        if path.is_file() {
            read(&project.root, &path, &mut sources)?;
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    let mut findings = Vec::new();
    for source in &sources {
        layers::check(source, &mut findings);
        names::check(source, &mut findings);
        places::check(source, &mut findings);
        sentences::check(source, &mut findings);
        shape::check(source, &mut findings);
    }
    citations::check(&sources, &mut findings);
    citations::check_conformance(&sources, &mut findings);
    files::check(&sources, &mut findings);
    language::check(&sources, &mut findings);
    styles::check(&sources, &mut findings);
    Ok(findings)
}

fn read(root: &Path, path: &Path, sources: &mut Vec<Source>) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if path.is_dir() {
        if GENERATED.contains(&&*name) {
            return Ok(());
        }
        for entry in fs::read_dir(path)? {
            read(root, &entry?.path(), sources)?;
        }
    } else if path.is_file() && name.rsplit('.').next().is_some_and(|end| TEXTS.contains(&end)) {
        let text =
            fs::read_to_string(path).with_context(|| format!("{} is not UTF-8", path.display()))?;
        let relative = path.strip_prefix(root)?.to_string_lossy();
        sources.push(Source::new(&relative, &text));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_is_tidy() {
        let findings = findings(&Project::find().unwrap()).unwrap();
        let faults: Vec<String> = findings
            .iter()
            .filter(|finding| finding.severity == Severity::Fault)
            .map(ToString::to_string)
            .collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn the_project_is_read() {
        let mut sources = Vec::new();
        let project = Project::find().unwrap();
        read(&project.root, &project.path("xtask"), &mut sources).unwrap();
        assert!(sources.iter().any(|source| source.path == "xtask/src/tidy.rs"));
    }
}
