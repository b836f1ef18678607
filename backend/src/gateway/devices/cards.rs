//! The PIN of each virtual card: three tries, then the card is blocked, as a real one is. The count
//! outlives the process, as it does in a chip.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use super::personas::{Persona, Reader};
use crate::system::files;

/// The PIN of every card; on a real one a person chooses it.
const PIN: &str = "1234";
/// Wrong tries before a card is blocked.
const TRIES: u8 = 3;

/// The tries that are left of each card.
pub(crate) struct Cards {
    file: PathBuf,
    /// By persona; absent where no wrong PIN was typed since the last right one.
    left: Mutex<BTreeMap<String, u8>>,
}

/// What a card answers to a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The right one.
    Open,
    /// A wrong one, or blocked; this many tries are left.
    Shut(u8),
}

impl Cards {
    pub(crate) fn open(file: &Path) -> io::Result<Self> {
        let left = match fs::read(file) {
            Ok(json) => serde_json::from_slice(&json)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error),
        };
        Ok(Self { file: file.to_owned(), left: Mutex::new(left) })
    }

    /// How many tries the card of `persona` has left.
    pub(crate) fn tries_left(&self, persona: &Persona) -> u8 {
        self.with(|left| tries_left(left, persona))
    }

    /// Tries `pin` on the card of `persona`. A blocked card refuses the right one too.
    pub(crate) fn unlock(&self, persona: &Persona, pin: &str) -> io::Result<Answer> {
        self.with(|left| {
            let before = tries_left(left, persona);
            let answer = match before {
                0 => return Ok(Answer::Shut(0)),
                _ if pin == PIN => Answer::Open,
                tries => Answer::Shut(tries - 1),
            };
            match answer {
                Answer::Open => left.remove(persona.id),
                Answer::Shut(tries) => left.insert(persona.id.to_owned(), tries),
            };
            self.save(left).map(|()| answer)
        })
    }

    /// Gives every card its tries back; who is blocked by promise stays so.
    pub(crate) fn reset(&self) -> io::Result<()> {
        self.with(|left| {
            left.clear();
            self.save(left)
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut BTreeMap<String, u8>) -> T) -> T {
        work(&mut self.left.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn save(&self, left: &BTreeMap<String, u8>) -> io::Result<()> {
        files::replace(&self.file, &serde_json::to_vec(left)?)
    }
}

fn tries_left(left: &BTreeMap<String, u8>, persona: &Persona) -> u8 {
    match persona.reader {
        Reader::Blocked => 0,
        _ => left.get(persona.id).copied().unwrap_or(TRIES),
    }
}
