//! Cuts the app into what the first visit needs and parts that are fetched when they are first asked for.
//!
//! Trunk knows nothing of it: it builds the page, and hands the program to `wasm-bindgen` whole. Here the
//! program that the compiler made is cut first, and what comes out takes the place of Trunk's.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::run;

/// The feature of the front end that marks where to cut.
pub(crate) const FEATURE: &str = "split";

const PAGE: &str = "frontend/index.html";
/// What the compiler made, as `data-cargo-profile-release` in the page names its profile.
const PROGRAM: &str = "wasm32-unknown-unknown/wasm-release/vestibule-frontend.wasm";
/// What Trunk calls the program, before the hash.
const TRUNKS: &str = "vestibule-frontend-";
/// The files of the first visit, inside the directory that bears the hash.
const SCRIPT: &str = "app.js";
const MAIN: &str = "app_bg.wasm";
const LINK: &str = "__wasm_split.js";

/// Puts the cut program in the place of the whole one that Trunk left in `dist/`.
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
    // The parts call through the table of functions, which is kept for them.
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports"]);
    bindgen.args(["--out-name", "app", "--out-dir"]);
    run::run(bindgen.arg(&done).arg(cut.join("app.wasm")))?;
    for file in files(&cut)? {
        let name = file.file_name().context("a file has a name")?;
        if name != "app.wasm" {
            fs::copy(&file, done.join(name))?;
        }
    }
    // The page tells the person; for who looks at the console it is a warning.
    let link = done.join(LINK);
    fs::write(&link, fs::read_to_string(&link)?.replace("console.error", "console.warn"))?;
    for file in files(&done)?.iter().filter(|file| file.extension().is_some_and(|e| e == "wasm")) {
        optimise(project, file)?;
    }
    install(&project.path("dist"), &done)
}

/// As Trunk would: level and flags stand in the page.
fn optimise(project: &Project, file: &Path) -> Result<()> {
    let page = fs::read_to_string(project.path(PAGE))?;
    let level = attribute(&page, "data-wasm-opt").context("the page says how to optimise")?;
    let flags = attribute(&page, "data-wasm-opt-params").context("the page says which features")?;
    let mut optimiser = run::command(project, "wasm-opt")?;
    optimiser.arg(format!("-O{level}")).args(flags.split(' ')).arg(file).arg("-o").arg(file);
    // It warns of a section of names that the cut left, and drops it.
    run::output(&mut optimiser).map(drop)
}

/// Moves the files into a directory named by what they hold, and lets the page load them.
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

/// The page, loading the program from `directory`.
fn pointed_at(page: &str, directory: &str) -> Result<String> {
    let Some((_, rest)) = page.split_once(TRUNKS) else { bail!("the page loads no program") };
    let hash: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    let page = page
        .replace(&format!("/{TRUNKS}{hash}.js"), &format!("/{directory}/{SCRIPT}"))
        .replace(&format!("/{TRUNKS}{hash}_bg.wasm"), &format!("/{directory}/{MAIN}"));
    if page.contains(TRUNKS) {
        bail!("the page still loads the program that is not cut");
    }
    // Otherwise the browser learns of this file only once it has read the first.
    let early = format!("<link crossorigin href=/{directory}/{LINK} rel=modulepreload></head>");
    Ok(page.replace("</head>", &early))
}

/// The value of an attribute that stands once, in double quotes.
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
        assert!(is_fetched_later("app-7/split_inside.wasm"));
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
