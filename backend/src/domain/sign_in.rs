//! The stages of a sign-in (R12, R13).

use serde::{Deserialize, Serialize};
use vestibule_shared::sign_in::{
    AfterCard, CredentialsStep, EnteredStep, ReadCardStep, SignIn, UnfinishedStep,
};

use super::{
    card::Question,
    stage::{Entry, InStage, Journey, stages},
};

/// Where a sign-in is, with what only the server may know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Stage {
    /// User name and password, or another way.
    Credentials(Credentials),
    /// Waiting for the card's answer.
    Reading(Reading),
    /// The account was never activated; its registration goes on.
    Unfinished(Unfinished),
    /// Signed in.
    Entered(Entered),
}

stages!(SignIn, Stage {
    Credentials(Credentials) as CredentialsStep;
    Reading(Reading) as ReadCardStep;
    Unfinished(Unfinished) as UnfinishedStep;
    Entered(Entered) as EnteredStep;
});

impl Journey for SignIn {
    type Stage = Stage;
    const KIND: &'static str = "sign-in";

    fn initial() -> Stage {
        Stage::Credentials(Credentials {})
    }

    fn name(stage: &Stage) -> &'static str {
        stage.name()
    }

    fn is_final(stage: &Stage) -> bool {
        matches!(stage, Stage::Unfinished(_) | Stage::Entered(_))
    }

    fn entry(stage: &Stage) -> Option<&Entry> {
        if let Stage::Entered(entered) = stage { Some(&entered.entry) } else { None }
    }
}

/// User name and password, or another way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Credentials {}

impl Credentials {
    /// The password was right.
    pub fn enter(self, entry: Entry) -> Entered {
        Entered { entry }
    }

    /// The card is asked a question.
    pub fn ask(self, question: Question) -> Reading {
        Reading { question }
    }
}

/// Waiting for the card's answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reading {
    question: Question,
}

impl Reading {
    /// What the card was asked to sign.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// Asks anew: an answer to the last question, right or wrong, used it up.
    #[must_use]
    pub fn renew(self, question: Question) -> Self {
        Self { question }
    }

    /// Back to user name and password.
    pub fn back(self) -> Credentials {
        Credentials {}
    }

    /// The card belongs to an active account.
    pub fn enter(self, entry: Entry) -> CardRead {
        CardRead::Entered(Entered { entry })
    }

    /// The card belongs to an account that was never activated.
    pub fn unfinished(self) -> CardRead {
        CardRead::Unfinished(Unfinished {})
    }
}

/// Where a card that was read leads to.
#[derive(Clone, Debug)]
pub enum CardRead {
    /// Signed in.
    Entered(Entered),
    /// The account was never activated.
    Unfinished(Unfinished),
}

impl From<CardRead> for Stage {
    fn from(read: CardRead) -> Self {
        match read {
            CardRead::Entered(stage) => stage.into(),
            CardRead::Unfinished(stage) => stage.into(),
        }
    }
}

impl InStage<SignIn> for CardRead {
    type View = AfterCard;
    const STEPS_UP: bool = true;

    fn pick(stage: Stage) -> Option<Self> {
        match stage {
            Stage::Entered(stage) => Some(Self::Entered(stage)),
            Stage::Unfinished(stage) => Some(Self::Unfinished(stage)),
            _ => None,
        }
    }
}

/// The account was never activated; its registration goes on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Unfinished {}

/// Signed in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entered {
    entry: Entry,
}
