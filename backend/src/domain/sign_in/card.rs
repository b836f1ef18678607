//! The card within a sign-in: why it is read, and what follows.

use serde::{Deserialize, Serialize};
use vestibule_shared::sign_in::{AfterCard, BeforeCard, SignIn};

use super::{
    Choosing, Confirming, Credentials, Entered, InStage, Losing, Proving, SecondFactor, Stage,
    Subject, Unfinished,
};
use crate::domain::{
    card::{Asks, IssuedChallenge},
    stage::either,
};

/// Why the card is read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Why {
    /// To sign in.
    SignIn,
    /// In place of the password, to confirm.
    Confirm(Subject),
    /// In place of a second factor.
    Instead(Subject),
    /// Because all methods were lost.
    Lost(Subject),
    /// To link it to the account.
    Link(Subject),
}

impl Why {
    /// The expected person, if known.
    pub fn subject(&self) -> Option<&Subject> {
        match self {
            Self::SignIn => None,
            Self::Confirm(subject)
            | Self::Instead(subject)
            | Self::Lost(subject)
            | Self::Link(subject) => Some(subject),
        }
    }
}

/// Waiting for the card's answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reading {
    question: IssuedChallenge,
    why: Why,
}

impl Asks for Reading {
    fn question(&self) -> &IssuedChallenge {
        &self.question
    }

    fn renew(self, question: IssuedChallenge) -> Self {
        Self { question, ..self }
    }
}

impl Reading {
    /// Challenges the card.
    pub fn new(question: IssuedChallenge, why: Why) -> Self {
        Self { question, why }
    }

    /// Why it is read.
    pub fn why(&self) -> &Why {
        &self.why
    }

    /// Returns to where the card was chosen.
    pub fn back(self) -> CardLeft {
        match self.why {
            Why::SignIn | Why::Link(_) => CardLeft::Credentials(Credentials { asked: None }),
            Why::Confirm(subject) => CardLeft::Confirm(Confirming::new(subject)),
            Why::Instead(subject) => CardLeft::Choose(Choosing::new(subject)),
            Why::Lost(subject) => CardLeft::Lost(Losing::new(subject)),
        }
    }

    /// Moves on when the card is sufficient.
    pub fn enter(self) -> CardRead {
        CardRead::Entered(Entered {})
    }

    /// Moves on when the card belongs to an account that was never activated.
    pub fn unfinished(self) -> CardRead {
        CardRead::Unfinished(Unfinished {})
    }

    /// Moves on when the policy requires a second factor beside the card.
    pub fn prove(self, next: SecondFactor) -> CardRead {
        next.into()
    }
}

either! {
    /// The stage that follows a card that was read.
    SignIn: CardRead as AfterCard {
        /// Signed in, or confirmed.
        Entered(Entered),
        /// The account was never activated.
        Unfinished(Unfinished),
        /// The policy requires more, and a method is chosen.
        Choose(Choosing),
        /// The policy requires more, and the only method is asked for.
        Prove(Proving),
    }
}

impl From<SecondFactor> for CardRead {
    fn from(next: SecondFactor) -> Self {
        match next {
            SecondFactor::Choose(choosing) => Self::Choose(choosing),
            SecondFactor::Prove(proving) => Self::Prove(proving),
        }
    }
}

either! {
    /// The stage from which the person came to the card.
    SignIn: CardLeft as BeforeCard {
        /// User name and password.
        Credentials(Credentials),
        /// The password once more.
        Confirm(Confirming),
        /// The choice of a second factor.
        Choose(Choosing),
        /// All methods are lost.
        Lost(Losing),
    }
}
