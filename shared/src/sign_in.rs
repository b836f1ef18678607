//! Sign-in: e-mail and password, or the e-ID card (R12, R13).

use serde::{Deserialize, Serialize};

use crate::{
    api::{moves, steps},
    eid::{CardChallenge, WebEidToken},
};

/// The sign-in wizard.
pub struct SignIn;

/// Where a sign-in is, as far as the person may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// User name and password, or another way.
    Credentials(CredentialsStep),
    /// The card answers our question.
    ReadCard(ReadCardStep),
    /// This card's account was never activated: registration goes on where it stopped.
    Unfinished(UnfinishedStep),
    /// Signed in.
    Entered(EnteredStep),
}

steps!(Step {
    Credentials(CredentialsStep),
    ReadCard(ReadCardStep),
    Unfinished(UnfinishedStep),
    Entered(EnteredStep),
});

moves!(SignIn at "/api/sign-in" with Step {
    CredentialsStep => EnterPassword => EnteredStep, "/password";
    CredentialsStep => UseCard => ReadCardStep, "/use-card";
    ReadCardStep => PresentCard => AfterCard, "/card";
    ReadCardStep => RenewChallenge => ReadCardStep, "/challenge";
    ReadCardStep => UsePassword => CredentialsStep, "/use-password";
});

/// User name and password, or another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CredentialsStep {}

/// The card answers our question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ReadCardStep {
    /// The question.
    pub challenge: CardChallenge,
}

/// Registration goes on where it stopped; ask `GET /api/registration`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UnfinishedStep {}

/// Signed in; the answer carries the session cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct EnteredStep {}

/// Where a card that was read leads to.
#[derive(Clone, Debug)]
pub enum AfterCard {
    /// Signed in.
    Entered(EnteredStep),
    /// The account was never activated.
    Unfinished(UnfinishedStep),
}

impl From<AfterCard> for Step {
    fn from(after: AfterCard) -> Self {
        match after {
            AfterCard::Entered(step) => step.into(),
            AfterCard::Unfinished(step) => step.into(),
        }
    }
}

/// Signs in with user name and password.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EnterPassword {
    /// The user name, which is the e-mail address (R12).
    pub email: String,
    /// The password.
    pub password: String,
}

/// Asks to sign in with the card.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UseCard {}

/// Goes back to user name and password.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UsePassword {}

/// Hands over the card's answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PresentCard {
    /// The answer.
    pub token: WebEidToken,
}

/// Asks for a new question, when the last one is stale.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RenewChallenge {}
