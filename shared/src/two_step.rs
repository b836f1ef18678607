//! Setting up two-step verification: choose a method, prove it, name it, keep the recovery codes
//! (M4-M6, M9).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    api::{choices, moves, steps},
    factor::{Duty, FactorKind, Method, SetUp},
    time::Timestamp,
};

/// The set-up wizard. Its routes need a session with a recent proof, or one that may do nothing
/// else.
pub struct TwoStep;

/// The step of a set-up, as far as the person may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "step"))]
pub enum Step {
    /// Choose a method.
    Choose(ChooseStep),
    /// Prove the chosen method.
    SetUp(SetUpStep),
    /// It works: give it a name.
    Name(NameStep),
    /// Add a second method, in case one is lost.
    More(MoreStep),
    /// The recovery codes, shown only once.
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
    SetUpStep => StopCall => SetUpStep, "/stop-call";
    SetUpStep => Back => ChooseStep, "/back";
    NameStep => SetName => AfterName, "/name";
    MoreStep => AddAnother => ChooseStep, "/more";
    MoreStep => Enough => AfterEnough, "/enough";
    CodesStep => KeptCodes => DoneStep, "/kept";
});

/// The step that asks for a method (M3, M4, UX 17).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ChooseStep {
    /// The methods, strongest first.
    pub offers: Vec<Offer>,
    /// Whether the person has to set one up, and from when (UX 19).
    pub duty: Duty,
    /// Whether recovery codes follow at the end.
    #[serde(default)]
    pub codes_follow: bool,
}

/// A method that can be set up here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Offer {
    /// The kind.
    pub kind: FactorKind,
    /// Whether it is the recommended one.
    pub recommended: bool,
    /// How many of this kind are already set up.
    pub enrolled: u32,
    /// Whether it is advised against.
    pub discouraged: bool,
    /// When it stops signing in, if that is decided (P1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
}

/// The step in which the chosen method is proved (M6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SetUpStep {
    /// The kind.
    pub kind: FactorKind,
    /// What the person has to do.
    pub set_up: SetUp,
    /// Wrong codes that can still be typed before the step is blocked.
    pub tries_left: u32,
    /// Whether recovery codes follow at the end.
    #[serde(default)]
    pub codes_follow: bool,
}

/// The step that asks for a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NameStep {
    /// The kind.
    pub kind: FactorKind,
    /// The suggested name.
    pub suggested: String,
    /// Whether recovery codes follow at the end.
    #[serde(default)]
    pub codes_follow: bool,
}

/// The step that offers a second method, in case one is lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MoreStep {
    /// The kind that was just set up.
    pub kind: FactorKind,
    /// Whether recovery codes follow at the end.
    #[serde(default)]
    pub codes_follow: bool,
}

/// The step that shows the recovery codes, only once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CodesStep {
    /// Each works once, as `XXXXX-XXXXX`.
    pub codes: Vec<String>,
    /// Whose codes they are: the user name, for the sheet of paper.
    #[serde(default)]
    pub user_name: String,
}

/// The last step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DoneStep {
    /// Whether the session ended: after every method was lost, the person signs in again.
    pub sign_in: bool,
    /// The methods that are set up now; none where the session ended.
    #[serde(default)]
    pub methods: Vec<Method>,
    /// How many recovery codes are left; absent where there are none, or where the session ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codes_left: Option<u32>,
}

choices! { Step:
    /// The step after a name.
    AfterName {
        /// The first method: a second one is offered.
        More(MoreStep),
        /// There are no recovery codes yet.
        Codes(CodesStep),
        /// Ready.
        Done(DoneStep),
    }
    /// The step after "enough".
    AfterEnough {
        /// There are no recovery codes yet.
        Codes(CodesStep),
        /// Ready.
        Done(DoneStep),
    }
}

/// Begins to set up a method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StartSetUp {
    /// The kind.
    pub kind: FactorKind,
}

/// Postpones it, where the policy allows that.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Skip {}

/// Chooses the number, and sends the code or places the call.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UseNumber {
    /// Another number than that of the account, as it was typed.
    pub phone: Option<String>,
}

/// Submits the code of the app or the message.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmitCode {
    /// The code, as it was typed.
    pub code: String,
}

/// Submits the key that the browser made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmitKey {
    /// `RegistrationResponseJSON` (`WebAuthn` Level 3).
    pub credential: Value,
}

/// Continues after the call was confirmed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FinishCall {}

/// Stops the call.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StopCall {}

/// Requests another message, call or challenge for the browser.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AskAgain {}

/// Returns to the choice of a method.
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

/// Sets up another method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AddAnother {}

/// Declines a second method for now.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Enough {}

/// Confirms that the codes were kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KeptCodes {}
