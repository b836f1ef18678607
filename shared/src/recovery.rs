//! A forgotten password: by e-ID, or by a link in a mail and a code in a text message.

use serde::{Deserialize, Serialize};

use crate::{
    api::{moves, steps},
    eid::{CardChallenge, WebEidToken},
    registration::CodeSent,
    time::Timestamp,
};

/// The recovery wizard.
pub struct Recovery;

/// The step of a recovery, as far as the person may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "step"))]
pub enum Step {
    /// Choose a way.
    Ask(AskStep),
    /// If there is an account, a mail was sent.
    MailSent(MailSentStep),
    /// The card answers the challenge.
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
    MailSentStep => ResendMail => MailSentStep, "/mail-again";
    ReadCardStep => PresentCard => NewPasswordStep, "/card";
    ReadCardStep => PresentCertificate => NewPasswordStep, "/certificate";
    ReadCardStep => RenewChallenge => ReadCardStep, "/challenge";
    NewPasswordStep => ResendCode => NewPasswordStep, "/resend";
    NewPasswordStep => SetPassword => DoneStep, "/password";
});

/// The step that asks for a way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AskStep {}

/// If there is an account, a mail was sent: the same step for every address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MailSentStep {
    /// The address as it was typed.
    pub email: String,
    /// When the mail was requested last.
    pub asked_at: Timestamp,
    /// Seconds until it can be requested again.
    pub resend_in: u32,
}

/// The step in which the card answers the challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ReadCardStep {
    /// The challenge.
    pub challenge: CardChallenge,
}

/// The step that asks for a new password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NewPasswordStep {
    /// The code to type beside it; absent when a card identified the person.
    pub sent: Option<CodeSent>,
}

/// The last step: the new password works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DoneStep {}

/// Requests a link by mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AskMail {
    /// The user name.
    pub email: String,
}

/// Requests the link once more, for the same address.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ResendMail {}

/// Uses the link of a mail; posted by a click, because previews fetch links.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OpenLink {
    /// The part of the link after the `#`.
    pub token: String,
}

/// Chooses the proof by card.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UseCard {}

/// Submits the card's answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PresentCard {
    /// The answer.
    pub token: WebEidToken,
}

/// Submits the code that the e-ID page gave for the card it read.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PresentCertificate {
    /// The code; it counts once, for two minutes, and only in the flow that requested it.
    pub code: String,
}

/// Requests a new challenge, when the last one has expired.
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
    /// The code from the text message; empty when a card identified the person.
    #[serde(default)]
    pub code: String,
    /// The new password.
    pub password: String,
    /// The password again.
    pub confirmation: String,
}
