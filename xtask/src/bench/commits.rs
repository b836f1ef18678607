//! The limit of what is stored: pages written to a file on the server's disk, each made durable
//! before the next, as SQLite's write-ahead log does.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::limits;
use crate::process;
use crate::statistics::Work;

/// A page of the log with its header.
const PAGE: usize = 4096 + 24;
/// After so many pages SQLite writes the log from its beginning again.
const PAGES: u32 = 1000;

/// Writes for this long on the server's core, to a file in this folder.
pub(crate) fn measure(folder: &Path, length: Duration) -> Result<Work> {
    let folder = folder.to_str().context("a folder with a readable name")?;
    limits::measure(&["commits", folder, &length.as_secs().to_string()])
}

/// Writes for this long and prints the count, the time, and the processor time.
pub(crate) fn print(folder: &Path, length: Duration) -> Result<()> {
    let path = folder.join("commits");
    let file = File::create(&path).with_context(|| format!("making {}", path.display()))?;
    let page = [7; PAGE];
    for number in 0..PAGES {
        file.write_all_at(&page, u64::from(number) * PAGE as u64)?;
    }
    file.sync_all()?;
    let (start, before) = (Instant::now(), process::cpu_seconds("self")?);
    let mut count = 0;
    while start.elapsed() < length {
        file.write_all_at(&page, u64::from(count % PAGES) * PAGE as u64)?;
        file.sync_data()?;
        count += 1;
    }
    let wall = start.elapsed().as_secs_f64();
    let cpu = process::cpu_seconds("self")? - before;
    std::fs::remove_file(path)?;
    limits::print(&Work { count, wall, cpu, hashing: 0.0 });
    Ok(())
}
