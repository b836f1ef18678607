//! The tools that build and test the front end. Only this file pins their versions; the npm
//! packages (wasm-opt, Playwright) are pinned by `e2e/package-lock.json`, those of Python by
//! `e2e/requirements.txt`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::run;

const TRUNK: &str = "0.21.14";
const WASM_SPLIT: &str = "0.2.4";
const CARGO_DENY: &str = "0.20.2";
const NODE_AT_LEAST: u32 = 20;
/// The tools that build the front end fetch nothing, so they need no TLS: a third of their compiling.
const OFFLINE: &[&str] = &["--no-default-features"];
/// Where wasm-bindgen spends its time.
const FAST: &[&str] =
    &["walrus", "wasmparser", "wasm-encoder", "wasm-bindgen-cli-support", "id-arena"];
pub(crate) const WASM: &str = "wasm32-unknown-unknown";
/// The package with Twilio's description of its interface, with its npm checksum.
const TWILIO: (&str, &str) = ("twilio-cli-core-8.3.2", "@twilio/cli-core@8.3.2");
const TWILIO_SUM: &str = "sha512-qRTAZS15i/nseKHu2zZIb1BD78WFRVOWM65iC9JqjZdNpz5KQaiEI1klsLcWDi1pwXH9JG6pbFXJrIiYRJw/dw==";

/// The Rust target of the front end: what the browser runs.
pub(crate) fn wasm_target(project: &Project) -> Result<()> {
    let sysroot = run::output(run::command(project, "rustc")?.args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM).is_dir() {
        run::present(&format!("Rust target {WASM}"));
        return Ok(());
    }
    run::announce(&format!("adding the Rust target {WASM}, to compile for the browser"));
    run::run(run::command(project, "rustup")?.args(["target", "add", WASM]))
        .with_context(|| format!("without rustup, install the Rust target {WASM} yourself"))
}

/// Every crate of `Cargo.lock`, because Trunk builds offline.
pub(crate) fn crates(project: &Project) -> Result<()> {
    let mut offline = run::command(project, "cargo")?;
    offline.args(["fetch", "--locked", "--offline", "--quiet"]);
    if run::output(&mut offline).is_ok() {
        run::present("crates of Cargo.lock");
        return Ok(());
    }
    run::step("downloading the crates of Cargo.lock", || {
        run::run(run::command(project, "cargo")?.args(["fetch", "--locked"]))
    })
}

/// Trunk, which bundles the front end.
pub(crate) fn trunk(project: &Project) -> Result<()> {
    cargo_tool(project, ("trunk", "trunk"), TRUNK, OFFLINE, "to bundle the front end")
}

/// wasm-bindgen's command, in exactly the version of the crate that the front end links.
pub(crate) fn wasm_bindgen(project: &Project) -> Result<()> {
    let version = wasm_bindgen_version(project)?;
    let why = "to join WebAssembly and JavaScript";
    cargo_tool(project, ("wasm-bindgen-cli", "wasm-bindgen"), &version, OFFLINE, why)
}

/// The same command, compiled to run three times as fast, and the folder that it is in.
/// `cargo xtask dev` runs it after every edit.
pub(crate) fn fast_wasm_bindgen(project: &Project) -> Result<PathBuf> {
    let version = wasm_bindgen_version(project)?;
    let root = project.tools().join("fast");
    let notes = fs::read_to_string(root.join(".crates.toml")).unwrap_or_default();
    if notes.contains(&format!("\"wasm-bindgen-cli {version} (")) {
        run::present(&format!("wasm-bindgen-cli {version}, optimised"));
        return Ok(root.join("bin"));
    }
    let optimised = FAST.iter().flat_map(|package| {
        ["--config".to_owned(), format!("profile.dev.package.{package}.opt-level=2")]
    });
    let more: Vec<String> =
        OFFLINE.iter().map(|&option| option.to_owned()).chain(optimised).collect();
    let more: Vec<&str> = more.iter().map(String::as_str).collect();
    let why = "to join WebAssembly and JavaScript after every edit";
    install(project, &root, ("wasm-bindgen-cli", &version), &more, why)?;
    Ok(root.join("bin"))
}

fn wasm_bindgen_version(project: &Project) -> Result<String> {
    let lock = fs::read_to_string(project.path("Cargo.lock"))?;
    let version = locked_version(&lock, "wasm-bindgen")
        .context("Cargo.lock names no wasm-bindgen: does the front end still depend on it?")?;
    Ok(version.to_owned())
}

/// The tool that checks foreign packages against `deny.toml`.
pub(crate) fn cargo_deny(project: &Project) -> Result<()> {
    cargo_tool(
        project,
        ("cargo-deny", "cargo-deny"),
        CARGO_DENY,
        &[],
        "to look at licences and sources",
    )
}

/// The tool that splits the app; it belongs to the crate `wasm_split_helpers`.
pub(crate) fn wasm_split(project: &Project) -> Result<()> {
    let (package, what) =
        ("wasm_split_cli_support", format!("wasm_split_cli_support {WASM_SPLIT}"));
    // The program does not report its version, but Cargo records what it installed.
    let notes = fs::read_to_string(project.tools().join(".crates.toml")).unwrap_or_default();
    if notes.contains(&format!("\"{what} (")) {
        run::present(&what);
        return Ok(());
    }
    let more = ["--features", "build-binary"];
    let package = (package, WASM_SPLIT);
    install(project, &project.tools(), package, &more, "to cut the app into parts")
}

/// The npm packages of `e2e/`: wasm-opt for the build, Playwright for the tests.
pub(crate) fn node_modules(project: &Project) -> Result<()> {
    node(project)?;
    let lock = project.path("e2e/package-lock.json");
    // A copy of the lock file inside the folder records what is installed.
    let installed = project.path("e2e/node_modules/.installed-lock.json");
    if fs::read(&lock)? == fs::read(&installed).unwrap_or_default() {
        run::present("npm packages: wasm-opt, Playwright");
        return Ok(());
    }
    // Without the packages' own scripts: they are not needed, and the tests use the system's
    // Chromium.
    run::step("installing the npm packages of e2e/: wasm-opt, Playwright", || {
        let mut npm = run::command(project, "npm")?;
        npm.args(["ci", "--no-fund", "--no-audit", "--ignore-scripts", "--loglevel=error"]);
        run::run(npm.current_dir(project.path("e2e")))
    })?;
    fs::copy(&lock, &installed).context("cannot note what is installed")?;
    Ok(())
}

/// Twilio's own description of its interface, against which the browser tests check the server's
/// requests.
///
/// Unpacked alone: as a dependency the package brings 180 others, and its code is not run.
pub(crate) fn twilio_description(project: &Project) -> Result<()> {
    const FILE: &str = "src/services/twilio-api/twilio_api_v2010.json";
    let (folder, what) = (project.tools().join(TWILIO.0), TWILIO.1);
    let kept = folder.join("package").join(FILE);
    if kept.exists() {
        run::present(what);
    } else {
        run::announce(&format!("fetching {what}, for Twilio's description of its interface"));
        fs::create_dir_all(&folder)?;
        let mut pack = run::command(project, "npm")?;
        let packed = run::output(pack.current_dir(&folder).args(["pack", "--json", what]))?;
        if !packed.contains(TWILIO_SUM) {
            bail!("{what} is not the package whose sum is written down here:\n{packed}");
        }
        let mut tar = run::command(project, "tar")?;
        let archive = format!("{}.tgz", TWILIO.0);
        tar.current_dir(&folder).args(["-xzf", &archive]).arg(format!("package/{FILE}"));
        run::run(&mut tar)?;
    }
    // Beside the packages, where the tests find it however they were started.
    let beside = project.path("e2e/node_modules/.twilio_api_v2010.json");
    fs::copy(&kept, beside).context("cannot put Twilio's description beside the npm packages")?;
    Ok(())
}

/// Django with mozilla-django-oidc, an application in the browser tests; returns its Python.
pub(crate) fn django(project: &Project) -> Result<PathBuf> {
    let requirements = project.path("e2e/requirements.txt");
    let folder = project.tools().join("django");
    let python = folder.join("bin/python");
    // A copy of the list inside the folder records what is installed.
    let installed = folder.join("installed.txt");
    if fs::read(&requirements)? == fs::read(&installed).unwrap_or_default() {
        run::present("Python packages: Django, mozilla-django-oidc");
        return Ok(python);
    }
    run::step("installing the Python packages of e2e/: Django, mozilla-django-oidc", || {
        let mut venv = run::command(project, "python3")?;
        run::run(venv.args(["-m", "venv", "--clear"]).arg(&folder))?;
        let mut pip = run::command(project, &python)?;
        // All that is needed is in the list, and nothing is built here.
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]);
        run::run(pip.args(["--only-binary", ":all:", "--requirement"]).arg(&requirements))
    })?;
    fs::copy(&requirements, &installed).context("cannot note what is installed")?;
    Ok(python)
}

fn node(project: &Project) -> Result<()> {
    let found = run::command(project, "node")
        .and_then(|mut node| run::output(node.arg("--version")))
        .unwrap_or_else(|_| "none".to_owned());
    let major = found.trim_start_matches('v').split('.').next().and_then(|text| text.parse().ok());
    if major.is_none_or(|major: u32| major < NODE_AT_LEAST) {
        let found = found.trim();
        bail!("Node.js {NODE_AT_LEAST} or newer with npm is needed (found: {found}): install it");
    }
    Ok(())
}

/// Takes the tool from the path if its version is right, or installs a copy below `target/`.
fn cargo_tool(
    project: &Project,
    (package, name): (&str, &str),
    version: &str,
    more: &[&str],
    why: &str,
) -> Result<()> {
    let what = format!("{package} {version}");
    if let Some(program) = project.program(name)
        && let Ok(text) = run::output(Command::new(program).arg("--version"))
        && text.split_whitespace().any(|word| word == version)
    {
        run::present(&what);
        return Ok(());
    }
    install(project, &project.tools(), (package, version), more, why)
}

/// Into a folder below `target/`, so that the machine's own versions stay untouched.
fn install(
    project: &Project,
    root: &Path,
    (package, version): (&str, &str),
    more: &[&str],
    why: &str,
) -> Result<()> {
    let install = |locked: &[&str]| {
        let mut command = run::command(project, "cargo")?;
        command.args(["install", "--debug", package, "--version", version]).args(more).args(locked);
        command.arg("--root").arg(root);
        command.env("CARGO_TARGET_DIR", project.tools().join("build"));
        // Nobody debugs the tools, and each is compiled once.
        command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
        // Less code for the same work.
        command.env("CARGO_PROFILE_DEV_PANIC", "abort");
        command.env("CARGO_PROFILE_DEV_DEBUG_ASSERTIONS", "false");
        run::run(&mut command)
    };
    run::step(&format!("installing {package} {version}, {why}: a few minutes, once"), || {
        // A lock file may name a crate that was yanked since: that shows before anything compiles.
        install(&["--locked"]).or_else(|error| {
            println!("    {error}; once more with today's versions of its dependencies");
            install(&[])
        })
    })
}

/// The version that a `Cargo.lock` gives a package.
fn locked_version<'lock>(lock: &'lock str, package: &str) -> Option<&'lock str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n\
                        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.126\"\nsource = \"x\"\n";

    #[test]
    fn the_version_of_a_package_is_read_from_the_lock_file() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen"), Some("0.2.126"));
    }

    #[test]
    fn a_package_that_is_not_locked_has_no_version() {
        assert_eq!(locked_version(LOCK, "wasm"), None);
        assert_eq!(locked_version("", "wasm-bindgen"), None);
    }
}
