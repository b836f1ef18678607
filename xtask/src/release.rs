//! Builds the deployed program: one file, with the front end inside and without the dev surface.
//! The same sources give the same bytes, so that others can verify how a program was made.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::packages::{self, Package};
use crate::project::Project;
use crate::{frontend, run};

/// `cargo xtask release [--verify]`.
pub(crate) fn release(project: &Project, arguments: &[String]) -> Result<()> {
    let verify = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--verify"] => true,
        _ => bail!("`cargo xtask release` knows only --verify"),
    };
    packages::ensure(project, &[Package::Compiler])?;
    frontend::set_up(project)?;
    frontend::build(project)?;
    run::announce("building the server for release: a few minutes");
    let program = build(project, project)?;
    if verify {
        compare(project, &program)?;
    }
    println!("\n{}", program.display());
    Ok(())
}

/// Builds the sources of `project` with the tools of `tools`.
fn build(tools: &Project, project: &Project) -> Result<PathBuf> {
    let mut cargo = run::command(tools, "cargo")?;
    cargo.current_dir(&project.root).env("CARGO_TARGET_DIR", &project.target);
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags(project)?).env("CFLAGS", c_flags(project)?);
    // The location of the sources and the time of the build must not influence the result.
    cargo.env("SOURCE_DATE_EPOCH", "0").env("CARGO_INCREMENTAL", "0").env("LC_ALL", "C");
    run::run(cargo.args(["build", "--locked", "--release", "-p", "vestibule"]))?;
    Ok(project.target.join("release/vestibule"))
}

/// The folders whose names would be in the program, and their replacements.
fn folders(project: &Project) -> Result<[(String, &'static str); 4]> {
    let home = std::env::var("HOME").context("HOME is not set")?;
    let cargo = std::env::var("CARGO_HOME").unwrap_or_else(|_| format!("{home}/.cargo"));
    let sysroot = run::output(run::command(project, "rustc")?.args(["--print", "sysroot"]))?;
    let shown = |path: &Path| path.display().to_string();
    // The last match counts.
    Ok([
        (cargo, "/cargo"),
        (sysroot.trim().to_owned(), "/rust"),
        (shown(&project.root), "/vestibule"),
        (shown(&project.target), "/target"),
    ])
}

fn flags(project: &Project) -> Result<String> {
    let map = |(from, to): &(String, &str)| format!("--remap-path-prefix={from}={to}");
    Ok(folders(project)?.iter().map(map).collect::<Vec<_>>().join("\u{1f}"))
}

/// The same for C code.
fn c_flags(project: &Project) -> Result<String> {
    let map = |(from, to): &(String, &str)| format!("-ffile-prefix-map={from}={to}");
    Ok(folders(project)?.iter().map(map).collect::<Vec<_>>().join(" "))
}

/// Builds the same sources again in another folder, and compares the bytes.
fn compare(project: &Project, program: &Path) -> Result<()> {
    let root = project.target.join("again/elsewhere");
    let again = Project { target: root.join("target"), root };
    run::announce("building everything once more in another folder: as long again");
    if again.root.exists() {
        fs::remove_dir_all(&again.root)?;
    }
    fs::create_dir_all(&again.root)?;
    let mut files = run::command(project, "sh")?;
    // The files that git tracks, and the built front end.
    let copy = "{ git ls-files -z; find dist -type f -print0; } | tar --null -T - -cf - | tar -xf - -C \"$0\"";
    run::run(files.args(["-c", copy]).arg(&again.root))?;
    let second = build(project, &again)?;
    let (first, second) = (fs::read(program)?, fs::read(second)?);
    if first != second {
        let at = first.iter().zip(&second).position(|(a, b)| a != b);
        bail!(
            "the two programs differ: {} and {} bytes, from byte {at:?} on; the second one is in {}",
            first.len(),
            second.len(),
            again.target.display()
        );
    }
    println!("    built twice, in two folders: the same {} bytes", first.len());
    Ok(())
}
