//! The stages of a sign-in, and of confirming a session (R12, R13, M2, M7).
//!
//! Between the password and the second factor the browser is not signed in: the flow belongs to a
//! visitor's session, whose cookie no other route accepts. The account, and what was proved so far,
//! is the [`Subject`] that each of these stages carries; none of them can be reached without it.

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

/// How long after the first factor the second may be proved, in seconds.
const HALF_WAY_SECONDS: i64 = 900;

/// The stage of a sign-in, with data that only the server may know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Stage {
    /// User name and password, or another way.
    Credentials(Credentials),
    /// Waiting for the card's answer.
    Reading(Reading),
    /// At an upstream provider.
    Away(Away),
    /// The account was never activated; its registration continues.
    Unfinished(Unfinished),
    /// The password once more, or the card.
    Confirming(Confirming),
    /// The choice of a second factor.
    Choosing(Choosing),
    /// A second factor is asked for.
    Proving(Proving),
    /// The person has lost access to every method.
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
    /// The subject of a sign-in in progress.
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

    /// Returns to the first stage when the first factor was proved too long ago.
    #[must_use]
    pub fn settled(self, now: Timestamp) -> Self {
        let is_over =
            self.subject().is_some_and(|who| now >= who.since.plus_seconds(HALF_WAY_SECONDS));
        if is_over { SignIn::initial() } else { self }
    }
}

/// The account of a sign-in in progress, and what was proved so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Subject {
    /// The account.
    pub account: AccountId,
    /// The proof so far.
    pub by: By,
    /// When it was given.
    pub since: Timestamp,
    /// The scope of the codes and calls of this flow: they count in this browser only.
    pub scope: String,
}

/// The proof so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum By {
    /// The password, whose hash must be unchanged when the sign-in is finished.
    Password {
        /// The hash that it was checked against.
        hash: String,
    },
    /// The card, when the policy requires more.
    Card,
    /// An upstream provider, when the policy requires more; the identity must still be linked at
    /// the end.
    Provider {
        /// The identity at the provider.
        identity: Identity,
    },
    /// A signed-in session, which is being confirmed.
    Session {
        /// Its public id.
        id: String,
    },
}

impl Subject {
    /// The purpose of the second factor.
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
    /// The challenge to a passkey, if one was issued.
    pub fn asked(&self) -> Option<&KeyChallenge> {
        self.asked.as_ref()
    }

    /// Challenges a passkey, in the autofill of the user name.
    #[must_use]
    pub fn ask_passkey(self, question: KeyChallenge) -> Self {
        Self { asked: Some(question) }
    }

    /// Drops the challenge, which any answer consumes.
    #[must_use]
    pub fn answered(self) -> Self {
        Self { asked: None }
    }

    /// Moves on when the password was correct, and there is a second factor.
    pub fn prove(self, next: SecondFactor) -> PasswordRight {
        match next {
            SecondFactor::Choose(choosing) => PasswordRight::Choose(choosing),
            SecondFactor::Prove(proving) => PasswordRight::Prove(proving),
        }
    }

    /// Moves on when the password was correct, and sufficient.
    pub fn enter(self) -> PasswordRight {
        PasswordRight::Entered(Entered {})
    }

    /// Moves on when the passkey was correct.
    pub fn enter_by_passkey(self) -> Entered {
        Entered {}
    }

    /// Challenges the card.
    pub fn ask(self, question: IssuedChallenge) -> Reading {
        Reading::new(question, Why::SignIn)
    }

    /// Sends the browser to a provider.
    pub fn leave(self, request: AuthorizationRequest) -> Away {
        Away::new(request, None)
    }
}

either! {
    /// The stage that follows a correct password.
    SignIn: PasswordRight as AfterPassword {
        /// A second factor is chosen.
        Choose(Choosing),
        /// The only second factor is asked for.
        Prove(Proving),
        /// Signed in.
        Entered(Entered),
    }
}

/// How the question for a second factor begins.
#[derive(Clone, Debug)]
pub enum SecondFactor {
    /// With the choice of a method.
    Choose(Choosing),
    /// With the only method that can be used.
    Prove(Proving),
}

impl From<SecondFactor> for Stage {
    fn from(next: SecondFactor) -> Self {
        match next {
            SecondFactor::Choose(choosing) => choosing.into(),
            SecondFactor::Prove(proving) => proving.into(),
        }
    }
}

/// The account was never activated; its registration continues.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Unfinished {}

/// The password once more, or the card: for a person without a second factor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Confirming {
    subject: Subject,
}

impl Confirming {
    /// Begins the confirmation for a signed-in person.
    pub fn new(subject: Subject) -> Self {
        Self { subject }
    }

    /// The subject.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Challenges the card.
    pub fn ask(self, question: IssuedChallenge) -> Reading {
        Reading::new(question, Why::Confirm(self.subject))
    }

    /// Moves on when the password was correct.
    pub fn enter(self) -> Entered {
        Entered {}
    }
}

/// The choice of a second factor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Choosing {
    subject: Subject,
}

impl Choosing {
    /// Begins the choice.
    pub fn new(subject: Subject) -> Self {
        Self { subject }
    }

    /// The subject.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Moves on with the chosen method; `None` is a recovery code.
    pub fn prove(self, method: Option<FactorId>, pending: Pending) -> Proving {
        Proving { subject: self.subject, method, pending }
    }

    /// Challenges the card, in place of a method.
    pub fn ask(self, question: IssuedChallenge) -> Reading {
        Reading::new(question, Why::Instead(self.subject))
    }

    /// Moves on when the person has lost access to every method.
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
    /// The subject.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The method; absent for a recovery code.
    pub fn method(&self) -> Option<&FactorId> {
        self.method.as_ref()
    }

    /// What the person has to enter or do.
    pub fn pending(&self) -> &Pending {
        &self.pending
    }

    /// Replaces what is asked.
    #[must_use]
    pub fn renew(self, pending: Pending) -> Self {
        Self { pending, ..self }
    }

    /// Returns to the choice.
    pub fn back(self) -> Choosing {
        Choosing { subject: self.subject }
    }

    /// Moves on when it was correct.
    pub fn enter(self) -> Entered {
        Entered {}
    }
}

/// The person has lost access to every method.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Losing {
    subject: Subject,
}

impl Losing {
    /// Returns here from the card.
    pub(super) fn new(subject: Subject) -> Self {
        Self { subject }
    }

    /// The person whose methods are lost.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Challenges the card.
    pub fn ask(self, question: IssuedChallenge) -> Reading {
        Reading::new(question, Why::Lost(self.subject))
    }

    /// Returns to the choice.
    pub fn back(self) -> Choosing {
        Choosing { subject: self.subject }
    }
}

/// Signed in, or confirmed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entered {}
