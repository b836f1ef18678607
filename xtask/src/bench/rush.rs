//! The flood itself, a process of its own: hundreds of connections that send wrong sign-ins without pause.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use serde_json::json;

use crate::http::Browser;

/// How many connections.
pub(crate) const CONNECTIONS: u32 = 500;
/// A thread here does little.
const STACK: usize = 128 * 1024;
/// The one name among those tried that exists.
const KNOWN: &str = "lotte@voorbeeld.example.be";

/// How often each status was answered, those that say when to come back apart (`429 retry-after`).
pub(crate) type Statuses = BTreeMap<String, u64>;

/// From where the flood seems to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Networks {
    /// One network: its limit is soon reached.
    One,
    /// A new one each time, as a trusted proxy tells it: no limit is ever reached.
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

/// Starts a flood beside this process, with less right to the core: its load must not slow down who measures.
pub(crate) fn start(host: &str, networks: Networks, length: Duration) -> Result<Child> {
    let program = std::env::current_exe().context("where is this program?")?;
    let mut rush = Command::new("nice");
    rush.args(["-n", "19"]).arg(program).args(["rush", host, networks.name()]);
    rush.arg(length.as_secs().to_string()).stdout(Stdio::piped());
    rush.spawn().context("starting nice")
}

/// What a flood that is over was answered.
pub(crate) fn finish(rush: Child) -> Result<Statuses> {
    let output = rush.wait_with_output()?;
    if !output.status.success() {
        bail!("the flood failed ({})", output.status);
    }
    serde_json::from_slice(&output.stdout).context("the flood says nothing")
}

/// Sends a flood for so long and prints what was answered.
pub(crate) fn print(host: &str, networks: &str, length: Duration) -> Result<()> {
    let networks = if networks == Networks::Many.name() { Networks::Many } else { Networks::One };
    let start = Instant::now();
    let all = (0..CONNECTIONS).map(|connection| {
        let host = host.to_owned();
        thread::Builder::new().stack_size(STACK).spawn(move || {
            let mut statuses = Statuses::new();
            while start.elapsed() < length {
                // A connection that is shut is opened again; that counts.
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

/// Wrong passwords over one connection, for a name that exists and one that does not in turn.
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

/// An address of another network for each number.
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
