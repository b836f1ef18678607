//! Sign-in: e-mail and password and then a second factor (M2, M7), a passkey, or the e-ID card
//! (R12, R13).
//!
//! The same pages ask a signed-in person for a new proof before an important change: `POST
//! /api/account/confirm` puts this wizard at [`ConfirmStep`], [`ChooseStep`] or [`ProveStep`].

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    api::{choices, moves, steps},
    eid::{CardChallenge, WebEidToken},
    factor::{FactorChallenge, FactorId, Method},
    upstream::{self, AwayStep, UpstreamView},
};

upstream::commands!();

/// The sign-in wizard.
pub struct SignIn;

/// The step of a sign-in, as far as the person may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "step"))]
pub enum Step {
    /// User name and password, or another way.
    Credentials(CredentialsStep),
    /// The card answers the challenge.
    ReadCard(ReadCardStep),
    /// The browser is at an identity provider.
    Away(AwayStep),
    /// The account of this card was never activated: registration continues where it stopped.
    Unfinished(UnfinishedStep),
    /// The password once more, for a signed-in person without a second factor.
    Confirm(ConfirmStep),
    /// Choose a second factor (M7).
    Choose(ChooseStep),
    /// Prove the chosen second factor.
    Prove(ProveStep),
    /// All methods are lost.
    Lost(LostStep),
    /// Signed in, or confirmed.
    Entered(EnteredStep),
}

steps!(Step {
    Credentials(CredentialsStep),
    ReadCard(ReadCardStep),
    Away(AwayStep),
    Unfinished(UnfinishedStep),
    Confirm(ConfirmStep),
    Choose(ChooseStep),
    Prove(ProveStep),
    Lost(LostStep),
    Entered(EnteredStep),
});

moves!(SignIn at "/api/sign-in" with Step {
    CredentialsStep => EnterPassword => AfterPassword, "/password";
    CredentialsStep => AskPasskey => CredentialsStep, "/ask-passkey";
    CredentialsStep => UsePasskey => EnteredStep, "/passkey";
    CredentialsStep => UseCard => ReadCardStep, "/use-card";
    CredentialsStep => UseProvider => AwayStep, "/provider";
    AwayStep => ReturnFromProvider => AfterCard, "/return";
    AwayStep => LeaveProvider => CredentialsStep, "/leave-provider";
    ReadCardStep => PresentCard => AfterCard, "/card";
    ReadCardStep => PresentCertificate => AfterCard, "/certificate";
    ReadCardStep => RenewChallenge => ReadCardStep, "/challenge";
    ReadCardStep => UsePassword => BeforeCard, "/use-password";
    ConfirmStep => ConfirmPassword => EnteredStep, "/confirm-password";
    ConfirmStep => ConfirmByCard => ReadCardStep, "/confirm-card";
    ChooseStep => ChooseMethod => ProveStep, "/method";
    ChooseStep => UseRecoveryCode => ProveStep, "/recovery-code";
    ChooseStep => UseCardInstead => ReadCardStep, "/card-instead";
    ChooseStep => LoseEverything => LostStep, "/lost";
    LostStep => ProveByCard => ReadCardStep, "/lost-card";
    LostStep => BackToChoose => ChooseStep, "/not-lost";
    ProveStep => SubmitCode => EnteredStep, "/code";
    ProveStep => SubmitKey => EnteredStep, "/key";
    ProveStep => FinishCall => EnteredStep, "/call";
    ProveStep => AskAgain => ProveStep, "/again";
    ProveStep => StopCall => ProveStep, "/stop-call";
    ProveStep => TryAnotherWay => ChooseStep, "/another-way";
    // Without a move of this wizard:
    * [*] => ConfirmStep, "BeginConfirm, without a method";
    * [*] => ChooseStep, "BeginConfirm, with methods";
    * [*] => ProveStep, "BeginConfirm, with one method";
    * [*] => ReadCardStep, "BeginLink of a card";
    * [*] => AwayStep, "BeginLink of an upstream provider";
});

/// The step that asks for user name and password, or another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CredentialsStep {
    /// `PublicKeyCredentialRequestOptionsJSON` for the autofill of the user name (UX 20), after
    /// [`AskPasskey`] requested it.
    pub passkey: Option<Value>,
    /// Identity providers that can be chosen instead.
    pub providers: Vec<UpstreamView>,
}

/// The step in which the card answers the challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ReadCardStep {
    /// The challenge.
    pub challenge: CardChallenge,
}

/// Registration continues where it stopped; call `GET /api/registration`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UnfinishedStep {}

/// The step that asks for the password once more, or the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ConfirmStep {
    /// Whether the card can be read instead.
    pub card: bool,
}

/// The step that asks for a second factor: only enrolled ones, strongest first (M7, UX 17).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ChooseStep {
    /// The purpose.
    pub purpose: Purpose,
    /// The methods; the one to preselect is `preferred`.
    pub methods: Vec<Method>,
    /// Whether recovery codes are left.
    pub recovery: bool,
    /// Whether the card can be read instead.
    pub card: bool,
}

/// The purpose of a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To sign in.
    SignIn,
    /// To make an important change while signed in.
    Confirm,
}

/// The step that asks for the chosen second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProveStep {
    /// The purpose.
    pub purpose: Purpose,
    /// The method; absent for a recovery code.
    pub method: Option<Method>,
    /// The challenge.
    pub asked: FactorChallenge,
    /// Wrong codes that can still be typed before the step is blocked.
    pub tries_left: u32,
    /// Seconds until a code can be typed again, while none can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rests_for: Option<u32>,
    /// For how many days this browser can be remembered; absent where it cannot be.
    pub remember_days: Option<u32>,
}

/// The step after all methods were lost: the card or the help desk identifies the person again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct LostStep {
    /// A reference for the help desk: eight letters and digits in two groups.
    pub reference: String,
}

/// Signed in, or confirmed; the response carries the session cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct EnteredStep {}

choices! { Step:
    /// The step after a correct password.
    AfterPassword {
        /// A second factor is chosen.
        Choose(ChooseStep),
        /// The only second factor is asked for; never one that sends a message or places a call.
        Prove(ProveStep),
        /// Signed in: no method is enrolled, or this browser is remembered.
        Entered(EnteredStep),
    }
    /// The step after a card was read.
    AfterCard {
        /// Signed in, or confirmed.
        Entered(EnteredStep),
        /// The account was never activated.
        Unfinished(UnfinishedStep),
        /// The policy requires a second factor beside the card.
        Choose(ChooseStep),
        /// The same, and it is the only one.
        Prove(ProveStep),
    }
    /// The step before the reading of the card.
    BeforeCard {
        /// User name and password.
        Credentials(CredentialsStep),
        /// The password once more.
        Confirm(ConfirmStep),
        /// The choice of a second factor.
        Choose(ChooseStep),
        /// All methods are lost.
        Lost(LostStep),
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

/// Requests the options of a passkey, to offer it in the autofill of the user name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AskPasskey {}

/// Signs in with a passkey, without user name and password.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UsePasskey {
    /// `AuthenticationResponseJSON` (`WebAuthn` Level 3).
    pub credential: Value,
}

/// Chooses to sign in with the card.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UseCard {}

/// Returns to the step at which the card was chosen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UsePassword {}

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

/// Confirms with the password.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmPassword {
    /// The password.
    pub password: String,
}

/// Confirms with the card.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmByCard {}

/// Chooses an enrolled method: sends the message, places the call, or asks for the key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChooseMethod {
    /// The method.
    pub method: FactorId,
}

/// Chooses a recovery code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UseRecoveryCode {}

/// Chooses the card in place of a second factor.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UseCardInstead {}

/// Reports that all methods are lost.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LoseEverything {}

/// Chooses the proof by card, so that a new method can be set up.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProveByCard {}

/// Returns to the choice of a method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BackToChoose {}

/// Submits the code of an app or a message, or a recovery code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmitCode {
    /// The code, as it was typed.
    pub code: String,
    /// Whether to remember this browser, where `remember_days` allows it.
    pub remember: bool,
}

/// Submits the answer of a passkey, security key or trusted platform.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmitKey {
    /// `AuthenticationResponseJSON` (`WebAuthn` Level 3).
    pub credential: Value,
    /// Whether to remember this browser, where `remember_days` allows it.
    pub remember: bool,
}

/// Continues after the call was confirmed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FinishCall {
    /// Whether to remember this browser, where `remember_days` allows it.
    pub remember: bool,
}

/// Stops the call.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StopCall {}

/// Requests another message, call or challenge for the key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AskAgain {}

/// Returns to the choice of a method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TryAnotherWay {}
