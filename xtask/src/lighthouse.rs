//! `cargo xtask lighthouse`: Google's measure of a page, on a slow phone, for the pages that people
//! open first. The server runs the development build, whose front end is that of a release.

use std::fs;
use std::net::TcpListener;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::packages::{self, Package};
use crate::project::Project;
use crate::{backend, frontend, run, serve};

/// Its npm package, installed for this command only: it brings a hundred others.
const LIGHTHOUSE: &str = "lighthouse@12.8.2";
const PAGES: &[&str] = &["/", "/register", "/help"];
/// The least score of each category, of 100.
const CATEGORIES: &[(&str, u64)] =
    &[("performance", 95), ("accessibility", 100), ("best-practices", 100)];
/// A single run suffers from everything else that the machine does, so the best of these counts.
const RUNS: u32 = 3;

/// The scores of a page in the order of [`CATEGORIES`], its layout shift, and its requests.
struct Scores {
    categories: Vec<u64>,
    shift: f64,
    requests: usize,
}

/// Prints the scores of each page.
///
/// # Errors
/// A page scores less than it has to, or its layout shifts.
pub(crate) fn lighthouse(project: &Project, _: &[String]) -> Result<()> {
    packages::ensure(project, &[Package::Compiler, Package::Chromium])?;
    frontend::set_up(project)?;
    frontend::build(project)?;
    install(project)?;
    let data = project.target.join("lighthouse-data");
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    let listen = free_address()?;
    let mut server = run::command(project, backend::build(project)?)?;
    server.args(["serve", "--dev"]).env("LISTEN", &listen).env("PRIVATE_LISTEN", free_address()?);
    // Over http the product is on localhost only.
    let origin = listen.replace("127.0.0.1", "localhost");
    server.env("DATA_DIR", &data).env("PUBLIC_ORIGIN", format!("http://{origin}"));
    let _server = serve::start(&server, &listen)?;
    println!(
        "{:<12} {:>6} {:>6} {:>6} {:>7} {:>9}",
        "page", "perf", "a11y", "best", "shift", "requests"
    );
    let mut failed = false;
    for page in PAGES {
        let best = measured(project, &format!("http://{origin}{page}"))?;
        let columns: Vec<_> = best.categories.iter().map(|score| format!("{score:>6}")).collect();
        println!("{page:<12} {} {:>7.3} {:>9}", columns.join(" "), best.shift, best.requests);
        failed |= best.shift > 0.0
            || CATEGORIES.iter().zip(&best.categories).any(|((_, least), score)| score < least);
    }
    if failed {
        bail!("a page is below {CATEGORIES:?}, or its layout shifts");
    }
    Ok(())
}

fn install(project: &Project) -> Result<()> {
    let folder = project.tools().join("lighthouse");
    if folder.join("node_modules/lighthouse/package.json").exists() {
        run::present(LIGHTHOUSE);
        return Ok(());
    }
    fs::create_dir_all(&folder)?;
    run::step(&format!("installing {LIGHTHOUSE}"), || {
        let mut npm = run::command(project, "npm")?;
        npm.args(["install", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"]);
        run::run(npm.arg("--prefix").arg(&folder).arg(LIGHTHOUSE))
    })
}

/// The best of some runs, by the score of performance.
fn measured(project: &Project, url: &str) -> Result<Scores> {
    let mut best: Option<Scores> = None;
    for _ in 0..RUNS {
        let scores = once(project, url)?;
        if best.as_ref().is_none_or(|best| best.categories < scores.categories) {
            best = Some(scores);
        }
    }
    best.context("at least one run")
}

fn once(project: &Project, url: &str) -> Result<Scores> {
    let program = project.tools().join("lighthouse/node_modules/.bin/lighthouse");
    let mut lighthouse = run::command(project, program)?;
    let categories: Vec<_> = CATEGORIES.iter().map(|(name, _)| *name).collect();
    lighthouse.arg(url).args(["--output=json", "--quiet", "--enable-error-reporting=false"]);
    lighthouse.arg(format!("--only-categories={}", categories.join(",")));
    lighthouse.arg("--chrome-flags=--headless=new --no-sandbox --disable-gpu");
    lighthouse.env("CHROME_PATH", chromium());
    read(&serde_json::from_str(&run::output(&mut lighthouse)?)?)
}

fn chromium() -> String {
    std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned())
}

fn read(report: &Value) -> Result<Scores> {
    let mut scores = Vec::new();
    for (name, _) in CATEGORIES {
        let score = report["categories"][name]["score"].as_f64();
        let score = score.with_context(|| format!("no score of {name}"))?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a score is between 0 and 1"
        )]
        scores.push((score * 100.0).round() as u64);
    }
    let audits = &report["audits"];
    let shift = audits["cumulative-layout-shift"]["numericValue"].as_f64();
    let requests = audits["network-requests"]["details"]["items"].as_array();
    Ok(Scores {
        categories: scores,
        shift: shift.context("no layout shift in the report")?,
        requests: requests.map_or(0, Vec::len),
    })
}

/// An address of this machine that nothing listens on.
fn free_address() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").context("no free port")?;
    Ok(listener.local_addr()?.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scores_shift_and_requests_are_read_from_a_report() {
        let report = json!({
            "categories": {
                "performance": {"score": 0.956},
                "accessibility": {"score": 1},
                "best-practices": {"score": 0.5},
            },
            "audits": {
                "cumulative-layout-shift": {"numericValue": 0.125},
                "network-requests": {"details": {"items": [{}, {}]}},
            },
        });
        let read = read(&report).unwrap();
        assert_eq!((read.categories, read.requests), (vec![96, 100, 50], 2));
        assert!((read.shift - 0.125).abs() < f64::EPSILON);
    }

    #[test]
    fn a_report_without_a_score_is_an_error() {
        assert!(read(&json!({"categories": {}})).is_err());
    }
}
