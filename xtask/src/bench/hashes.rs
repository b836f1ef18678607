//! The limit of sign-ins: bare password hashes, one after the other on one core, by the crate and
//! with the parameters that `backend/src/hashing.rs` uses, in one block of memory that is reused as
//! in that file.

use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use argon2::{Algorithm, Argon2, Block, Params, Version};

use crate::limits;
use crate::process;
use crate::statistics::Work;

/// The name for people.
pub(crate) const KERNEL: &str = "crate argon2 (RustCrypto), Argon2id m=19456 KiB t=2 p=1";
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;

/// Hashes for this long on the server's core.
pub(crate) fn measure(length: Duration) -> Result<Work> {
    limits::measure(&["hashes", &length.as_secs().to_string()])
}

/// Hashes for this long and prints the count, the time, and the processor time.
pub(crate) fn print(length: Duration) -> Result<()> {
    limits::print(&hash(length)?);
    Ok(())
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
