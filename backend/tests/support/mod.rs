//! What the tests of the real program stand on: a database of their own, a network that fails when it is asked
//! to, and the program itself.

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
/// How often it is looked whether something happened.
const LOOK: Duration = Duration::from_millis(20);

/// Looks until there is something.
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
