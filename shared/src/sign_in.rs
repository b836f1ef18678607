//! Sign-in: e-mail and password and then a second factor (M2, M7), a passkey, or the e-ID card (R12, R13).
//!
//! The same screens ask a person who is signed in to confirm that it is still them, before anything that
//! matters is changed: `POST /api/account/confirm` puts this wizard at [`ConfirmStep`] or [`ChooseStep`].

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    api::{moves, steps},
    eid::{CardChallenge, WebEidToken},
    factor::{FactorChallenge, FactorId, Method},
    upstream::{self, AwayStep, UpstreamView},
};

upstream::commands!();

/// The sign-in wizard.
pub struct SignIn;

/// Where a sign-in is, as far as the person may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "step"))]
pub enum Step {
    /// User name and password, or another way.
    Credentials(CredentialsStep),
    /// The card answers our question.
    ReadCard(ReadCardStep),
    /// At an identity provider.
    Away(AwayStep),
    /// This card's account was never activated: registration goes on where it stopped.
    Unfinished(UnfinishedStep),
    /// The password once more, of somebody who is signed in and has no second factor.
    Confirm(ConfirmStep),
    /// Which second factor? (M7)
    Choose(ChooseStep),
    /// The chosen second factor is asked for.
    Prove(ProveStep),
    /// None of the methods is at hand any more.
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
    ProveStep => TryAnotherWay => ChooseStep, "/another-way";
});

/// User name and password, or another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CredentialsStep {
    /// `PublicKeyCredentialRequestOptionsJSON` for the autofill of the user name (UX 20), once
    /// [`AskPasskey`] asked for it.
    pub passkey: Option<Value>,
    /// Identity providers that can be chosen instead.
    pub providers: Vec<UpstreamView>,
}

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

/// The password once more, or the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ConfirmStep {
    /// Whether the card can be read instead.
    pub card: bool,
}

/// Which second factor? Only enrolled ones, the strongest first (M7, UX 17).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ChooseStep {
    /// What for.
    pub purpose: Purpose,
    /// The methods; the one to preselect is `preferred`.
    pub methods: Vec<Method>,
    /// Whether there are recovery codes left.
    pub recovery: bool,
    /// Whether the card can be read instead.
    pub card: bool,
}

/// What a second factor is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To sign in.
    SignIn,
    /// To change something that matters, while signed in.
    Confirm,
}

/// The chosen second factor is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProveStep {
    /// What for.
    pub purpose: Purpose,
    /// The method; absent for a recovery code.
    pub method: Option<Method>,
    /// What is asked.
    pub asked: FactorChallenge,
    /// Wrong codes that can still be typed before the step rests.
    pub tries_left: u32,
    /// For how many days this browser can be remembered; absent where it cannot.
    pub remember_days: Option<u32>,
}

/// None of the methods is at hand any more: the card proves the person again, or the help desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct LostStep {
    /// What to name to the help desk: eight letters and figures in two groups.
    pub reference: String,
}

/// Signed in, or confirmed; the answer carries the session cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct EnteredStep {}

/// Declares where a move can lead when the outcome decides.
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident($step:ident)),+ $(,)? })+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub enum $name {
                $($(#[$of])* $variant($step),)+
            }

            impl From<$name> for Step {
                fn from(choice: $name) -> Self {
                    match choice {
                        $($name::$variant(step) => step.into(),)+
                    }
                }
            }
        )+
    };
}

choices! {
    /// Where a right password leads to.
    AfterPassword {
        /// A second factor is asked for.
        Choose(ChooseStep),
        /// Signed in: nothing is enrolled, or this browser is remembered.
        Entered(EnteredStep),
    }
    /// Where a card that was read leads to.
    AfterCard {
        /// Signed in, or confirmed.
        Entered(EnteredStep),
        /// The account was never activated.
        Unfinished(UnfinishedStep),
        /// The policy asks for a second factor beside the card.
        Choose(ChooseStep),
    }
    /// Where a person came from to the reading of the card.
    BeforeCard {
        /// User name and password.
        Credentials(CredentialsStep),
        /// The password once more.
        Confirm(ConfirmStep),
        /// The choice of a second factor.
        Choose(ChooseStep),
        /// Everything is lost.
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

/// Asks for the options of a passkey, to offer it in the autofill of the user name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AskPasskey {}

/// Signs in with a passkey, with no user name and no password.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UsePasskey {
    /// `AuthenticationResponseJSON` (`WebAuthn` Level 3).
    pub credential: Value,
}

/// Asks to sign in with the card.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UseCard {}

/// Goes back to where the reading of the card was chosen.
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
    /// Which.
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

/// Says that no method is at hand any more.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LoseEverything {}

/// Asks to prove with the card, so that a new method can be set up.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProveByCard {}

/// Goes back to the choice of a method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BackToChoose {}

/// Hands over the code of an app or a message, or a recovery code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmitCode {
    /// The code, as it was typed.
    pub code: String,
    /// Whether to remember this browser, where `remember_days` allows it.
    pub remember: bool,
}

/// Hands over the answer of a passkey, security key or trusted platform.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmitKey {
    /// `AuthenticationResponseJSON` (`WebAuthn` Level 3).
    pub credential: Value,
    /// Whether to remember this browser, where `remember_days` allows it.
    pub remember: bool,
}

/// Goes on after the call was confirmed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FinishCall {
    /// Whether to remember this browser, where `remember_days` allows it.
    pub remember: bool,
}

/// Asks for another message, call or question to the key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AskAgain {}

/// Goes back to the choice of a method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TryAnotherWay {}
