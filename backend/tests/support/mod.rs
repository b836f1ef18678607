//! Support for the tests of the real program: a database, a network that fails on request, and the
//! program itself.

mod database;
mod network;
mod program;

pub(crate) use self::{
    database::{Database, Follows},
    network::{Network, Way},
    program::{Program, outcome},
};

use std::time::Duration;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often to poll.
const LOOK: Duration = Duration::from_millis(20);

/// Polls until there is a value.
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let looking = async {
        loop {
            if let Some(seen) = look().await {
                return seen;
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    let Ok(seen) = tokio::time::timeout(PATIENCE, looking).await else {
        panic!("this did not happen: {what}");
    };
    seen
}
