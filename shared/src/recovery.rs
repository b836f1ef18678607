//! A forgotten password: by e-ID, or by a link in a mail and a code in a text message.

use serde::{Deserialize, Serialize};

use crate::{
    api::{moves, steps},
    eid::{CardChallenge, WebEidToken},
    registration::CodeSent,
};

/// The recovery wizard.
pub struct Recovery;

/// Where a recovery is, as far as the person may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "step"))]
pub enum Step {
    /// Which way?
    Ask(AskStep),
    /// If there is an account, a mail is on its way.
    MailSent(MailSentStep),
    /// The card answers our question.
    ReadCard(ReadCardStep),
    /// Choose a new password.
    NewPassword(NewPasswordStep),
    /// The new password works.
    Done(DoneStep),
}

steps!(Step {
    Ask(AskStep),
    MailSent(MailSentStep),
    ReadCard(ReadCardStep),
    NewPassword(NewPasswordStep),
    Done(DoneStep),
});

moves!(Recovery at "/api/recovery" with Step {
    AskStep => AskMail => MailSentStep, "/mail";
    AskStep => OpenLink => NewPasswordStep, "/link";
    AskStep => UseCard => ReadCardStep, "/use-card";
    ReadCardStep => PresentCard => NewPasswordStep, "/card";
    ReadCardStep => PresentCertificate => NewPasswordStep, "/certificate";
    ReadCardStep => RenewChallenge => ReadCardStep, "/challenge";
    NewPasswordStep => ResendCode => NewPasswordStep, "/resend";
    NewPasswordStep => SetPassword => DoneStep, "/password";
});

/// Which way?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AskStep {}

/// If there is an account, a mail is on its way: the same for every address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MailSentStep {
    /// The address as it was typed.
    pub email: String,
}

/// The card answers our question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ReadCardStep {
    /// The question.
    pub challenge: CardChallenge,
}

/// Choose a new password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NewPasswordStep {
    /// The code to type beside it; absent when a card proved who it is.
    pub sent: Option<CodeSent>,
}

/// The new password works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DoneStep {}

/// Asks for a link by mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AskMail {
    /// The user name.
    pub email: String,
}

/// Uses the link of a mail; posted by a click, since previews fetch links.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OpenLink {
    /// What stood behind the `#` of the link.
    pub token: String,
}

/// Asks to prove it with the card.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UseCard {}

/// Hands over the card's answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PresentCard {
    /// The answer.
    pub token: WebEidToken,
}

/// The code that the e-ID page gave for the card it read.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PresentCertificate {
    /// The code; it counts once, for two minutes, and in the journey that asked.
    pub code: String,
}

/// Asks for a new question, when the last one is stale.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RenewChallenge {}

/// Sends the code again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ResendCode {}

/// Sets the new password in one submit.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SetPassword {
    /// The code from the text message; empty when a card proved who it is.
    #[serde(default)]
    pub code: String,
    /// The new password.
    pub password: String,
    /// The password again.
    pub confirmation: String,
}
