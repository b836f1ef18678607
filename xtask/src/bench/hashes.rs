//! The limit of sign-ins: bare password hashes, one after the other on one core, by the crate and
//! with the parameters that `backend/src/hashing.rs` uses, in one block of memory that is reused as
//! in that file.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use argon2::{Algorithm, Argon2, Block, Params, Version};

use crate::process;
use crate::server::CORE;
use crate::statistics::Work;

/// The name for people.
pub(crate) const KERNEL: &str = "crate argon2 (RustCrypto), Argon2id m=19456 KiB t=2 p=1";
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;

/// Runs another process that hashes for this long, on the server's core.
pub(crate) fn measure(length: Duration) -> Result<Work> {
    let program = std::env::current_exe().context("where is this program?")?;
    let mut hashes = Command::new("taskset");
    hashes.args(["-c", CORE]).arg(program).args(["hashes", &length.as_secs().to_string()]);
    let output = hashes.output().context("starting taskset")?;
    if !output.status.success() {
        bail!("the bare hashes failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    parse(&String::from_utf8_lossy(&output.stdout)).context("the bare hashes say nothing")
}

/// Hashes for this long and prints the count, the time, and the processor time.
pub(crate) fn print(length: Duration) -> Result<()> {
    let Work { count, wall, cpu, .. } = hash(length)?;
    println!("{count} {wall} {cpu}");
    Ok(())
}

fn parse(line: &str) -> Option<Work> {
    let mut words = line.split_whitespace();
    let count = words.next()?.parse().ok()?;
    let mut number = || words.next()?.parse().ok();
    let (wall, cpu) = (number()?, number()?);
    Some(Work { count, wall, cpu, hashing: cpu })
}

fn hash(length: Duration) -> Result<Work> {
    let refused = |error: argon2::Error| anyhow!("argon2: {error}");
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).map_err(refused)?;
    let mut memory = vec![Block::default(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut once = |salt: u32| {
        let salt = [salt.to_le_bytes(); 4].concat();
        let mut tag = [0; 32];
        argon2.hash_password_into_with_memory(&[7; 32], &salt, &mut tag, &mut memory)
    };
    // The first hash fetches the memory from the kernel.
    once(0).map_err(refused)?;
    let (start, before) = (Instant::now(), process::cpu_seconds("self")?);
    let mut count = 0;
    while start.elapsed() < length {
        count += 1;
        once(count).map_err(refused)?;
    }
    let wall = start.elapsed().as_secs_f64();
    let cpu = process::cpu_seconds("self")? - before;
    Ok(Work { count, wall, cpu, hashing: cpu })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_hashing_process_prints_is_read_back() {
        let work = Work { count: 12, wall: 2.5, cpu: 2.25, hashing: 2.25 };
        assert_eq!(parse("12 2.5 2.25\n"), Some(work));
        assert_eq!(parse("12 2.5"), None);
    }
}
