//! What a person sends with each move of a registration.

use serde::{Deserialize, Serialize};

use super::{Audience, Capacity, Means};
use crate::{eid::WebEidToken, text::Language, upstream};

upstream::commands!();

/// Chooses who registers (R1).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChooseAudience {
    /// The audience.
    pub audience: Audience,
}

/// Chooses the means of identification (R2).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChooseMeans {
    /// The means.
    pub means: Means,
}

/// Returns to the start screen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BackToStart {}

/// Returns to the choice of means.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BackToMeans {}

/// Returns to the name and the capacity.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BackToConfirm {}

/// Submits the card's answer (R3).
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

/// Confirms the name and chooses the capacity: "Profiel bevestigen" (R4).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmProfile {
    /// The chosen capacity.
    pub capacity: Capacity,
}

/// Completes the account details: "Aanmaken en inloggen" (R5).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmitAccount {
    /// E-mail address, which becomes the user name (R12).
    pub email: String,
    /// Mobile number, any spacing; national numbers are read as Belgian.
    pub phone: String,
    /// Language of texts, mails and messages.
    pub language: Language,
    /// The version of the terms that was agreed to; empty when it was not.
    pub terms_version: String,
    /// RIZIV/INAMI number: doctors only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub riziv: Option<String>,
    /// CBE number: organisations only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cbe: Option<String>,
    /// Name of the organisation: organisations only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
}

/// Makes the account again after it stopped (R6).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RetryProvisioning {}

/// Activates the account in one submit (R8).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Activate {
    /// The code from the text message; spaces and dashes are allowed.
    pub code: String,
    /// The chosen password.
    pub password: String,
    /// The password again.
    pub confirmation: String,
}

/// Sends the code again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ResendCode {}

/// Changes the mobile number before activation (R16).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangePhone {
    /// The new number.
    pub phone: String,
}

/// Unlocks a locked account by a fresh reading of the card (R10).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UnlockWithCard {}

/// Signs in with the card that was just read, instead of registering twice.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SignInInstead {}
