//! Password hashing: argon2id with a pepper, on a few threads of its own with a short queue.
//!
//! Hashing is the dearest thing a stranger can make this server do. As many hashes run as there are
//! cores, each in memory that is used again; a short queue waits, and whoever comes after that is told to
//! come back, so that all other routes stay quick (S17).

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;

use crate::{keyring::Keyring, problem::Problem, rng::Rng};
use vestibule_shared::problem::Code;

/// The parameters of new hashes: the floor that OWASP names.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
/// The dearest parameters that are accepted from the database.
const MOST_MEMORY_KIB: u32 = 65_536;
const MOST_PASSES: u32 = 8;
/// A queue that two cores empty well within the patience below.
const LEAST_QUEUE: usize = 30;
/// How long a hash may wait for its turn.
const PATIENCE: Duration = Duration::from_secs(2);

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Hasher {
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    patience: Duration,
    arenas: Arc<Mutex<Vec<Vec<Block>>>>,
    keys: Arc<Keyring>,
    rng: Rng,
}

/// What a stored hash says about a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The right password, hashed as new ones are.
    Right,
    /// The right password, hashed in an older way: store it anew.
    RightButOld,
    /// Another password.
    Wrong,
}

/// A stored hash in parts: `key$m$t$salt$tag`.
struct Stored {
    key: String,
    memory: u32,
    passes: u32,
    salt: Vec<u8>,
    tag: [u8; 32],
}

impl Hasher {
    /// A hasher for so many cores.
    pub fn new(cores: usize, keys: Arc<Keyring>, rng: Rng) -> Self {
        let cores = cores.max(1);
        Self {
            turns: Arc::new(Semaphore::new(cores)),
            queue: Arc::new(Semaphore::new(cores + (cores * 8).max(LEAST_QUEUE))),
            patience: PATIENCE,
            arenas: Arc::default(),
            keys,
            rng,
        }
    }

    /// The same, but it waits for as long as it takes: for tests, which may share a busy machine.
    #[cfg(test)]
    pub(crate) fn patient(self) -> Self {
        Self { patience: Duration::from_mins(10), ..self }
    }

    /// The hash to store for a new password.
    pub async fn hash(&self, password: &str) -> Result<String, Problem> {
        let key = self.keys.current().to_owned();
        let salt = self.rng.bytes::<16>().to_vec();
        let stored = Stored { key, memory: MEMORY_KIB, passes: PASSES, salt, tag: [0; 32] };
        let tag = self.compute(&stored, password).await?;
        Ok(Stored { tag, ..stored }.to_text())
    }

    /// Compares a password with a stored hash. Without one it works just as long and says `Wrong`, so
    /// that nobody learns from the time whether an account exists.
    pub async fn verify(&self, stored: Option<&str>, password: &str) -> Result<Verdict, Problem> {
        let known = stored.and_then(Stored::parse);
        let exists = known.is_some();
        let stored = known.unwrap_or_else(|| Stored {
            key: self.keys.current().to_owned(),
            memory: MEMORY_KIB,
            passes: PASSES,
            salt: vec![0; 16],
            tag: [0; 32],
        });
        let tag = self.compute(&stored, password).await?;
        let same = aws_lc_rs::constant_time::verify_slices_are_equal(&tag, &stored.tag).is_ok();
        Ok(match (exists && same, stored.is_current(self.keys.current())) {
            (false, _) => Verdict::Wrong,
            (true, true) => Verdict::Right,
            (true, false) => Verdict::RightButOld,
        })
    }

    async fn compute(&self, stored: &Stored, password: &str) -> Result<[u8; 32], Problem> {
        let busy = || Problem::new(Code::Busy).retry_after(2);
        let _place = self.queue.clone().try_acquire_owned().map_err(|_| busy())?;
        let turn = tokio::time::timeout(self.patience, self.turns.clone().acquire_owned()).await;
        let turn = turn.ok().and_then(Result::ok).ok_or_else(busy)?;
        // A phone and a computer may write the same letter in two ways (NIST SP 800-63B-4, 3.1.1.2).
        let normal: String = password.nfc().collect();
        let peppered = self
            .keys
            .pepper(&stored.key, &normal)
            .ok_or_else(|| Problem::internal("a password's pepper is gone from the key ring"))?;
        let params =
            Params::new(stored.memory, stored.passes, 1, Some(32)).map_err(Problem::internal)?;
        let (arenas, salt) = (self.arenas.clone(), stored.salt.clone());
        let hashed = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let mut arena = lock(&arenas).pop().unwrap_or_default();
            arena.resize(params.block_count(), Block::default());
            let mut tag = [0; 32];
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            let done = argon2.hash_password_into_with_memory(
                peppered.as_ref(),
                &salt,
                &mut tag,
                &mut arena,
            );
            lock(&arenas).push(arena);
            done.map(|()| tag)
        });
        hashed.await.map_err(Problem::internal)?.map_err(Problem::internal)
    }
}

fn lock(arenas: &Mutex<Vec<Vec<Block>>>) -> std::sync::MutexGuard<'_, Vec<Vec<Block>>> {
    arenas.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stored {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('$');
        let mut next = || parts.next();
        let stored = Self {
            key: next()?.to_owned(),
            memory: next()?.parse().ok().filter(|m| *m <= MOST_MEMORY_KIB)?,
            passes: next()?.parse().ok().filter(|t| *t <= MOST_PASSES)?,
            salt: BASE64.decode(next()?).ok()?,
            tag: BASE64.decode(next()?).ok()?.try_into().ok()?,
        };
        Some(stored)
    }

    fn to_text(&self) -> String {
        let (salt, tag) = (BASE64.encode(&self.salt), BASE64.encode(self.tag));
        format!("{}${}${}${salt}${tag}", self.key, self.memory, self.passes)
    }

    fn is_current(&self, key: &str) -> bool {
        self.key == key && self.memory == MEMORY_KIB && self.passes == PASSES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hasher() -> Hasher {
        let rng = Rng::seeded(3);
        Hasher::new(2, Arc::new(Keyring::throw_away(&rng)), rng)
    }

    #[tokio::test]
    async fn a_password_is_right_only_against_its_own_hash() {
        let hasher = hasher();
        let stored = hasher.hash("zorgzaam1").await.unwrap();
        assert_eq!(hasher.verify(Some(&stored), "zorgzaam1").await.unwrap(), Verdict::Right);
        assert_eq!(hasher.verify(Some(&stored), "zorgzaam2").await.unwrap(), Verdict::Wrong);
        assert_eq!(hasher.verify(None, "zorgzaam1").await.unwrap(), Verdict::Wrong);
        assert!(!stored.contains("zorgzaam1"));
    }

    #[tokio::test]
    async fn a_password_is_the_same_however_its_accents_are_written() {
        let hasher = hasher();
        let stored = hasher.hash("caf\u{e9} noir 1").await.unwrap();
        let other = hasher.verify(Some(&stored), "cafe\u{301} noir 1").await.unwrap();
        assert_eq!(other, Verdict::Right);
    }

    #[tokio::test]
    async fn a_hash_with_other_parameters_is_right_but_old() {
        let hasher = hasher();
        let old =
            Stored { key: "k1".into(), memory: 64, passes: 1, salt: vec![1; 16], tag: [0; 32] };
        let tag = hasher.compute(&old, "zorgzaam1").await.unwrap();
        let text = Stored { tag, ..old }.to_text();
        assert_eq!(hasher.verify(Some(&text), "zorgzaam1").await.unwrap(), Verdict::RightButOld);
    }

    #[tokio::test]
    async fn s17_who_comes_after_a_full_queue_is_told_to_come_back() {
        let hasher = hasher();
        let all: Vec<_> = (0..80)
            .map(|_| {
                let hasher = hasher.clone();
                tokio::spawn(async move { hasher.hash("zorgzaam1").await.map(|_| ()) })
            })
            .collect();
        let mut busy = 0;
        for one in all {
            busy +=
                u32::from(one.await.unwrap().is_err_and(|problem| problem.code() == Code::Busy));
        }
        assert!(busy > 0, "80 hashes on 2 turns and 30 places");
    }
}
