//! The licences of the program's components, in the form that their authors require:
//! `dist/licences.txt`, which the server embeds, and `vestibule licences` prints.
//!
//! A licence is printed once, with the names of all authors who use it: most texts differ in their
//! copyright line alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::project::Project;
use crate::{run, tools};

/// The path of the file, beside the front end.
const FILE: &str = "dist/licences.txt";
/// The beginnings of the names of files with licence terms in a package.
const NAMES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];

/// A package in the program.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Package {
    name: String,
    version: String,
    licence: String,
    folder: PathBuf,
}

/// Writes the file.
pub(crate) fn write(project: &Project) -> Result<()> {
    let packages = packages(project)?;
    let mut texts = BTreeMap::new();
    for package in &packages {
        for text in files(&package.folder)? {
            let (key, given) = taken_apart(&text);
            let group: &mut Group = texts.entry(key).or_default();
            group.add(package, &text, given);
        }
    }
    fs::write(project.path(FILE), printed(&packages, texts.into_values().collect()))
        .with_context(|| format!("cannot write {FILE}"))
}

/// Every foreign package in the server or the front end.
fn packages(project: &Project) -> Result<Vec<Package>> {
    // Cargo lists only downloaded packages, including those for another system.
    tools::crates(project)?;
    let mut inside = named(project, &["-p", "vestibule", "-e", "normal"])?;
    let browser =
        ["-p", "vestibule-frontend", "--target", "wasm32-unknown-unknown", "-e", "normal"];
    inside.extend(named(project, &browser)?);
    let mut metadata = run::command(project, "cargo")?;
    metadata.args(["metadata", "--format-version", "1", "--locked", "--offline"]);
    let metadata: Value = serde_json::from_str(&run::output(&mut metadata)?)?;
    let all = metadata["packages"].as_array().context("cargo metadata lists packages")?;
    // The workspace's packages have no source.
    let others = all.iter().filter(|package| !package["source"].is_null());
    let read = |package: &Value| {
        let text = |key: &str| package[key].as_str().map(str::to_owned);
        let folder = Path::new(package["manifest_path"].as_str()?).parent()?.to_owned();
        let licence = text("license").unwrap_or_else(|| "see its text".into());
        Some(Package { name: text("name")?, version: text("version")?, licence, folder })
    };
    let is_inside =
        |package: &Package| inside.contains(&(package.name.clone(), package.version.clone()));
    let packages: BTreeSet<Package> = others.filter_map(read).filter(is_inside).collect();
    Ok(packages.into_iter().collect())
}

/// Names and versions of a dependency tree.
fn named(project: &Project, which: &[&str]) -> Result<BTreeSet<(String, String)>> {
    let mut tree = run::command(project, "cargo")?;
    tree.args(["tree", "--locked", "--offline", "--prefix", "none", "--format", "{p}"]).args(which);
    let lines = run::output(&mut tree)?;
    let named = |line: &str| {
        let mut words = line.split_whitespace();
        Some((words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned()))
    };
    Ok(lines.lines().filter_map(named).collect())
}

/// The texts of a package's licence files, in the order of their names.
fn files(folder: &Path) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        if path.is_file() && NAMES.iter().any(|known| name.starts_with(known)) {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| Ok(String::from_utf8_lossy(&fs::read(path)?).into_owned())).collect()
}

/// Splits a text into the words without the authors, which identify it, and the lines with the
/// authors.
fn taken_apart(text: &str) -> (String, Vec<String>) {
    let is_given = |line: &&str| {
        let line = line.trim().to_lowercase();
        line.starts_with("copyright") || line.starts_with("(c) ") || line.starts_with('©')
    };
    let given = text.lines().filter(is_given).map(|line| line.trim().to_owned()).collect();
    let rest = text.lines().filter(|line| !is_given(line));
    let words = rest.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ").to_lowercase();
    (words, given)
}

/// A text, and the packages and authors that use it.
#[derive(Debug, Default)]
struct Group {
    text: String,
    packages: BTreeSet<String>,
    given: BTreeSet<String>,
}

impl Group {
    fn add(&mut self, package: &Package, text: &str, given: Vec<String>) {
        if self.text.is_empty() {
            let is_kept = |line: &&str| !given.contains(&line.trim().to_owned());
            let lines: Vec<&str> = text.lines().filter(is_kept).map(str::trim_end).collect();
            self.text.push_str(lines.join("\n").trim_matches('\n'));
        }
        self.packages.insert(package.name.clone());
        self.given.extend(given);
    }
}

/// Formats the file: the list of packages, then each text with its names.
fn printed(packages: &[Package], mut groups: Vec<Group>) -> String {
    // The most frequent text first; in an order that does not depend on the machine, so that a
    // build can be repeated.
    groups.sort_by(|a, b| {
        b.packages.len().cmp(&a.packages.len()).then_with(|| a.packages.cmp(&b.packages))
    });
    let mut text = format!(
        "Vestibule holds the work of others: {} packages. Each is listed with its licence; the texts follow, \
         also of those packages that bring none along.\n\n",
        packages.len()
    );
    for Package { name, version, licence, .. } in packages {
        let _ = writeln!(text, "{name} {version}: {licence}");
    }
    for Group { text: licence, packages, given } in groups {
        let names = packages.into_iter().collect::<Vec<_>>().join(", ");
        let given = given.into_iter().collect::<Vec<_>>().join("\n");
        let line = "-".repeat(80);
        let _ = write!(text, "\n{line}\nFor {names}\n\n");
        if !given.is_empty() {
            let _ = write!(text, "{given}\n\n");
        }
        let _ = writeln!(text, "{licence}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str) -> Package {
        let (version, licence) = ("1.0.0".into(), "MIT".into());
        Package { name: name.into(), version, licence, folder: PathBuf::new() }
    }

    #[test]
    fn texts_that_differ_in_who_gave_them_are_printed_once_with_all_the_names() {
        let texts = [
            "MIT License\n\nCopyright (c) 2020 Ada\n\nTake it.\n",
            "MIT  License\nCopyright 2021 Bob\nTake it.",
        ];
        let mut groups = BTreeMap::<String, Group>::new();
        for (name, text) in ["a", "b"].into_iter().zip(texts) {
            let (key, given) = taken_apart(text);
            groups.entry(key).or_default().add(&package(name), text, given);
        }
        assert_eq!(groups.len(), 1);
        let said = printed(&[package("a"), package("b")], groups.into_values().collect());
        assert!(said.contains("a 1.0.0: MIT\nb 1.0.0: MIT\n"), "{said}");
        assert!(
            said.contains("For a, b\n\nCopyright (c) 2020 Ada\nCopyright 2021 Bob\n\nMIT License")
        );
        assert_eq!(said.matches("Take it.").count(), 1);
    }

    #[test]
    fn what_is_inside_is_listed_with_its_text_and_what_only_builds_it_is_not() {
        let project = Project::find().unwrap();
        let packages = packages(&project).unwrap();
        let is_there = |name: &str| packages.iter().any(|package| package.name == name);
        assert!(is_there("axum") && is_there("leptos") && is_there("webauthn-rs"));
        assert!(!is_there("cc") && !is_there("vestibule-shared"));
        let axum = packages.iter().find(|package| package.name == "axum").unwrap();
        assert!(files(&axum.folder).unwrap().iter().any(|text| text.contains("Permission is")));
    }
}
