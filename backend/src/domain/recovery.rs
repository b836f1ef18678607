//! The stages of a forgotten password: by a link in a mail and a code, or by the card.

use serde::{Deserialize, Serialize};
use vestibule_shared::{
    id::AccountId,
    recovery::{AskStep, DoneStep, MailSentStep, NewPasswordStep, ReadCardStep, Recovery},
    time::Timestamp,
};

use super::{
    card::{Asks, IssuedChallenge},
    stage::{Flow, stages},
};

/// How long a link in a mail is valid, in minutes.
pub const LINK_MINUTES: u32 = 30;

/// The stage of a recovery, with data that only the server may know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Stage {
    /// The choice between mail and card.
    Asking(Asking),
    /// If there is an account, a mail is on its way.
    Mailed(Mailed),
    /// Waiting for the card's answer.
    Reading(Reading),
    /// The person may choose a new password.
    Choosing(Choosing),
    /// The new password works.
    Finished(Finished),
}

stages!(Recovery, Stage {
    Asking(Asking) as AskStep;
    Mailed(Mailed) as MailSentStep;
    Reading(Reading) as ReadCardStep;
    Choosing(Choosing) as NewPasswordStep, steps up: true;
    Finished(Finished) as DoneStep;
});

impl Flow for Recovery {
    type Stage = Stage;
    const KIND: &'static str = "recovery";

    fn initial() -> Stage {
        Stage::Asking(Asking {})
    }

    fn name(stage: &Stage) -> &'static str {
        stage.name()
    }

    fn is_final(stage: &Stage) -> bool {
        matches!(stage, Stage::Finished(_))
    }
}

/// The stage that offers mail or card.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asking {}

impl Asking {
    /// Moves on when a mail was requested; the same for every address.
    pub fn mailed(self, email: String, now: Timestamp) -> Mailed {
        Mailed { email, asked_at: now }
    }

    /// Moves on when the link of a mail was used.
    pub fn linked(self, account: AccountId, scope: String) -> Choosing {
        Choosing { account, proof: RecoveryProof::Code { scope } }
    }

    /// Challenges the card.
    pub fn ask(self, question: IssuedChallenge) -> Reading {
        Reading { question }
    }
}

/// If there is an account, a mail is on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mailed {
    email: String,
    /// When the mail was requested last; long ago in a flow that began before this was kept.
    #[serde(default = "long_ago")]
    asked_at: Timestamp,
}

fn long_ago() -> Timestamp {
    Timestamp(0)
}

impl Mailed {
    /// The address as it was typed.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// When the mail was requested last.
    pub fn asked_at(&self) -> Timestamp {
        self.asked_at
    }

    /// The seconds until it can be requested again; the same for every address.
    pub fn resend_in(&self, wait: i64, now: Timestamp) -> u32 {
        now.seconds_until(self.asked_at.plus_seconds(wait))
    }

    /// Requests it once more.
    #[must_use]
    pub fn again(self, now: Timestamp) -> Self {
        Self { asked_at: now, ..self }
    }
}

/// Waiting for the card's answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reading {
    question: IssuedChallenge,
}

impl Asks for Reading {
    fn question(&self) -> &IssuedChallenge {
        &self.question
    }

    fn renew(self, question: IssuedChallenge) -> Self {
        Self { question }
    }
}

impl Reading {
    /// Moves on when the card belongs to an active account.
    pub fn proved(self, account: AccountId, now: Timestamp) -> Choosing {
        Choosing { account, proof: RecoveryProof::Card { since: now } }
    }
}

/// The person may choose a new password.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Choosing {
    account: AccountId,
    proof: RecoveryProof,
}

/// The proof beside the first step.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum RecoveryProof {
    /// The card: nothing more is required, for a while.
    Card {
        /// When it was read.
        since: Timestamp,
    },
    /// A code in a text message, under this scope.
    Code {
        /// The scope of the sent code.
        scope: String,
    },
}

impl Choosing {
    /// The account.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// The proof.
    pub fn proof(&self) -> &RecoveryProof {
        &self.proof
    }

    /// Completes the recovery: the new password is set.
    pub fn done(self) -> Finished {
        Finished {}
    }
}

/// The new password works.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Finished {}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_sealed_form_of_an_older_stage_can_still_be_read() {
        let mailed: Mailed = serde_json::from_value(json!({ "email": "a@example.be" })).unwrap();
        assert_eq!(mailed.resend_in(30, Timestamp(1_000_000)), 0);
        assert_eq!(mailed.again(Timestamp(1_000_000)).resend_in(30, Timestamp(1_010_000)), 20);
    }
}
