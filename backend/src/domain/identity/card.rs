//! The challenge to a card, fresh for five minutes, answered once: a nonce to sign, or a secret to
//! return with when the browser itself reads the card at the e-ID socket.

use serde::{Deserialize, Serialize};
use vestibule_shared::{problem::Code, time::Timestamp};

/// How long a card may take to answer (Web eID: 5 minutes).
const FRESH_SECONDS: i64 = 300;

/// How much longer the e-ID socket may take, in seconds: the PIN, and the way back.
const HANDOVER_SECONDS: i64 = 240;

/// The challenge to a card. Kept with the flow of one browser, so that the answer counts nowhere
/// else.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IssuedChallenge {
    nonce: String,
    /// Empty in flows that began before this field existed.
    #[serde(default)]
    ask: String,
    asked_at: Timestamp,
}

impl IssuedChallenge {
    /// Issues a challenge now.
    pub fn new(nonce: String, ask: String, now: Timestamp) -> Self {
        Self { nonce, ask, asked_at: now }
    }

    /// The nonce, stale or not: for the browser.
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// The secret that the browser takes to the e-ID socket.
    pub fn ask(&self) -> &str {
        &self.ask
    }

    /// The secret that a card handed over now must carry.
    ///
    /// # Errors
    /// `EidChallengeStale` when the challenge is too old.
    pub fn fresh_ask(&self, now: Timestamp) -> Result<&str, Code> {
        let is_fresh = now < self.stale_at().plus_seconds(HANDOVER_SECONDS);
        if is_fresh && !self.ask.is_empty() { Ok(&self.ask) } else { Err(Code::EidChallengeStale) }
    }

    /// When the challenge becomes stale.
    pub fn stale_at(&self) -> Timestamp {
        self.asked_at.plus_seconds(FRESH_SECONDS)
    }

    /// The nonce that an answer given now must have signed.
    ///
    /// # Errors
    /// `EidChallengeStale` when the challenge is too old.
    pub fn fresh_nonce(&self, now: Timestamp) -> Result<&str, Code> {
        if now < self.stale_at() { Ok(&self.nonce) } else { Err(Code::EidChallengeStale) }
    }
}

/// A stage with a challenge to a card.
pub trait Asks: Sized {
    /// The challenge.
    fn question(&self) -> &IssuedChallenge;

    /// Replaces the challenge: an answer to the previous one, right or wrong, consumed it.
    #[must_use]
    fn renew(self, question: IssuedChallenge) -> Self;
}

/// How long a proof by card may be used where nothing else protects, in seconds.
const PROOF_SECONDS: i64 = 600;

/// Checks that a card read at `since` still proves who is at the browser.
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
        let question = IssuedChallenge::new("nonce".into(), "ask".into(), Timestamp(0));
        assert_eq!(question.fresh_nonce(Timestamp(299_999)), Ok("nonce"));
        assert_eq!(question.fresh_nonce(Timestamp(300_000)), Err(Code::EidChallengeStale));
        assert_eq!(question.fresh_ask(Timestamp(539_999)), Ok("ask"));
        assert_eq!(question.fresh_ask(Timestamp(540_000)), Err(Code::EidChallengeStale));
    }

    #[test]
    fn a_question_that_was_asked_without_a_value_for_the_socket_is_answered_there_by_nobody() {
        let old: IssuedChallenge =
            serde_json::from_str(r#"{"nonce":"nonce","asked_at":0}"#).unwrap();
        assert_eq!(old.fresh_ask(Timestamp(0)), Err(Code::EidChallengeStale));
    }
}
