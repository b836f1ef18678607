//! `cargo xtask test`: every check, the fastest first. It stops at the first failing step and
//! prints the command that repeats this step alone.

use std::io::IsTerminal;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use self::Action::{AwaitFrontEnd, BeginFrontEnd, Run};
use crate::backend::NATIVE;
use crate::packages::{self, Package};
use crate::postgres::Cluster;
use crate::project::Project;
use crate::tally::Tally;
use crate::{backend, docs, frontend, run, size, slowest, tidy, tools};

/// One line of the table at the end.
struct Step {
    name: &'static str,
    /// The command that runs this step alone.
    repeat: &'static str,
    /// Whether `--quick` includes it.
    quick: bool,
    action: Action,
}

enum Action {
    Run(fn(&Project, &mut Tally) -> Result<()>),
    /// Begins to build the front end: half of that uses one core only, so other steps go on.
    BeginFrontEnd,
    /// Waits until the front end is built.
    AwaitFrontEnd,
}

/// In order of duration, as far as the dependencies allow.
const STEPS: &[Step] = &[
    Step { name: "set-up", repeat: "cargo xtask test", quick: true, action: Run(set_up_native) },
    Step { name: "formatting", repeat: "cargo fmt --all", quick: true, action: Run(formatting) },
    Step {
        name: "tidy",
        repeat: "cargo xtask tidy",
        quick: false,
        action: Run(|p, _| tidy::check(p)),
    },
    Step {
        name: "packages of others",
        repeat: "cargo deny --locked --offline check bans licenses sources",
        quick: false,
        action: Run(packages_of_others),
    },
    Step {
        name: "front end, begun",
        repeat: "cargo xtask size",
        quick: false,
        action: BeginFrontEnd,
    },
    Step {
        name: "compiler, linter, documentation",
        repeat: "RUSTC_WORKSPACE_WRAPPER=$PWD/xtask/lint.sh CARGO_TARGET_DIR=$PWD/target \
                 cargo test --no-run -p vestibule -p vestibule-shared -p vestibule-locales \
                 -p vestibule-frontend -p xtask --features vestibule/dev,xtask/bench",
        quick: true,
        action: Run(|p, _| run::run(&mut all_tests(p, &["--no-run"])?)),
    },
    Step {
        name: "linter: server without features",
        repeat: "cargo clippy -p vestibule --no-default-features",
        quick: false,
        action: Run(lint_release),
    },
    Step {
        name: "unit and API tests",
        repeat: "cargo xtask test --quick",
        quick: true,
        action: Run(unit_and_api_tests),
    },
    Step {
        name: "generated pages",
        repeat: "cargo xtask docs",
        quick: false,
        action: Run(|p, _| docs::check(p)),
    },
    Step { name: "front end", repeat: "cargo xtask size", quick: false, action: AwaitFrontEnd },
    Step {
        name: "size",
        repeat: "cargo xtask size",
        quick: false,
        action: Run(|p, _| size::check(p)),
    },
    Step {
        name: "types of the browser tests",
        repeat: "npm --prefix e2e run types",
        quick: false,
        action: Run(browser_types),
    },
    Step {
        name: "browser tests",
        repeat: "cargo xtask e2e",
        quick: false,
        action: Run(|p, tally| browser_tests(p, &[], tally)),
    },
];

/// Runs the steps; the last line says how many tests passed and failed.
pub(crate) fn test(project: &Project, arguments: &[String]) -> Result<()> {
    let quick = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--quick"] => true,
        _ => bail!("`cargo xtask test` knows only --quick"),
    };
    let mut tally = Tally::default();
    let mut table = Vec::new();
    let failure = std::thread::scope(|threads| {
        let mut front_end = None;
        STEPS.iter().filter(|step| step.quick || !quick).find_map(|step| {
            run::announce(step.name);
            let before = tally.failed;
            let started = Instant::now();
            let outcome = match step.action {
                Run(run) => run(project, &mut tally),
                BeginFrontEnd => {
                    front_end = Some(threads.spawn(|| prepare_browser_tests(project)));
                    Ok(())
                }
                AwaitFrontEnd => front_end.take().map_or(Ok(()), |thread| {
                    thread.join().unwrap_or_else(|_| bail!("the build of the front end panicked"))
                }),
            };
            table.push((step.name, started.elapsed(), outcome.is_ok()));
            // A check that fails counts as one, unless the tests inside were counted already.
            let error = outcome.err()?;
            tally.failed = tally.failed.max(before + 1);
            Some((step, error))
        })
    });
    print_table(&table);
    std::mem::take(&mut tally.slowest).print();
    if let Some((step, error)) = &failure {
        println!("\nfailed: {}: {error:#}\nrepeat: {}", step.name, step.repeat);
    }
    println!("tests: {} passed, {} failed", tally.passed, tally.failed);
    if failure.is_some() { std::process::exit(1) } else { Ok(()) }
}

/// `cargo xtask e2e`: only the browser tests, with everything they need built first.
pub(crate) fn e2e(project: &Project, arguments: &[String]) -> Result<()> {
    prepare_browser_tests(project)?;
    browser_tests(project, arguments, &mut Tally::default())
}

/// `cargo xtask gallery`: walks past every screen for its pictures alone; the checks are of a normal run.
pub(crate) fn gallery(project: &Project, _: &[String]) -> Result<()> {
    prepare_browser_tests(project)?;
    let mut playwright = playwright(project, &["tests/looks/screens.spec.ts".to_owned()])?;
    run::run(playwright.env("GALLERY", "1"))
}

fn prepare_browser_tests(project: &Project) -> Result<()> {
    packages::ensure(project, &[Package::Compiler, Package::Postgres])?;
    packages::ensure(project, Package::BROWSER_TESTS)?;
    frontend::set_up(project)?;
    frontend::build(project)
}

fn print_table(table: &[(&str, Duration, bool)]) {
    println!();
    for (name, took, passed) in table {
        let verdict = if *passed { "" } else { "  FAILED" };
        println!("{name:<32}{:>7.1} s{verdict}", took.as_secs_f64());
    }
    let total: Duration = table.iter().map(|(_, took, _)| *took).sum();
    println!("{:<32}{:>7.1} s", "in all", total.as_secs_f64());
}

fn set_up_native(project: &Project, _: &mut Tally) -> Result<()> {
    packages::ensure(project, Package::SERVER_TESTS)?;
    backend::prepare(project)
}

fn cargo(project: &Project, arguments: &[&str]) -> Result<Command> {
    let mut cargo = run::command(project, "cargo")?;
    cargo.args(arguments);
    Ok(cargo)
}

fn formatting(project: &Project, _: &mut Tally) -> Result<()> {
    run::run(&mut cargo(project, &["fmt", "--all", "--check"])?)
}

/// Licences, sources and packages that we do not want; advisories would be a download.
fn packages_of_others(project: &Project, _: &mut Tally) -> Result<()> {
    tools::crates(project)?;
    tools::cargo_deny(project)?;
    let mut deny = run::command(project, "cargo-deny")?;
    deny.args(["--locked", "--offline", "check", "bans", "licenses", "sources"]);
    run::run(&mut deny)
}

/// The released server has no development surface and may have no SMPP: it must be free of warnings
/// without both.
fn lint_release(project: &Project, _: &mut Tally) -> Result<()> {
    let mut cargo = cargo(project, &["build", "--locked", "--lib", "--no-default-features"])?;
    cargo.args(backend::BARE);
    run::run(backend::linted(project, &mut cargo).env("LINT", "only"))
}

/// The tests of the server, of the front end and of this program.
fn all_tests(project: &Project, more: &[&str]) -> Result<Command> {
    let mut tests = cargo(project, &["test", "--locked", "--no-fail-fast"])?;
    backend::linted(project, tests.args(NATIVE).args(more));
    Ok(tests)
}

/// On SQLite, and on a PostgreSQL that lives as long as this step.
fn unit_and_api_tests(project: &Project, tally: &mut Tally) -> Result<()> {
    let cluster = Cluster::start(project)?;
    let mut tests = all_tests(project, &timed())?;
    tests.env("TEST_POSTGRES_URL", cluster.url());
    // They also wait: for PostgreSQL, and for what is meant to hang.
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    tests.env("RUST_TEST_THREADS", (2 * cores).to_string());
    run::watch(&mut tests, |line| tally.read(line))
}

/// Each of Cargo's tests says how long it took. They are read through a pipe, but a person may
/// still see colours.
fn timed() -> Vec<&'static str> {
    let colour = if std::io::stdout().is_terminal() { "always" } else { "auto" };
    [slowest::RUNNER, &["--"], slowest::OPTIONS, &["--color", colour]].concat()
}

fn browser_types(project: &Project, _: &mut Tally) -> Result<()> {
    tools::node_modules(project)?;
    run::run(run::command(project, "tsc")?.arg("--noEmit").current_dir(project.path("e2e")))
}

fn browser_tests(project: &Project, arguments: &[String], tally: &mut Tally) -> Result<()> {
    let mut playwright = playwright(project, arguments)?;
    let cluster = Cluster::start(project)?;
    playwright.env("TEST_POSTGRES_URL", cluster.url());
    if std::io::stdout().is_terminal() {
        playwright.env("FORCE_COLOR", "1");
    }
    run::watch(&mut playwright, |line| tally.read(line))
}

/// The argument for the browsers beside Chromium alone, which do more than in every run.
const OTHER_BROWSERS: &str = "--browsers";

/// The browser tests, ready to run against a server that was just built.
fn playwright(project: &Project, arguments: &[String]) -> Result<Command> {
    let server = backend::build(project)?;
    tools::twilio_description(project)?;
    let django = tools::django(project)?;
    let chromium = packages::chromium(project).context("there is no Chromium")?;
    let firefox = packages::firefox(project).context("there is no Firefox")?;
    let webkit = packages::webkit(project).context("there is no WebKitGTK")?;
    let mut playwright = run::command(project, "playwright")?;
    playwright.arg("test").current_dir(project.path("e2e"));
    playwright.env_remove("GALLERY").env_remove("BROWSERS").env("VESTIBULE_BIN", server);
    playwright.env("DJANGO_PYTHON", django);
    if let Some(headless) = packages::headless_chromium(project)? {
        playwright.env("CHROMIUM_HEADLESS", headless);
    }
    playwright.env("CHROMIUM", chromium).env("FIREFOX", firefox).env("WEBKIT", webkit);
    for argument in arguments {
        if argument == OTHER_BROWSERS {
            playwright.args(["--project", "firefox", "--project", "webkit"]).env("BROWSERS", "all");
        } else {
            playwright.arg(argument);
        }
    }
    Ok(playwright)
}
