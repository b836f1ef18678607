//! The only wall clock. Everything that needs the time uses `app.clock`, so that a test can move
//! it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use vestibule_shared::time::Timestamp;

/// Returns the time; cloned handles share the same offset.
#[derive(Clone, Debug)]
pub struct Clock {
    fixed: Option<Timestamp>,
    advanced: Arc<AtomicI64>,
    /// By how many milliseconds the system's clock is wrong, for a test of that.
    wrong: i64,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self { fixed: None, advanced: Arc::default(), wrong: 0 }
    }

    /// A clock that shows `at` until it is moved.
    pub fn manual(at: Timestamp) -> Self {
        Self { fixed: Some(at), advanced: Arc::default(), wrong: 0 }
    }

    /// The clock of a computer that is wrong by so many milliseconds.
    #[cfg(test)]
    pub(crate) fn wrong_by(milliseconds: i64) -> Self {
        Self { wrong: milliseconds, ..Self::system() }
    }

    /// The moment it is now.
    pub fn now(&self) -> Timestamp {
        let base = self.without_moves();
        Timestamp(base.0.saturating_add(self.advanced.load(Ordering::Relaxed)))
    }

    /// What the clock shows that nobody moves by hand.
    pub fn without_moves(&self) -> Timestamp {
        self.fixed.unwrap_or_else(|| Timestamp(system_time().0.saturating_add(self.wrong)))
    }

    /// By how many milliseconds another clock, which shows `other` now, is ahead of the system's; 0 where the
    /// hands stand still until they are moved.
    pub fn behind(&self, other: Timestamp) -> i64 {
        if self.fixed.is_some() { 0 } else { other.0.saturating_sub(self.without_moves().0) }
    }

    /// Moves the hands forward by so many milliseconds, on top of what has passed.
    pub fn advance(&self, milliseconds: i64) {
        self.advanced.fetch_add(milliseconds, Ordering::Relaxed);
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system")]
fn system_time() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Timestamp(since.ok().and_then(|d| i64::try_from(d.as_millis()).ok()).unwrap_or(0))
}
