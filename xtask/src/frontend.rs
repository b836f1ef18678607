//! Builds the front end into `dist/`, only when one of its sources changed.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::{backend, compress, licences, run, split, tools};

/// The sources of the front end.
const SOURCES: &[&str] = &[
    "frontend",
    "shared",
    "locales",
    "public",
    "Trunk.toml",
    "xtask/src/split.rs",
    "xtask/src/split",
    "xtask/src/licences.rs",
    "Cargo.toml",
    "Cargo.lock",
    "e2e/package-lock.json",
    ".cargo/config.toml",
    "rust-toolchain.toml",
];

/// The files among them that the build itself writes.
const GENERATED: &str = "frontend/generated";

/// Installs what a release build needs.
pub(crate) fn set_up(project: &Project) -> Result<()> {
    set_up_quickly(project)?;
    tools::wasm_split(project)?;
    tools::node_modules(project)
}

/// Installs what a build to be looked at needs: nothing that makes it smaller.
pub(crate) fn set_up_quickly(project: &Project) -> Result<()> {
    bundler(project)?;
    tools::wasm_bindgen(project)
}

/// Installs what a build after every edit needs, and returns the folder of its wasm-bindgen.
pub(crate) fn set_up_to_edit(project: &Project) -> Result<PathBuf> {
    bundler(project)?;
    tools::fast_wasm_bindgen(project)
}

fn bundler(project: &Project) -> Result<()> {
    // Trunk refuses to ignore a directory that does not exist.
    fs::create_dir_all(project.path(GENERATED)).context("cannot make frontend/generated/")?;
    tools::wasm_target(project)?;
    tools::crates(project)?;
    tools::trunk(project)
}

/// Builds `dist/` for release, unless the last build used the same sources.
pub(crate) fn build(project: &Project) -> Result<()> {
    if is_built(project, RELEASE)? {
        return Ok(());
    }
    stamped(project, RELEASE, "building the front end for release: a minute or two", || {
        let mut trunk = run::command(project, "trunk")?;
        // The linter sees the front end together with its tests, which use more of it.
        trunk.env("RUSTC_WORKSPACE_WRAPPER", project.path("xtask/deny-warnings.sh"));
        run::run(trunk.args(["build", "--release", "--offline", "--features", split::FEATURE]))?;
        split::replace(project)?;
        compress::beside(&project.path("dist"))?;
        licences::write(project)
    })
}

/// Builds `dist/` to be looked at: in one file and not optimised, unless what is there is up to date.
pub(crate) fn build_quickly(project: &Project) -> Result<()> {
    if is_built(project, RELEASE)? || is_built(project, QUICK)? {
        return Ok(());
    }
    stamped(project, QUICK, "building the front end", || {
        let mut trunk = run::command(project, "trunk")?;
        trunk.env("CARGO_TARGET_DIR", quick_target(project));
        run::run(trunk.args(["build", "--offline", "--cargo-profile", backend::QUICK]))
    })
}

/// Compiles what [`build_quickly`] bundles; nothing where a bundle is up to date.
pub(crate) fn compile_quickly(project: &Project) -> Result<()> {
    if is_built(project, RELEASE)? || is_built(project, QUICK)? {
        return Ok(());
    }
    fs::create_dir_all(project.path(GENERATED)).context("cannot make frontend/generated/")?;
    run::step("compiling the front end", || {
        let mut cargo = run::command(project, "cargo")?;
        cargo.args(["build", "--locked", "--profile", backend::QUICK, "-p", "vestibule-frontend"]);
        cargo.args(["--target", tools::WASM]).env("CARGO_TARGET_DIR", quick_target(project));
        run::run(&mut cargo)
    })
}

/// Where the front end compiles, apart from the server: two builds in one folder wait for each other.
pub(crate) fn quick_target(project: &Project) -> PathBuf {
    project.target.join("frontend")
}

/// The notes of what `dist/` was built from.
const RELEASE: &str = "frontend.stamp";
const QUICK: &str = "frontend-quick.stamp";

fn is_built(project: &Project, stamp: &str) -> Result<bool> {
    let wanted = format!("{}=>\n{}", state(project, SOURCES)?, state(project, &["dist"])?);
    let made = fs::read_to_string(project.target.join(stamp));
    let is_built = made.is_ok_and(|made| made == wanted);
    if is_built {
        println!("    front end: built, and nothing changed since");
    }
    Ok(is_built)
}

/// Runs a build, and notes what `dist/` was built from.
fn stamped(
    project: &Project,
    stamp: &str,
    what: &str,
    build: impl FnOnce() -> Result<()>,
) -> Result<()> {
    // Taken before the build: edits during the build are built next time.
    let made_of = state(project, SOURCES)?;
    run::step(what, build)?;
    let made = format!("{made_of}=>\n{}", state(project, &["dist"])?);
    fs::write(project.target.join(stamp), made)
        .context("cannot note what the front end was built from")
}

/// Path, length and modification time of every file below these, as text to compare.
fn state(project: &Project, paths: &[&str]) -> Result<String> {
    let mut text = String::new();
    for path in paths {
        describe(&project.path(path), &mut text)
            .with_context(|| format!("cannot look at {path}"))?;
    }
    Ok(text)
}

fn describe(path: &Path, text: &mut String) -> Result<()> {
    if path.ends_with(GENERATED) {
        return Ok(());
    }
    if path.is_dir() {
        let mut entries = fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
        entries.sort_by_key(fs::DirEntry::path);
        entries.iter().try_for_each(|entry| describe(&entry.path(), text))
    } else if path.exists() {
        let file = path.metadata()?;
        let changed = file.modified()?.duration_since(UNIX_EPOCH)?.as_nanos();
        writeln!(text, "{} {} {changed}", path.display(), file.len())?;
        Ok(())
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_and_a_removed_file_change_the_state() {
        let directory =
            std::env::temp_dir().join(format!("vestibule-xtask-state-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        let state = || {
            let mut text = String::new();
            describe(&directory, &mut text).unwrap();
            text
        };
        fs::write(directory.join("a"), "1").unwrap();
        let first = state();
        assert_eq!(first, state(), "nothing changed");
        fs::write(directory.join("a"), "12").unwrap();
        assert_ne!(first, state(), "a file grew");
        fs::remove_file(directory.join("a")).unwrap();
        assert_eq!(state(), "", "the file is gone");
        fs::remove_dir(&directory).unwrap();
    }
}
