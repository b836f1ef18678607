//! Notifies the listeners of a flow that something may have changed, or that the process is about
//! to end.
//!
//! A hint only: another process can change the database too, so each listener also looks by itself.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::watch;

/// How many may listen for one browser.
const MOST_PER_VISITOR: usize = 2;
/// How many may listen from one block of addresses: a hospital may be one.
const MOST_PER_BLOCK: usize = 64;
/// How many may listen in total; the others poll.
const MOST: usize = 512;

/// The notifications of this process; cloned handles share them.
#[derive(Clone, Debug)]
pub struct Changes {
    news: watch::Sender<Process>,
    house: Arc<Mutex<House>>,
}

/// The listeners.
#[derive(Debug, Default)]
struct House {
    /// How many, by visitor, by block of addresses, and at all.
    taken: HashMap<String, usize>,
    /// How to wake a visitor's listeners.
    visitors: HashMap<String, watch::Sender<()>>,
}

/// Whether the process goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Process {
    GoesOn,
    Ends,
}

/// Why another listener is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// This browser has too many listeners.
    Visitor,
    /// The process has too many listeners.
    House,
}

impl Default for Changes {
    fn default() -> Self {
        Self { news: watch::Sender::new(Process::GoesOn), house: Arc::default() }
    }
}

impl Changes {
    /// Reports that something changed in a flow of this visitor.
    pub fn tell(&self, visitor: &str) {
        if let Some(sender) = lock(&self.house).visitors.get(visitor) {
            sender.send_modify(|()| ());
        }
    }

    /// Reports a change that any page may show: a call rings, was answered, or is over.
    pub fn tell_everybody(&self) {
        self.news.send_modify(|_| ());
    }

    /// Reports that the process is about to end.
    pub fn end(&self) {
        self.news.send_replace(Process::Ends);
    }

    /// Listens from now on.
    ///
    /// # Errors
    /// [`Full`].
    pub fn listen(&self, visitor: &str, block: &str) -> Result<Listener, Full> {
        let places = [
            (format!("visitor|{visitor}"), MOST_PER_VISITOR, Full::Visitor),
            (format!("block|{block}"), MOST_PER_BLOCK, Full::House),
            ("all".to_owned(), MOST, Full::House),
        ];
        let mut house = lock(&self.house);
        for (place, most, full) in &places {
            if house.taken.get(place).is_some_and(|n| n >= most) {
                return Err(*full);
            }
        }
        let places = places.map(|(place, ..)| place);
        for place in &places {
            *house.taken.entry(place.clone()).or_default() += 1;
        }
        let own = house.visitors.entry(visitor.to_owned()).or_default().subscribe();
        Ok(Listener {
            news: self.news.subscribe(),
            own,
            visitor: visitor.to_owned(),
            places,
            house: Arc::clone(&self.house),
        })
    }
}

fn lock(house: &Mutex<House>) -> MutexGuard<'_, House> {
    house.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A listener; its place is free again when it is dropped.
#[derive(Debug)]
pub struct Listener {
    news: watch::Receiver<Process>,
    own: watch::Receiver<()>,
    visitor: String,
    places: [String; 3],
    house: Arc<Mutex<House>>,
}

impl Listener {
    /// Resolves when something may have changed.
    pub async fn heard(&mut self) {
        let changed = tokio::select! {
            changed = self.news.changed() => changed,
            changed = self.own.changed() => changed,
        };
        if changed.is_err() {
            // No sender is left.
            std::future::pending::<()>().await;
        }
    }

    /// Returns whether the process is about to end.
    pub fn hears_the_end(&self) -> bool {
        *self.news.borrow() == Process::Ends
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut house = lock(&self.house);
        for place in &self.places {
            if let Some(n) = house.taken.get_mut(place) {
                *n -= 1;
                if *n == 0 {
                    house.taken.remove(place);
                }
            }
        }
        if !house.taken.contains_key(&self.places[0]) {
            house.visitors.remove(&self.visitor);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_has_two_places_and_gets_them_back() {
        let changes = Changes::default();
        let one = changes.listen("a", "net").unwrap();
        let _two = changes.listen("a", "net").unwrap();
        assert_eq!(changes.listen("a", "net").unwrap_err(), Full::Visitor);
        assert!(changes.listen("b", "net").is_ok());
        drop(one);
        assert!(changes.listen("a", "net").is_ok());
    }

    #[test]
    fn neither_one_network_nor_everybody_together_can_fill_the_memory() {
        let changes = Changes::default();
        let listen = |n: usize| changes.listen(&n.to_string(), &(n / MOST_PER_BLOCK).to_string());
        let block: Vec<_> = (0..MOST_PER_BLOCK).map(|n| listen(n).unwrap()).collect();
        assert_eq!(changes.listen("x", "0").unwrap_err(), Full::House);
        let others: Vec<_> = (MOST_PER_BLOCK..MOST).map(|n| listen(n).unwrap()).collect();
        assert_eq!(changes.listen("x", "x").unwrap_err(), Full::House);
        drop((block, others));
        let house = lock(&changes.house);
        assert!(house.taken.is_empty() && house.visitors.is_empty());
    }

    #[tokio::test]
    async fn a_move_wakes_its_own_visitor_and_nobody_else() {
        let changes = Changes::default();
        let mut mine = changes.listen("a", "net").unwrap();
        let mut other = changes.listen("b", "net").unwrap();
        changes.tell("a");
        mine.heard().await;
        assert!(!other.own.has_changed().unwrap() && !other.news.has_changed().unwrap());
        changes.tell_everybody();
        other.heard().await;
        changes.tell("nobody");
    }
}
