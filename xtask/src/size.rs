//! The size of the downloads: of every asset, and of a first visit to the start screen.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::packages::{self, Package};
use crate::project::Project;
use crate::{compress, frontend, split};

/// The most bytes that a first visit to the start screen may transfer, brotli 11.
const BUDGET: usize = 210_000;

/// One file of `dist/`: its size in bytes, plain and compressed.
struct Asset {
    name: String,
    raw: usize,
    gzip: usize,
    brotli: usize,
    first_visit: bool,
}

/// `cargo xtask size`: builds the front end if needed and prints the table.
pub(crate) fn size(project: &Project, _: &[String]) -> Result<()> {
    packages::ensure(project, &[Package::Compiler])?;
    frontend::set_up(project)?;
    frontend::build(project)?;
    check(project)
}

/// Prints the table of the files in `dist/`.
///
/// # Errors
/// The first visit exceeds its budget.
pub(crate) fn check(project: &Project) -> Result<()> {
    let dist = project.path("dist");
    let mut names = Vec::new();
    list(&dist, &dist, &mut names)?;
    let mut assets = Vec::new();
    for name in names {
        assets.push(measure(&dist, name)?);
    }
    mark_first_visit(&mut assets);
    assets.sort_by(|a, b| b.brotli.cmp(&a.brotli).then_with(|| a.name.cmp(&b.name)));
    print(&assets);
    let total: usize = assets.iter().filter(|a| a.first_visit).map(|a| a.brotli).sum();
    let verdict = format!("first visit (*): {} kB of {} kB", total.div_ceil(1000), BUDGET / 1000);
    println!("{verdict}");
    if total == 0 {
        bail!("dist/ is empty");
    }
    if total > BUDGET {
        bail!("{verdict}: too much");
    }
    Ok(())
}

fn list(directory: &Path, dist: &Path, names: &mut Vec<String>) -> Result<()> {
    let entries = fs::read_dir(directory).context("there is no dist/")?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, dist, names)?;
        } else if !path.extension().is_some_and(|end| end == "br" || end == "gz") {
            names.push(path.strip_prefix(dist)?.to_string_lossy().into_owned());
        }
    }
    Ok(())
}

fn measure(dist: &Path, name: String) -> Result<Asset> {
    let bytes = fs::read(dist.join(&name))?;
    let (gzip, brotli) = (compress::gzip(&bytes)?.len(), compress::brotli(&bytes)?.len());
    Ok(Asset { name, raw: bytes.len(), gzip, brotli, first_visit: false })
}

/// Marks all files that the browser may fetch for the start screen; of the languages only the
/// largest.
fn mark_first_visit(assets: &mut [Asset]) {
    let largest = assets.iter().filter(|a| is_language(&a.name)).map(|a| a.brotli).max();
    let mut language_counted = false;
    for asset in assets {
        asset.first_visit = if is_language(&asset.name) {
            let counts = !language_counted && Some(asset.brotli) == largest;
            language_counted |= counts;
            counts
        } else if split::is_fetched_later(&asset.name) || asset.name.starts_with("locales/") {
            false
        } else {
            let end = asset.name.rsplit('.').next().unwrap_or_default();
            matches!(end, "html" | "css" | "js" | "wasm" | "woff2" | "svg" | "json")
        };
    }
}

/// The texts of a language; those in a subfolder are fetched later.
fn is_language(name: &str) -> bool {
    name.strip_prefix("locales/").is_some_and(|file| !file.contains('/'))
}

fn print(assets: &[Asset]) {
    println!("{:>10} {:>10} {:>10}   asset", "bytes", "gzip 9", "brotli 11");
    for asset in assets {
        let mark = if asset.first_visit { '*' } else { ' ' };
        let Asset { name, raw, gzip, brotli, .. } = asset;
        println!("{raw:>10} {gzip:>10} {brotli:>10} {mark} {name}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(name: &str, brotli: usize) -> Asset {
        Asset { name: name.to_owned(), raw: 0, gzip: 0, brotli, first_visit: false }
    }

    #[test]
    fn a_first_visit_counts_one_language_and_no_photographs() {
        let mut assets = [
            asset("index.html", 1),
            asset("app-7/app_bg.wasm", 10),
            asset("app-7/inside.bin", 5),
            asset("locales/fr.json", 3),
            asset("locales/de.json", 4),
            asset("locales/nl.json", 4),
            asset("picture.png", 9),
        ];
        mark_first_visit(&mut assets);
        let counted: Vec<&str> =
            assets.iter().filter(|a| a.first_visit).map(|a| a.name.as_str()).collect();
        assert_eq!(counted, ["index.html", "app-7/app_bg.wasm", "locales/de.json"]);
    }
}
