//! The kernel's counters of a process, from `/proc`.

use std::fs;

use anyhow::{Context, Result};

/// Processor time is counted in hundredths of a second (`USER_HZ`).
const TICKS: f64 = 100.0;

/// The processor time of a process so far, of all its threads, in seconds.
pub(crate) fn cpu_seconds(id: &str) -> Result<f64> {
    let text = fs::read_to_string(format!("/proc/{id}/stat")).context("the process is gone")?;
    cpu_of(&text).context("an unknown /proc/ID/stat")
}

/// One thread of a process.
#[derive(Debug)]
pub(crate) struct Thread {
    /// Its id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// Its processor time so far, in seconds.
    pub(crate) cpu: f64,
}

/// The current threads of a process.
pub(crate) fn threads(id: &str) -> Result<Vec<Thread>> {
    let folder = fs::read_dir(format!("/proc/{id}/task")).context("the process is gone")?;
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.ok()?.path();
        // A thread may end during the read.
        let name = fs::read_to_string(path.join("comm")).ok()?.trim().to_owned();
        let cpu = on_cpu(&fs::read_to_string(path.join("schedstat")).ok()?)?;
        Some(Thread { id: path.file_name()?.to_string_lossy().into_owned(), name, cpu })
    };
    Ok(folder.filter_map(read).collect())
}

/// The first field: nanoseconds on a processor.
fn on_cpu(schedstat: &str) -> Option<f64> {
    let nanoseconds: u64 = schedstat.split_whitespace().next()?.parse().ok()?;
    Some(std::time::Duration::from_nanos(nanoseconds).as_secs_f64())
}

/// The memory of a process without files and swap, in MiB.
pub(crate) fn resident(id: &str) -> Result<f64> {
    let text = fs::read_to_string(format!("/proc/{id}/status")).context("the process is gone")?;
    resident_of(&text).context("an unknown /proc/ID/status")
}

/// The program's name is the second field, in brackets, and may contain anything; `utime` and
/// `stime` are the 14th and 15th field.
fn cpu_of(stat: &str) -> Option<f64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    Some(f64::from(user + system) / TICKS)
}

fn resident_of(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u32 = line.split_whitespace().next()?.parse().ok()?;
    Some(f64::from(kib) / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_behind_whatever_the_program_is_called() {
        let stat = "77 (a) b) S 1 77 77 0 -1 4194304 9 0 0 0 150 50 0 0 20 0 1 0 5 6 7";
        assert_eq!(cpu_of(stat), Some(2.0));
        assert!(cpu_seconds("self").is_ok());
    }

    #[test]
    fn the_time_of_a_thread_is_read_in_nanoseconds() {
        assert_eq!(on_cpu("1500000000 176136 2\n"), Some(1.5));
        let threads = threads("self").unwrap();
        assert!(threads.iter().any(|thread| !thread.name.is_empty() && thread.cpu > 0.0));
    }

    #[test]
    fn resident_memory_is_read_in_mib() {
        assert_eq!(resident_of("VmHWM:\t  9000 kB\nVmRSS:\t  2048 kB\n"), Some(2.0));
        assert!(resident("self").unwrap() > 0.1);
    }
}
