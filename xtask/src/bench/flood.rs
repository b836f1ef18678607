//! The effect of a flood of wrong sign-ins on other requests: how long a page waits for its
//! session, and how much memory the server needs.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use serde_json::Value;

use crate::http::Browser;
use crate::people::PLAIN;
use crate::rush::{self, CONNECTIONS, Networks, Statuses};
use crate::server::Server;
use crate::statistics::percentile;

/// One request per this interval, whether the last answer has arrived or not.
const PACE: Duration = Duration::from_millis(20);
/// How long the flood grows, and how long the server has to recover.
const PAUSE: Duration = Duration::from_secs(2);
const QUIET: Duration = Duration::from_secs(5);
const BACK: &str = " retry-after";

/// The clients.
struct Askers {
    signed_in: Browser,
    stranger: Browser,
}

/// How long the requests took, the shortest first.
#[derive(Default)]
struct Waits {
    signed_in: Vec<Duration>,
    stranger: Vec<Duration>,
}

/// `cargo xtask bench flood`: each flood lasts this long.
pub(crate) fn measure(program: &Path, length: Duration) -> Result<()> {
    // This program is the proxy in front.
    let server = Server::start(program, &[("TRUSTED_PROXIES", "127.0.0.1")])?;
    let signed_in = PLAIN[0].register(&server)?;
    let mut askers = Askers { signed_in, stranger: server.browser()? };
    println!(
        "{CONNECTIONS} connections, {} s each; who am I: every {} ms\n",
        length.as_secs(),
        PACE.as_millis()
    );
    println!("{:<44}{:>9}{:>9}{:>9}{:>9}", "who am I, ms", "p50", "p95", "p99", "most");
    print_waits("quiet", &askers.ask(QUIET)?);
    let before = server.resident()?;
    let floods = [("flood from one network", Networks::One), ("from many", Networks::Many)];
    for (name, networks) in floods {
        let (waits, peak, statuses) = flood(&server, &mut askers, networks, length)?;
        print_waits(name, &waits);
        println!("    {}", tell(&statuses));
        thread::sleep(PAUSE);
        let after = server.resident()?;
        println!("    resident MiB: {before:.1} before, {peak:.1} at most, {after:.1} after");
    }
    print_waits("quiet again", &askers.ask(QUIET)?);
    Ok(())
}

fn flood(
    server: &Server,
    askers: &mut Askers,
    networks: Networks,
    length: Duration,
) -> Result<(Waits, f64, Statuses)> {
    let rush = rush::start(&server.host, networks, length + PAUSE)?;
    thread::sleep(PAUSE);
    let over = AtomicBool::new(false);
    let (waits, peak) = thread::scope(|scope| {
        let watching = scope.spawn(|| watch(server, &over));
        let waits = askers.ask(length);
        over.store(true, Ordering::Relaxed);
        (waits, watching.join())
    });
    let statuses = rush::finish(rush)?;
    Ok((waits?, peak.map_err(|_| anyhow!("a panic"))??, statuses))
}

/// The peak memory of the server until `over` is set, in MiB.
fn watch(server: &Server, over: &AtomicBool) -> Result<f64> {
    let mut peak = 0.0_f64;
    while !over.load(Ordering::Relaxed) {
        peak = peak.max(server.resident()?);
        thread::sleep(Duration::from_millis(20));
    }
    Ok(peak)
}

impl Askers {
    /// Sends requests in turn for this long. A wait counts from its planned beginning, so that a
    /// long wait does not hide those that it delayed.
    fn ask(&mut self, length: Duration) -> Result<Waits> {
        let (start, mut waits) = (Instant::now(), Waits::default());
        for number in 0_u32.. {
            let due = start + PACE * number;
            if due > start + length {
                break;
            }
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if number % 2 == 0 {
                who_am_i(&mut self.signed_in, Value::is_object)?;
                waits.signed_in.push(due.elapsed());
            } else {
                who_am_i(&mut self.stranger, Value::is_null)?;
                waits.stranger.push(due.elapsed());
            }
        }
        waits.signed_in.sort_unstable();
        waits.stranger.sort_unstable();
        Ok(waits)
    }
}

fn who_am_i(browser: &mut Browser, is_expected: fn(&Value) -> bool) -> Result<()> {
    let answer = browser.get("/api/session")?;
    if !is_expected(&answer["signed_in"]) {
        bail!("another person is signed in: {answer}");
    }
    Ok(())
}

fn print_waits(name: &str, waits: &Waits) {
    for (who, sorted) in [("signed in", &waits.signed_in), ("a stranger", &waits.stranger)] {
        let at = |in_hundred| percentile(sorted, in_hundred).as_secs_f64() * 1000.0;
        let (half, most, rare, worst) = (at(50), at(95), at(99), at(100));
        println!("{:<44}{half:>9.2}{most:>9.2}{rare:>9.2}{worst:>9.2}", format!("{name}, {who}"));
    }
}

/// One line about the answers to a flood.
fn tell(statuses: &Statuses) -> String {
    let one = |(status, count): (&String, &u64)| match status.strip_suffix(BACK) {
        Some(status) => format!("{count} times {status} with Retry-After"),
        None => format!("{count} times {status}"),
    };
    let all: Vec<String> = statuses.iter().map(one).collect();
    format!("the flood was answered {}", all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_shown_with_whether_they_have_a_date() {
        let statuses = [("401".to_owned(), 7), ("503 retry-after".to_owned(), 9)].into();
        let expected = "the flood was answered 7 times 401, 9 times 503 with Retry-After";
        assert_eq!(tell(&statuses), expected);
    }
}
