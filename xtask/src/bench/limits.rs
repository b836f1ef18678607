//! Limits that another process of this program measures, on the server's core.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::server::CORE;
use crate::statistics::Work;

/// Runs this program with these words on the server's core, and reads what it prints.
pub(crate) fn measure(words: &[&str]) -> Result<Work> {
    let program = std::env::current_exe().context("where is this program?")?;
    let output = Command::new("taskset").args(["-c", CORE]).arg(program).args(words).output();
    let output = output.context("starting taskset")?;
    if !output.status.success() {
        bail!("{words:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    parse(&String::from_utf8_lossy(&output.stdout))
        .with_context(|| format!("{words:?} says nothing"))
}

/// Prints the count, the time, and the processor time.
pub(crate) fn print(Work { count, wall, cpu, .. }: &Work) {
    println!("{count} {wall} {cpu}");
}

fn parse(line: &str) -> Option<Work> {
    let mut words = line.split_whitespace();
    let count = words.next()?.parse().ok()?;
    let mut number = || words.next()?.parse().ok();
    let (wall, cpu) = (number()?, number()?);
    Some(Work { count, wall, cpu, hashing: cpu })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_measuring_process_prints_is_read_back() {
        let work = Work { count: 12, wall: 2.5, cpu: 2.25, hashing: 2.25 };
        assert_eq!(parse("12 2.5 2.25\n"), Some(work));
        assert_eq!(parse("12 2.5"), None);
    }
}
