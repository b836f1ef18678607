//! Clients that work at the same time.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use crate::server::Server;
use crate::statistics::Work;

/// Runs the work of every client repeatedly, for this long or until it returns that nothing is
/// left, and counts.
pub(crate) fn drive<C: Send>(
    server: &Server,
    clients: &mut [C],
    length: Duration,
    piece: impl Fn(&mut C) -> Result<bool> + Sync,
) -> Result<Work> {
    let count = AtomicU32::new(0);
    let (start, (all, hashes)) = (Instant::now(), server.cpu_seconds()?);
    thread::scope(|scope| {
        let clients = clients.iter_mut().map(|client| {
            let (count, piece) = (&count, &piece);
            scope.spawn(move || {
                while start.elapsed() < length && piece(client)? {
                    count.fetch_add(1, Ordering::Relaxed);
                }
                anyhow::Ok(())
            })
        });
        let clients: Vec<_> = clients.collect();
        clients.into_iter().try_for_each(|client| client.join().map_err(|_| anyhow!("a panic"))?)
    })?;
    let (wall, (all_now, hashes_now)) = (start.elapsed().as_secs_f64(), server.cpu_seconds()?);
    Ok(Work { count: count.into_inner(), wall, cpu: all_now - all, hashing: hashes_now - hashes })
}
