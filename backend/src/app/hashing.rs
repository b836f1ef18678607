//! Password hashing: argon2id with a pepper, on a few threads of its own with a short queue.
//!
//! Hashing is the most expensive work that a stranger can cause here. As many hashes run as there
//! are cores, each in reused memory; a short queue waits, and a request beyond it is refused with a
//! time to retry, so that all other routes stay fast (S17).
//!
//! A hash is stored in the PHC string format (`stored`). The password is not hashed itself, but the
//! keyed digest that the pepper makes of it; `keyid` names the pepper.

mod stored;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;

use self::stored::{Form, Stored};
use crate::{
    app::problem::Problem,
    system::{keyring::Keyring, rng::Rng},
};
use vestibule_shared::problem::Code;

/// The cost of new hashes: the floor that OWASP names.
const FLOOR: Cost = Cost { memory: 19_456, passes: 2 };
/// A queue that two cores empty well within the patience below.
const LEAST_QUEUE: usize = 30;
/// How long a hash may wait for its turn.
const PATIENCE: Duration = Duration::from_secs(2);

/// How much work a hash is: memory in KiB, and how often it is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    memory: u32,
    passes: u32,
}

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Hasher {
    cost: Cost,
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
    /// The right password, hashed in an older way: store a new hash.
    RightButOld,
    /// Another password.
    Wrong,
}

impl Hasher {
    /// A hasher for so many cores.
    pub fn new(cores: usize, keys: Arc<Keyring>, rng: Rng) -> Self {
        let cores = cores.max(1);
        Self {
            cost: FLOOR,
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

    /// The same, but each hash is hardly any work: for tests that are about something else.
    #[cfg(test)]
    pub(crate) fn cheap(self) -> Self {
        Self { cost: Cost { memory: 32, passes: 1 }, ..self }
    }

    /// Returns the hash to store for a new password.
    pub async fn hash(&self, password: &str) -> Result<String, Problem> {
        let stored = self.blank(self.rng.bytes());
        let tag = self.compute(&stored, password).await?;
        Stored { tag, ..stored }.to_text().map_err(Problem::internal)
    }

    /// Compares a password with a stored hash. Without one it works just as long and returns
    /// `Wrong`, so that the time does not reveal whether an account exists.
    pub async fn verify(&self, stored: Option<&str>, password: &str) -> Result<Verdict, Problem> {
        let known = stored.and_then(Stored::parse);
        let exists = known.is_some();
        let stored = known.unwrap_or_else(|| self.blank([0; 16]));
        let tag = self.compute(&stored, password).await?;
        let same = aws_lc_rs::constant_time::verify_slices_are_equal(&tag, &stored.tag).is_ok();
        Ok(match (exists && same, self.is_new(&stored)) {
            (false, _) => Verdict::Wrong,
            (true, true) => Verdict::Right,
            (true, false) => Verdict::RightButOld,
        })
    }

    /// What a new hash is made with.
    fn blank(&self, salt: [u8; 16]) -> Stored {
        Stored {
            form: Form::Phc,
            key: self.keys.current().to_owned(),
            memory: self.cost.memory,
            passes: self.cost.passes,
            salt: salt.to_vec(),
            tag: [0; 32],
        }
    }

    fn is_new(&self, stored: &Stored) -> bool {
        let cost = Cost { memory: stored.memory, passes: stored.passes };
        stored.form == Form::Phc && stored.key == self.keys.current() && cost == self.cost
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
        let params = stored.params().map_err(Problem::internal)?;
        let (arenas, salt) = (self.arenas.clone(), stored.salt.clone());
        let hashed = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let mut arena = lock(&arenas).pop().unwrap_or_default();
            let tag = argon2id(params, peppered.as_ref(), &salt, &mut arena);
            lock(&arenas).push(arena);
            tag
        });
        hashed.await.map_err(Problem::internal)?.map_err(Problem::internal)
    }
}

fn lock(arenas: &Mutex<Vec<Vec<Block>>>) -> std::sync::MutexGuard<'_, Vec<Vec<Block>>> {
    arenas.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Argon2id, version 1.3, in memory that is used again.
fn argon2id(
    params: Params,
    input: &[u8],
    salt: &[u8],
    arena: &mut Vec<Block>,
) -> Result<[u8; 32], argon2::Error> {
    arena.resize(params.block_count(), Block::default());
    let mut tag = [0; 32];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into_with_memory(input, salt, &mut tag, &mut *arena)?;
    Ok(tag)
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

    /// What an old version stored, or one with other figures.
    async fn stored(hasher: &Hasher, form: Form, (memory, passes): (u32, u32)) -> String {
        let blank = Stored { form, memory, passes, ..hasher.blank([1; 16]) };
        let tag = hasher.compute(&blank, "zorgzaam1").await.unwrap();
        match form {
            Form::Phc => Stored { tag, ..blank }.to_text().unwrap(),
            Form::Old => Stored { tag, ..blank }.to_old_text(),
        }
    }

    #[tokio::test]
    async fn a_hash_with_other_parameters_is_right_but_old() {
        let hasher = hasher();
        let text = stored(&hasher, Form::Phc, (64, 1)).await;
        assert_eq!(hasher.verify(Some(&text), "zorgzaam1").await.unwrap(), Verdict::RightButOld);
        assert_eq!(hasher.verify(Some(&text), "zorgzaam2").await.unwrap(), Verdict::Wrong);
    }

    #[tokio::test]
    async fn a_hash_in_the_old_format_is_right_but_old_whatever_its_parameters() {
        let hasher = hasher();
        for cost in [(64, 1), (FLOOR.memory, FLOOR.passes)] {
            let text = stored(&hasher, Form::Old, cost).await;
            assert!(text.starts_with(&format!("k1${}${}$", cost.0, cost.1)), "{text}");
            let verdict = hasher.verify(Some(&text), "zorgzaam1").await.unwrap();
            assert_eq!(verdict, Verdict::RightButOld, "{text}");
            assert_eq!(hasher.verify(Some(&text), "zorgzaam2").await.unwrap(), Verdict::Wrong);
        }
    }

    #[tokio::test]
    async fn old_hashes_of_both_formats_survive_a_new_key_and_are_due_for_it() {
        let rng = Rng::seeded(3);
        let hasher = hasher();
        let both =
            [stored(&hasher, Form::Old, (64, 1)).await, hasher.hash("zorgzaam1").await.unwrap()];
        let keys = Arc::new(Keyring::throw_away_with_new_key(&Rng::seeded(3), "k2"));
        let later = Hasher::new(2, keys, rng);
        for old in both {
            let verdict = later.verify(Some(&old), "zorgzaam1").await.unwrap();
            assert_eq!(verdict, Verdict::RightButOld, "{old}");
            assert_eq!(later.verify(Some(&old), "zorgzaam2").await.unwrap(), Verdict::Wrong);
        }
        let new = later.hash("zorgzaam1").await.unwrap();
        assert!(new.contains(",keyid=azI$"), "{new}");
        assert_eq!(later.verify(Some(&new), "zorgzaam1").await.unwrap(), Verdict::Right);
    }

    #[tokio::test]
    async fn what_is_no_hash_is_no_password_and_no_failure() {
        let hasher = hasher();
        let good = hasher.hash("zorgzaam1").await.unwrap();
        for bad in ["", "$", "changed", "$argon2id", &good[..good.len() - 1], &format!("{good}$")] {
            let verdict = hasher.verify(Some(bad), "zorgzaam1").await.unwrap();
            assert_eq!(verdict, Verdict::Wrong, "{bad}");
        }
    }

    #[tokio::test]
    async fn another_implementation_reads_a_stored_hash_and_finds_the_peppered_password_right() {
        use argon2::password_hash::{PasswordHash, PasswordVerifier as _};
        let hasher = hasher();
        let text = hasher.hash("zorgzaam1").await.unwrap();
        let hash = PasswordHash::new(&text).unwrap();
        let peppered = hasher.keys.pepper("k1", "zorgzaam1").unwrap();
        assert!(Argon2::default().verify_password(peppered.as_ref(), &hash).is_ok());
        assert!(Argon2::default().verify_password(b"zorgzaam1", &hash).is_err());
        assert_eq!(Params::try_from(&hash).unwrap().keyid(), b"k1");
    }

    #[test]
    fn argon2id_gives_the_tag_that_the_reference_implementation_publishes() {
        let published = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        let hash = argon2::password_hash::PasswordHash::new(published).unwrap();
        let params = Params::new(65_536, 2, 1, Some(32)).unwrap();
        let tag = argon2id(params, b"password", b"somesalt", &mut Vec::new()).unwrap();
        assert_eq!(hash.hash.unwrap().as_bytes(), tag);
    }

    #[tokio::test]
    async fn s17_a_request_after_a_full_queue_is_sent_away_for_now() {
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
