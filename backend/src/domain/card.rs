//! The question to a card: a nonce to sign, fresh for five minutes, answered once.

use serde::{Deserialize, Serialize};
use vestibule_shared::{problem::Code, time::Timestamp};

/// How long a card may take to answer (Web eID: 5 minutes).
const FRESH_SECONDS: i64 = 300;

/// What a card was asked to sign. Kept with the journey of one browser, so that the answer counts nowhere
/// else.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Question {
    nonce: String,
    asked_at: Timestamp,
}

impl Question {
    /// Asks now.
    pub fn new(nonce: String, now: Timestamp) -> Self {
        Self { nonce, asked_at: now }
    }

    /// The nonce, stale or not: for the browser.
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// When the question becomes stale.
    pub fn stale_at(&self) -> Timestamp {
        self.asked_at.plus_seconds(FRESH_SECONDS)
    }

    /// The nonce that an answer given now must have signed.
    ///
    /// # Errors
    /// `EidChallengeStale` when it was asked too long ago.
    pub fn fresh_nonce(&self, now: Timestamp) -> Result<&str, Code> {
        if now < self.stale_at() { Ok(&self.nonce) } else { Err(Code::EidChallengeStale) }
    }
}

/// A stage at which a card is asked a question.
pub trait Asks: Sized {
    /// What the card was asked to sign.
    fn question(&self) -> &Question;

    /// Asks anew: an answer to the last question, right or wrong, used it up.
    #[must_use]
    fn renew(self, question: Question) -> Self;
}

/// How long the proof by a card opens what nothing else protects, in seconds.
const PROOF_SECONDS: i64 = 600;

/// Whether a card read at `since` still proves who sits there.
///
/// # Errors
/// `EidChallengeStale`.
pub fn is_fresh_proof(since: Timestamp, now: Timestamp) -> Result<(), Code> {
    if now < since.plus_seconds(PROOF_SECONDS) { Ok(()) } else { Err(Code::EidChallengeStale) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_stale_after_five_minutes() {
        let question = Question::new("nonce".into(), Timestamp(0));
        assert_eq!(question.fresh_nonce(Timestamp(299_999)), Ok("nonce"));
        assert_eq!(question.fresh_nonce(Timestamp(300_000)), Err(Code::EidChallengeStale));
    }
}
