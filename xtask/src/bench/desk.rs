//! The speed of the help desk and the cockpit with many accounts: a crowd in the database, and an
//! administrator who searches for some of them repeatedly. Times are measured by the client, over
//! HTTP, with sign-in and audit row.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::http::Browser;
use crate::people::{App, CAREFUL, Clock};
use crate::server::Server;
use crate::statistics::percentile;

/// An agent may search 120 times an hour: each round is an hour of the server's clock.
const ROUNDS: u32 = 4;
/// How often each kind of search is run in a round.
const EACH: u32 = 24;
const HOUR: u64 = 3601;
/// The limits of the searches and the cockpit at the 95th percentile.
const SEARCH: Duration = Duration::from_millis(100);
const COCKPIT: Duration = Duration::from_secs(1);

/// A measurement: its name, its limit, and the times.
struct Measured {
    name: &'static str,
    limit: Duration,
    times: Vec<Duration>,
}

/// `cargo xtask bench desk`: with this many accounts.
pub(crate) fn measure(program: &Path, people: u32) -> Result<()> {
    let server = Server::start(program, &[("SEND_COSTS", "BE=0.075,*=0.10")])?;
    let clock = Clock::read(&server)?;
    let [person, ..] = CAREFUL;
    let mut app = App::enrol(person, &mut person.register(&server)?, &clock)?;
    server.run(&["admin", "create", person.email()])?;
    let begun = Instant::now();
    server.run(&["crowd", &people.to_string()])?;
    let (took, size) = (begun.elapsed().as_secs(), server.megabytes()?);
    println!("{people} people were stored in {took} s; the database has {size} MB\n");
    let mut all = kinds();
    for round in 0..ROUNDS {
        // The server closed the connection meanwhile, as it was idle for ten seconds.
        let mut clock = Clock::read(&server)?;
        clock.advance(HOUR)?;
        let mut admin = sign_in(&server, &mut app, &mut clock)?;
        for n in 0..EACH {
            for measured in &mut all {
                measured.times.push(once(&mut admin, measured.name, (round * EACH + n, people))?);
            }
        }
    }
    report(&mut all)
}

fn kinds() -> Vec<Measured> {
    let of = |name, limit| Measured { name, limit, times: vec![] };
    vec![
        of("by e-mail address", SEARCH),
        of("by number", SEARCH),
        of("by a rare name", SEARCH),
        of("by a common name", SEARCH),
        of("leafing through a common name", SEARCH),
        of("cockpit, 90 days", COCKPIT),
        of("whom a campaign would reach", COCKPIT),
    ]
}

/// Sends one request; `n` varies its text.
fn once(admin: &mut Browser, name: &str, (n, people): (u32, u32)) -> Result<Duration> {
    let number = n.wrapping_mul(7_919) % people.max(1);
    let find =
        |query: String, page: u32| ("/api/desk/find", json!({ "query": query, "page": page }));
    let (path, body) = match name {
        "by e-mail address" => find(format!("person{number}@crowd.example.be"), 0),
        "by number" => find(format!("0470 {number:06}"), 0),
        "by a rare name" => find("Zonnevlecht".into(), 0),
        "by a common name" => find("Marie Peeters".into(), 0),
        "leafing through a common name" => find("Peeters".into(), n % 50),
        "cockpit, 90 days" => ("/api/cockpit", json!({ "period": "quarter" })),
        _ => ("/api/campaigns/try", json!({ "selection": "sms_only" })),
    };
    let begun = Instant::now();
    let answer = admin.post(path, &body)?;
    let took = begun.elapsed();
    check(name, &answer).with_context(|| format!("{name}: {body}"))?;
    Ok(took)
}

/// Checks the answer: a fast but wrong one must not count.
fn check(name: &str, answer: &Value) -> Result<()> {
    let found = answer["people"].as_array().map(Vec::len);
    let is_right = match name {
        "by e-mail address" | "by number" => found == Some(1),
        "by a common name" => found.is_some_and(|n| n > 1),
        "by a rare name" | "leafing through a common name" => found.is_some(),
        "cockpit, 90 days" => answer["standing"].as_array().is_some_and(|all| all.len() == 3),
        _ => answer["people"].as_u64().is_some_and(|n| n > 0),
    };
    if !is_right {
        bail!("a wrong answer: {answer}");
    }
    Ok(())
}

/// Password, then the code of the app, the only method.
fn sign_in(server: &Server, app: &mut App, clock: &mut Clock) -> Result<Browser> {
    let mut browser = server.browser()?;
    browser.post("/api/sign-in/password", &app.person.credentials())?;
    let code = json!({ "code": app.fresh_code(clock)?, "remember": false });
    browser.post("/api/sign-in/code", &code)?;
    Ok(browser)
}

fn report(all: &mut [Measured]) -> Result<()> {
    println!("{:<32}{:>10}{:>10}{:>10}{:>10}", "ms", "p50", "p95", "most", "limit");
    let mut slow = vec![];
    for Measured { name, limit, times } in all {
        times.sort();
        let ms = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1000.0);
        let [half, most] = [50, 100].map(|n| ms(percentile(times, n)));
        let p95 = percentile(times, 95);
        println!("{name:<32}{half:>10}{:>10}{most:>10}{:>10}", ms(p95), ms(*limit));
        if p95 > *limit {
            slow.push(*name);
        }
    }
    if !slow.is_empty() {
        bail!("too slow: {}", slow.join(", "));
    }
    Ok(())
}
