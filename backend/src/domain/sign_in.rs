//! The stages of a sign-in, and of confirming that it is still the same person (R12, R13, M2, M7).
//!
//! Between the password and the second factor nobody is signed in: the journey hangs on a visitor's session,
//! whose cookie no other route accepts. Who it is about, and what was proved so far, is the [`Subject`]
//! that each of these stages carries; there is no way to one of them without it.

mod card;
mod upstream;

use serde::{Deserialize, Serialize};
use vestibule_shared::{
    factor::FactorId,
    id::AccountId,
    sign_in::{
        AfterPassword, ChooseStep, ConfirmStep, CredentialsStep, EnteredStep, LostStep, ProveStep,
        Purpose, ReadCardStep, SignIn, UnfinishedStep,
    },
    time::Timestamp,
    upstream::AwayStep,
};

pub use self::{
    card::{CardLeft, CardRead, Reading, Why},
    upstream::Away,
};
use super::{
    card::IssuedChallenge,
    identity::{AuthorizationRequest, Identity},
    method::{KeyChallenge, Pending},
    stage::{Flow, InStage, either, stages},
};

/// How long a first factor opens the question for the second, in seconds.
const HALF_WAY_SECONDS: i64 = 900;

/// Where a sign-in is, with what only the server may know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Stage {
    /// User name and password, or another way.
    Credentials(Credentials),
    /// Waiting for the card's answer.
    Reading(Reading),
    /// At an identity provider.
    Away(Away),
    /// The account was never activated; its registration goes on.
    Unfinished(Unfinished),
    /// The password once more, or the card.
    Confirming(Confirming),
    /// Which second factor?
    Choosing(Choosing),
    /// A second factor is asked for.
    Proving(Proving),
    /// No method is at hand any more.
    Losing(Losing),
    /// Signed in, or confirmed.
    Entered(Entered),
}

stages!(SignIn, Stage {
    Credentials(Credentials) as CredentialsStep;
    Reading(Reading) as ReadCardStep;
    Away(Away) as AwayStep;
    Unfinished(Unfinished) as UnfinishedStep;
    Confirming(Confirming) as ConfirmStep;
    Choosing(Choosing) as ChooseStep;
    Proving(Proving) as ProveStep;
    Losing(Losing) as LostStep;
    Entered(Entered) as EnteredStep, steps up: true;
});

impl Flow for SignIn {
    type Stage = Stage;
    const KIND: &'static str = "sign-in";

    fn initial() -> Stage {
        Stage::Credentials(Credentials { asked: None })
    }

    fn name(stage: &Stage) -> &'static str {
        stage.name()
    }

    fn is_final(stage: &Stage) -> bool {
        matches!(stage, Stage::Unfinished(_) | Stage::Entered(_))
    }
}

impl Stage {
    /// Whom it is about, half-way.
    pub fn subject(&self) -> Option<&Subject> {
        match self {
            Self::Reading(stage) => stage.why().subject(),
            Self::Away(stage) => stage.subject(),
            Self::Confirming(stage) => Some(&stage.subject),
            Self::Choosing(stage) => Some(&stage.subject),
            Self::Proving(stage) => Some(&stage.subject),
            Self::Losing(stage) => Some(&stage.subject),
            Self::Credentials(_) | Self::Unfinished(_) | Self::Entered(_) => None,
        }
    }

    /// The beginning, once the first factor was proved too long ago.
    #[must_use]
    pub fn settled(self, now: Timestamp) -> Self {
        let is_over =
            self.subject().is_some_and(|who| now >= who.since.plus_seconds(HALF_WAY_SECONDS));
        if is_over { SignIn::initial() } else { self }
    }
}

/// Whom a half-way journey is about, and what was proved so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Subject {
    /// The account.
    pub account: AccountId,
    /// What was proved.
    pub by: By,
    /// When.
    pub since: Timestamp,
    /// Names the codes and calls of this journey: they count in this browser only.
    pub scope: String,
}

/// What was proved so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum By {
    /// The password, whose hash must still hold when the sign-in is finished.
    Password {
        /// The hash it was checked against.
        hash: String,
    },
    /// The card, where the policy asks for more.
    Card,
    /// An identity provider, where the policy asks for more; the identity must still be linked in the end.
    Provider {
        /// As the provider knows the person.
        identity: Identity,
    },
    /// Signed in: this session, by its public name, is confirmed.
    Session {
        /// Its public name.
        id: String,
    },
}

impl Subject {
    /// What a second factor is asked for.
    pub const fn purpose(&self) -> Purpose {
        match self.by {
            By::Password { .. } | By::Card | By::Provider { .. } => Purpose::SignIn,
            By::Session { .. } => Purpose::Confirm,
        }
    }
}

/// User name and password, or another way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Credentials {
    asked: Option<KeyChallenge>,
}

impl Credentials {
    /// The question to a passkey, if one was asked.
    pub fn asked(&self) -> Option<&KeyChallenge> {
        self.asked.as_ref()
    }

    /// A passkey is asked a question, in the autofill of the user name.
    #[must_use]
    pub fn ask_passkey(self, question: KeyChallenge) -> Self {
        Self { asked: Some(question) }
    }

    /// The question is used up, whatever the answer was.
    #[must_use]
    pub fn answered(self) -> Self {
        Self { asked: None }
    }

    /// The password was right, and there is a second factor.
    pub fn choose(self, subject: Subject) -> PasswordRight {
        PasswordRight::Choose(Choosing { subject })
    }

    /// The password was right, and enough.
    pub fn enter(self) -> PasswordRight {
        PasswordRight::Entered(Entered {})
    }

    /// The passkey was right.
    pub fn enter_by_passkey(self) -> Entered {
        Entered {}
    }

    /// The card is asked a question.
    pub fn ask(self, question: IssuedChallenge) -> Reading {
        Reading::new(question, Why::SignIn)
    }

    /// The browser is sent to a provider.
    pub fn leave(self, errand: AuthorizationRequest) -> Away {
        Away::new(errand, None)
    }
}

either! {
    /// Where a right password leads to.
    SignIn: PasswordRight as AfterPassword {
        /// A second factor is asked for.
        Choose(Choosing),
        /// Signed in.
        Entered(Entered),
    }
}

/// The account was never activated; its registration goes on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Unfinished {}

/// The password once more, or the card: for who has no second factor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Confirming {
    subject: Subject,
}

impl Confirming {
    /// Somebody who is signed in is asked.
    pub fn new(subject: Subject) -> Self {
        Self { subject }
    }

    /// Whom it is about.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The card is asked a question.
    pub fn ask(self, question: IssuedChallenge) -> Reading {
        Reading::new(question, Why::Confirm(self.subject))
    }

    /// The password was right.
    pub fn enter(self) -> Entered {
        Entered {}
    }
}

/// Which second factor?
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Choosing {
    subject: Subject,
}

impl Choosing {
    /// Somebody who is signed in is asked.
    pub fn new(subject: Subject) -> Self {
        Self { subject }
    }

    /// Whom it is about.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// A method was chosen; `None` is a recovery code.
    pub fn prove(self, method: Option<FactorId>, pending: Pending) -> Proving {
        Proving { subject: self.subject, method, pending }
    }

    /// The card is asked a question, in place of a method.
    pub fn ask(self, question: IssuedChallenge) -> Reading {
        Reading::new(question, Why::Instead(self.subject))
    }

    /// No method is at hand any more.
    pub fn lose(self) -> Losing {
        Losing { subject: self.subject }
    }
}

/// A second factor is asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Proving {
    subject: Subject,
    method: Option<FactorId>,
    pending: Pending,
}

impl Proving {
    /// Whom it is about.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The method; absent for a recovery code.
    pub fn method(&self) -> Option<&FactorId> {
        self.method.as_ref()
    }

    /// What is asked.
    pub fn pending(&self) -> &Pending {
        &self.pending
    }

    /// Asks anew.
    #[must_use]
    pub fn renew(self, pending: Pending) -> Self {
        Self { pending, ..self }
    }

    /// Back to the choice.
    pub fn back(self) -> Choosing {
        Choosing { subject: self.subject }
    }

    /// It was right.
    pub fn enter(self) -> Entered {
        Entered {}
    }
}

/// No method is at hand any more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Losing {
    subject: Subject,
}

impl Losing {
    /// The card was chosen, and left.
    pub(super) fn new(subject: Subject) -> Self {
        Self { subject }
    }

    /// Whose methods are lost.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The card is asked a question.
    pub fn ask(self, question: IssuedChallenge) -> Reading {
        Reading::new(question, Why::Lost(self.subject))
    }

    /// Back to the choice.
    pub fn back(self) -> Choosing {
        Choosing { subject: self.subject }
    }
}

/// Signed in, or confirmed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entered {}
