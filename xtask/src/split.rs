//! Splits the app into the part for the first visit and parts that are fetched when they are first
//! needed.
//!
//! Trunk does not support this: it builds the page, and passes the program to `wasm-bindgen` whole.
//! Here the compiled program is split first, and the result replaces Trunk's.

mod packs;

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::run;

/// The feature of the front end that marks where to cut.
pub(crate) const FEATURE: &str = "split";

const PAGE: &str = "frontend/index.html";
/// The compiled program; `data-cargo-profile-release` in the page names its profile.
const PROGRAM: &str = "wasm32-unknown-unknown/wasm-release/vestibule-frontend.wasm";
/// Trunk's name of the program, before the hash.
const TRUNKS: &str = "vestibule-frontend-";
/// The files of the first visit, inside the directory named by the hash.
const SCRIPT: &str = "app.js";
const MAIN: &str = "app_bg.wasm";
const LINK: &str = "__wasm_split.js";

/// Replaces the whole program that Trunk left in `dist/` with the split one.
pub(crate) fn replace(project: &Project) -> Result<()> {
    let work = project.target.join("split");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    let (cut, done) = (work.join("cut"), work.join("done"));
    fs::create_dir_all(&cut)?;
    let mut split = run::command(project, "wasm-split-cli")?;
    split.arg(project.target.join(PROGRAM)).arg(&cut).args(["--out-name", "app"]);
    run::run(&mut split)?;
    let mut bindgen = run::command(project, "wasm-bindgen")?;
    // The parts call through the function table, which is kept for them.
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports"]);
    bindgen.args(["--out-name", "app", "--out-dir"]);
    run::run(bindgen.arg(&done).arg(cut.join("app.wasm")))?;
    for file in files(&cut)? {
        let name = file.file_name().context("a file has a name")?;
        if name != "app.wasm" {
            fs::copy(&file, done.join(name))?;
        }
    }
    // The page shows it to the person; in the console it is a warning.
    let link = done.join(LINK);
    fs::write(&link, fs::read_to_string(&link)?.replace("console.error", "console.warn"))?;
    for file in files(&done)?.iter().filter(|file| file.extension().is_some_and(|e| e == "wasm")) {
        optimise(project, file)?;
    }
    packs::pack(&done, LINK)?;
    install(&project.path("dist"), &done)
}

/// Optimises as Trunk would: level and flags are in the page.
fn optimise(project: &Project, file: &Path) -> Result<()> {
    let page = fs::read_to_string(project.path(PAGE))?;
    let level = attribute(&page, "data-wasm-opt").context("the page says how to optimise")?;
    let flags = attribute(&page, "data-wasm-opt-params").context("the page says which features")?;
    let mut optimiser = run::command(project, "wasm-opt")?;
    optimiser.arg(format!("-O{level}")).args(flags.split(' ')).arg(file).arg("-o").arg(file);
    // It warns about a section of names that the split left, and drops it.
    run::output(&mut optimiser).map(drop)
}

/// Moves the files into a directory named by their hash, and makes the page load them.
fn install(dist: &Path, from: &Path) -> Result<()> {
    let mut hasher = DefaultHasher::new();
    let files = files(from)?;
    for file in &files {
        fs::read(file)?.hash(&mut hasher);
    }
    let directory = format!("app-{:016x}", hasher.finish());
    fs::create_dir_all(dist.join(&directory))?;
    for file in &files {
        fs::copy(file, dist.join(&directory).join(file.file_name().unwrap_or_default()))?;
    }
    for file in self::files(dist)? {
        if file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(TRUNKS)) {
            fs::remove_file(file)?;
        }
    }
    let page = dist.join("index.html");
    fs::write(&page, pointed_at(&fs::read_to_string(&page)?, &directory)?)?;
    Ok(())
}

/// The page, changed to load the program from `directory`.
fn pointed_at(page: &str, directory: &str) -> Result<String> {
    let Some((_, rest)) = page.split_once(TRUNKS) else { bail!("the page loads no program") };
    let hash: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    let page = page
        .replace(&format!("/{TRUNKS}{hash}.js"), &format!("/{directory}/{SCRIPT}"))
        .replace(&format!("/{TRUNKS}{hash}_bg.wasm"), &format!("/{directory}/{MAIN}"));
    if page.contains(TRUNKS) {
        bail!("the page still loads the program that is not cut");
    }
    // Without it the browser finds this file only after it has read the first.
    let early = format!("<link crossorigin href=/{directory}/{LINK} rel=modulepreload></head>");
    Ok(page.replace("</head>", &early))
}

/// The value of an attribute that occurs once, in double quotes.
fn attribute<'page>(page: &'page str, name: &str) -> Option<&'page str> {
    page.split_once(&format!("{name}=\""))?.1.split('"').next()
}

/// The files of a directory, in the order of their names.
fn files(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut files =
        fs::read_dir(directory)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|path| path.is_file());
    files.sort();
    Ok(files)
}

/// Whether a file of `dist/` is a part that the first visit does not fetch.
pub(crate) fn is_fetched_later(name: &str) -> bool {
    name.starts_with("app-") && ![SCRIPT, MAIN, LINK].iter().any(|first| name.ends_with(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_loads_the_cut_program_and_nothing_of_the_whole_one() {
        let page = "<script>import init from '/vestibule-frontend-0a1.js';\
                    init('/vestibule-frontend-0a1_bg.wasm')</script>\
                    <link href=/vestibule-frontend-0a1.js></head>";
        let page = pointed_at(page, "app-7").unwrap();
        assert_eq!(
            page,
            "<script>import init from '/app-7/app.js';init('/app-7/app_bg.wasm')</script>\
             <link href=/app-7/app.js>\
             <link crossorigin href=/app-7/__wasm_split.js rel=modulepreload></head>"
        );
        assert!(pointed_at("<script></script>", "app-7").is_err());
    }

    #[test]
    fn only_the_parts_are_fetched_later() {
        assert!(is_fetched_later("app-7/inside.bin"));
        for name in ["app-7/app.js", "app-7/app_bg.wasm", "app-7/__wasm_split.js", "style-7.css"] {
            assert!(!is_fetched_later(name), "{name}");
        }
    }

    #[test]
    fn an_attribute_is_read_up_to_its_quote() {
        let page = "<link data-wasm-opt=\"z\" data-wasm-opt-params=\"--a --b\">";
        assert_eq!(attribute(page, "data-wasm-opt"), Some("z"));
        assert_eq!(attribute(page, "data-wasm-opt-params"), Some("--a --b"));
    }
}
