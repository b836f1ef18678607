//! Setting up two-step verification: choose a method, prove it, name it, keep the recovery codes (M4-M6, M9).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    api::{moves, steps},
    factor::{Duty, FactorKind, SetUp},
    time::Timestamp,
};

/// The set-up wizard. Its routes need a session that proved itself afresh, or one that may do nothing else.
pub struct TwoStep;

/// Where a set-up is, as far as the person may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "step"))]
pub enum Step {
    /// Which method?
    Choose(ChooseStep),
    /// The chosen method is proved.
    SetUp(SetUpStep),
    /// It works; what is it called?
    Name(NameStep),
    /// A second method, so that one can be lost?
    More(MoreStep),
    /// The recovery codes, shown this once.
    Codes(CodesStep),
    /// Ready.
    Done(DoneStep),
}

steps!(Step {
    Choose(ChooseStep),
    SetUp(SetUpStep),
    Name(NameStep),
    More(MoreStep),
    Codes(CodesStep),
    Done(DoneStep),
});

moves!(TwoStep at "/api/account/two-step" with Step {
    ChooseStep => StartSetUp => SetUpStep, "/start";
    ChooseStep => Skip => DoneStep, "/skip";
    SetUpStep => UseNumber => SetUpStep, "/number";
    SetUpStep => SubmitCode => NameStep, "/code";
    SetUpStep => SubmitKey => NameStep, "/key";
    SetUpStep => FinishCall => NameStep, "/call";
    SetUpStep => AskAgain => SetUpStep, "/again";
    SetUpStep => Back => ChooseStep, "/back";
    NameStep => SetName => AfterName, "/name";
    MoreStep => AddAnother => ChooseStep, "/more";
    MoreStep => Enough => AfterEnough, "/enough";
    CodesStep => KeptCodes => DoneStep, "/kept";
});

/// Which method? (M3, M4, UX 17)
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ChooseStep {
    /// The methods, the strongest first.
    pub offers: Vec<Offer>,
    /// Whether the person has to, and until when not (UX 19).
    pub duty: Duty,
}

/// A method that can be set up here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Offer {
    /// Which.
    pub kind: FactorKind,
    /// Whether it is the one to recommend.
    pub recommended: bool,
    /// How many of this kind are set up already.
    pub enrolled: u32,
    /// Whether it is advised against.
    pub discouraged: bool,
    /// When it stops signing in, where that is decided (P1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
}

/// The chosen method is proved (M6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SetUpStep {
    /// Which kind.
    pub kind: FactorKind,
    /// What there is to do.
    pub set_up: SetUp,
    /// Wrong codes that can still be typed before the step rests.
    pub tries_left: u32,
}

/// It works; what is it called?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NameStep {
    /// Which kind.
    pub kind: FactorKind,
    /// The name to begin with.
    pub suggested: String,
}

/// A second method, so that one can be lost?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MoreStep {
    /// What is set up so far.
    pub kind: FactorKind,
}

/// The recovery codes, shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CodesStep {
    /// Each works once, as `XXXXX-XXXXX`.
    pub codes: Vec<String>,
}

/// Ready.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DoneStep {
    /// Whether the session ended with it: after everything was lost, one signs in anew.
    pub sign_in: bool,
}

/// Where a name leads to.
#[derive(Clone, Debug)]
pub enum AfterName {
    /// The first method: a second one is offered.
    More(MoreStep),
    /// There are no recovery codes yet.
    Codes(CodesStep),
    /// Ready.
    Done(DoneStep),
}

impl From<AfterName> for Step {
    fn from(after: AfterName) -> Self {
        match after {
            AfterName::More(step) => step.into(),
            AfterName::Codes(step) => step.into(),
            AfterName::Done(step) => step.into(),
        }
    }
}

/// Where "enough" leads to.
#[derive(Clone, Debug)]
pub enum AfterEnough {
    /// There are no recovery codes yet.
    Codes(CodesStep),
    /// Ready.
    Done(DoneStep),
}

impl From<AfterEnough> for Step {
    fn from(after: AfterEnough) -> Self {
        match after {
            AfterEnough::Codes(step) => step.into(),
            AfterEnough::Done(step) => step.into(),
        }
    }
}

/// Begins to set a method up.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StartSetUp {
    /// Which kind.
    pub kind: FactorKind,
}

/// Leaves it for now, where the policy allows that.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Skip {}

/// Says which number, and sends the code or places the call.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UseNumber {
    /// Another number than the account's, as it was typed.
    pub phone: Option<String>,
}

/// Hands over the code of the app or the message.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmitCode {
    /// The code, as it was typed.
    pub code: String,
}

/// Hands over the key that the browser made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmitKey {
    /// `RegistrationResponseJSON` (`WebAuthn` Level 3).
    pub credential: Value,
}

/// Goes on after the call was confirmed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FinishCall {}

/// Asks for another message, call or question to the browser.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AskAgain {}

/// Goes back to the choice of a method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Back {}

/// Names the method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SetName {
    /// The name, as it was typed.
    pub name: String,
}

/// Sets another method up.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AddAnother {}

/// One method is enough for now.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Enough {}

/// "I have kept them."
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KeptCodes {}
