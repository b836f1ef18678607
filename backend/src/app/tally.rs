//! Counts of a day: in memory first, added to the database every few seconds. No request waits for
//! another at a counter; a process that is killed loses its last counts.

use std::{
    collections::BTreeMap,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use vestibule_shared::policy::Day;

/// How often each thing happened on each day. Ordered, so that processes which store at the same
/// time cannot deadlock.
pub type Counts<K> = BTreeMap<(Day, K), i64>;

/// The counts not stored yet; cloned handles share them.
#[derive(Debug)]
pub struct Tally<K>(Arc<Mutex<Counts<K>>>);

impl<K> Default for Tally<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K> Clone for Tally<K> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K: Ord> Tally<K> {
    /// Counts something that happened.
    pub fn add(&self, day: Day, what: K) {
        *self.open().entry((day, what)).or_default() += 1;
    }

    /// Stores what was counted; what cannot be stored is stored with the next counts.
    ///
    /// # Errors
    /// Those of `store`.
    pub async fn flush<E>(
        &self,
        store: impl AsyncFnOnce(&Counts<K>) -> Result<(), E>,
    ) -> Result<(), E> {
        let counted = mem::take(&mut *self.open());
        if counted.is_empty() {
            return Ok(());
        }
        let stored = store(&counted).await;
        if stored.is_err() {
            let mut open = self.open();
            for (what, n) in counted {
                *open.entry(what).or_default() += n;
            }
        }
        stored
    }

    fn open(&self) -> MutexGuard<'_, Counts<K>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
