//! A second factor in progress: what the server keeps until the answer arrives.

use serde::{Deserialize, Serialize};
use vestibule_shared::{factor::FactorKind, problem::Code, text::Language, time::Timestamp};

use crate::domain::texts::words;

/// How long a key may take to answer, in seconds.
const KEY_SECONDS: i64 = 600;

/// What the person has to enter or do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Pending {
    /// The code an app shows.
    App,
    /// The code of a text message, under this scope.
    Sms {
        /// The scope of the sent code.
        scope: String,
    },
    /// The key pressed in a phone call, under this scope.
    Call {
        /// The scope of the call.
        scope: String,
    },
    /// The answer of a key.
    Key(KeyChallenge),
    /// A recovery code.
    Recovery,
}

/// A challenge to a key. Kept with the flow of one browser, so that the answer counts nowhere else.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeyChallenge {
    /// For the browser, as JSON.
    pub options: String,
    /// What the answer is checked against, as JSON.
    state: String,
    asked_at: Timestamp,
}

impl KeyChallenge {
    /// Issues a challenge now.
    pub fn new(options: String, state: String, now: Timestamp) -> Self {
        Self { options, state, asked_at: now }
    }

    /// The state that an answer given now is checked against.
    ///
    /// # Errors
    /// `KeyStale` when the challenge is too old.
    pub fn fresh_state(&self, now: Timestamp) -> Result<&str, Code> {
        if now < self.asked_at.plus_seconds(KEY_SECONDS) {
            Ok(&self.state)
        } else {
            Err(Code::KeyStale)
        }
    }
}

/// The name of a kind in the database, the same as on the wire.
pub const fn name(kind: FactorKind) -> &'static str {
    match kind {
        FactorKind::App => "app",
        FactorKind::Passkey => "passkey",
        FactorKind::Platform => "platform",
        FactorKind::SecurityKey => "security_key",
        FactorKind::Sms => "sms",
        FactorKind::Call => "call",
    }
}

/// The initial name of a new method, in the language of its owner.
pub fn first_name(kind: FactorKind, lang: Language, browser: &str) -> String {
    let what = match kind {
        FactorKind::App => words::name_app(lang),
        FactorKind::Passkey => words::name_passkey(lang),
        FactorKind::Platform => words::name_platform(lang),
        FactorKind::SecurityKey => words::name_security_key(lang),
        FactorKind::Sms => words::name_sms(lang),
        FactorKind::Call => words::name_call(lang),
    };
    let made_here = matches!(kind, FactorKind::Passkey | FactorKind::Platform);
    if made_here && !browser.is_empty() { format!("{what} ({browser})") } else { what.to_owned() }
}

/// How many wrong codes can still be typed.
pub fn tries_left((failures, most): (i64, i64), rests_until: Timestamp, now: Timestamp) -> u32 {
    match (rests_until.0, rests_until > now) {
        (_, true) => 0,
        (0, false) => u32::try_from((most - failures).max(0)).unwrap_or(0),
        // The rest is over, and the count restarts.
        (_, false) => u32::try_from(most).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_begin_again_after_the_rest() {
        let now = Timestamp(1000);
        for (failures, until, left) in [(0, 0, 5), (3, 0, 2), (5, 2000, 0), (5, 1000, 5)] {
            assert_eq!(tries_left((failures, 5), Timestamp(until), now), left);
        }
    }

    #[test]
    fn a_question_to_a_key_is_stale_after_ten_minutes() {
        let question = KeyChallenge::new(String::new(), "state".into(), Timestamp(0));
        assert_eq!(question.fresh_state(Timestamp(599_999)), Ok("state"));
        assert_eq!(question.fresh_state(Timestamp(600_000)), Err(Code::KeyStale));
    }
}
