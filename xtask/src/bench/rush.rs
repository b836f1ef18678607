//! The flood itself, in a separate process: hundreds of connections that send wrong sign-ins
//! without pause.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use serde_json::json;

use crate::http::Browser;

/// The number of connections.
pub(crate) const CONNECTIONS: u32 = 500;
/// A thread here needs little stack.
const STACK: usize = 128 * 1024;
/// The only existing name among those tried.
const KNOWN: &str = "lotte@voorbeeld.example.be";

/// How often each status was answered; those with a retry time count separately (`429
/// retry-after`).
pub(crate) type Statuses = BTreeMap<String, u64>;

/// The networks from which the flood seems to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Networks {
    /// One network: it soon reaches its limit.
    One,
    /// A new one each time, as a trusted proxy reports it: no limit is ever reached.
    Many,
}

impl Networks {
    fn name(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Many => "many",
        }
    }
}

/// Starts a flood beside this process, with lower priority: its load must not slow down the
/// measurement.
pub(crate) fn start(host: &str, networks: Networks, length: Duration) -> Result<Child> {
    let program = std::env::current_exe().context("where is this program?")?;
    let mut rush = Command::new("nice");
    rush.args(["-n", "19"]).arg(program).args(["rush", host, networks.name()]);
    rush.arg(length.as_secs().to_string()).stdout(Stdio::piped());
    rush.spawn().context("starting nice")
}

/// Returns the answers to a finished flood.
pub(crate) fn finish(rush: Child) -> Result<Statuses> {
    let output = rush.wait_with_output()?;
    if !output.status.success() {
        bail!("the flood failed ({})", output.status);
    }
    serde_json::from_slice(&output.stdout).context("the flood says nothing")
}

/// Sends a flood for this long and prints the answers.
pub(crate) fn print(host: &str, networks: &str, length: Duration) -> Result<()> {
    let networks = if networks == Networks::Many.name() { Networks::Many } else { Networks::One };
    let start = Instant::now();
    let all = (0..CONNECTIONS).map(|connection| {
        let host = host.to_owned();
        thread::Builder::new().stack_size(STACK).spawn(move || {
            let mut statuses = Statuses::new();
            while start.elapsed() < length {
                // A closed connection is opened again, and counted.
                if knock(&host, networks, connection, &mut statuses, start + length).is_err() {
                    *statuses.entry("shut".to_owned()).or_default() += 1;
                }
            }
            statuses
        })
    });
    let all = all.collect::<Result<Vec<_>, _>>().context("so many threads")?;
    let mut sum = Statuses::new();
    for one in all {
        for (status, count) in one.join().map_err(|_| anyhow!("a panic"))? {
            *sum.entry(status).or_default() += count;
        }
    }
    println!("{}", json!(sum));
    Ok(())
}

/// Sends wrong passwords over one connection, for an existing and a missing name in turn.
fn knock(
    host: &str,
    networks: Networks,
    connection: u32,
    statuses: &mut Statuses,
    until: Instant,
) -> Result<()> {
    let mut browser = Browser::open(host)?;
    for number in 0_u32.. {
        if Instant::now() >= until {
            break;
        }
        if networks == Networks::Many {
            browser.forwarded = address(number * CONNECTIONS + connection);
        }
        let unknown = format!("nobody{connection}@example.be");
        let email = if number % 2 == 0 { KNOWN } else { &unknown };
        let wrong = json!({ "email": email, "password": "distelvlinder 8" }).to_string();
        let answer = browser.send("POST", "/api/sign-in/password", &wrong)?;
        let when = if answer.says_when { " retry-after" } else { "" };
        *statuses.entry(format!("{}{when}", answer.status)).or_default() += 1;
    }
    Ok(())
}

/// An address in a different network for each number.
fn address(number: u32) -> String {
    let [_, a, b, c] = number.to_be_bytes();
    format!("{}.{b}.{c}.7", 20 + a % 100)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn many_attempts_come_from_as_many_networks() {
        let all: HashSet<String> = (0..100_000).map(address).collect();
        assert_eq!(all.len(), 100_000);
        assert!(all.contains("20.0.1.7"));
    }
}
