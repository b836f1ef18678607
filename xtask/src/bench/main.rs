//! Measures the server from outside, as `cargo xtask bench` starts it: a release build on core 0,
//! real accounts on an empty database, and beside each figure the limit that was measured in the
//! same minute.

#![expect(clippy::print_stdout, reason = "a command line tool speaks on standard output")]

mod commits;
mod desk;
mod flood;
mod hashes;
mod http;
mod limits;
mod load;
mod openid;
mod people;
mod process;
mod rush;
mod server;
mod sign_in;
mod statistics;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};

const USAGE: &str = "start it by `cargo xtask bench sign-in [SECONDS]`, `... flood [SECONDS]`, `... desk [PEOPLE]` or `... openid [SECONDS]`";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<()> {
    match words {
        // The subcommands that this program starts itself, on another core or with lower priority.
        ["hashes", length] => hashes::print(seconds(length)?),
        ["commits", folder, length] => commits::print(Path::new(folder), seconds(length)?),
        ["rush", host, networks, length] => rush::print(host, networks, seconds(length)?),
        [server, "sign-in"] => sign_in::measure(Path::new(server), Duration::from_secs(2)),
        [server, "sign-in", length] => sign_in::measure(Path::new(server), seconds(length)?),
        [server, "desk"] => desk::measure(Path::new(server), 100_000),
        [server, "desk", people] => desk::measure(Path::new(server), people.parse()?),
        [server, "openid"] => openid::measure(Path::new(server), Duration::from_secs(2)),
        [server, "openid", length] => openid::measure(Path::new(server), seconds(length)?),
        [server, "flood"] => flood::measure(Path::new(server), Duration::from_secs(20)),
        [server, "flood", length] => flood::measure(Path::new(server), seconds(length)?),
        _ => bail!("{USAGE}"),
    }
}

fn seconds(text: &str) -> Result<Duration> {
    text.parse().map(Duration::from_secs).with_context(|| format!("`{text}` is no number; {USAGE}"))
}
