//! The card within a sign-in: why it is read, and where that leads.

use serde::{Deserialize, Serialize};
use vestibule_shared::sign_in::{AfterCard, BeforeCard, SignIn};

use super::{
    Choosing, Confirming, Credentials, Entered, InStage, Losing, Stage, Subject, Unfinished,
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
    /// Because everything was lost.
    Lost(Subject),
    /// To open the account with it from now on.
    Link(Subject),
}

impl Why {
    /// Whom it is read of, where that is known.
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
    /// The card is asked a question.
    pub fn new(question: IssuedChallenge, why: Why) -> Self {
        Self { question, why }
    }

    /// Why it is read.
    pub fn why(&self) -> &Why {
        &self.why
    }

    /// Back to where the card was chosen.
    pub fn back(self) -> CardLeft {
        match self.why {
            Why::SignIn | Why::Link(_) => CardLeft::Credentials(Credentials { asked: None }),
            Why::Confirm(subject) => CardLeft::Confirm(Confirming::new(subject)),
            Why::Instead(subject) => CardLeft::Choose(Choosing::new(subject)),
            Why::Lost(subject) => CardLeft::Lost(Losing::new(subject)),
        }
    }

    /// The card is enough.
    pub fn enter(self) -> CardRead {
        CardRead::Entered(Entered {})
    }

    /// The card belongs to an account that was never activated.
    pub fn unfinished(self) -> CardRead {
        CardRead::Unfinished(Unfinished {})
    }

    /// The policy asks for a second factor beside the card.
    pub fn choose(self, subject: Subject) -> CardRead {
        CardRead::Choose(Choosing::new(subject))
    }
}

either! {
    /// Where a card that was read leads to.
    SignIn: CardRead as AfterCard {
        /// Signed in, or confirmed.
        Entered(Entered),
        /// The account was never activated.
        Unfinished(Unfinished),
        /// The policy asks for more.
        Choose(Choosing),
    }
}

either! {
    /// Where a person came from to the reading of the card.
    SignIn: CardLeft as BeforeCard {
        /// User name and password.
        Credentials(Credentials),
        /// The password once more.
        Confirm(Confirming),
        /// The choice of a second factor.
        Choose(Choosing),
        /// Everything is lost.
        Lost(Losing),
    }
}
