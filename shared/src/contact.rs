//! Changing the mobile number or the e-mail address: proved at the new, told at the old (UX 22).

use serde::{Deserialize, Serialize};

use crate::{
    api::{Endpoint, Method, moves, steps},
    registration::CodeSent,
};

/// The wizard of such a change. Its routes need a session that proved itself afresh.
pub struct Contact;

/// Where a change is, as far as the person may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "step"))]
pub enum Step {
    /// The new number or address.
    Edit(EditStep),
    /// The code that went there.
    Prove(ProveStep),
    /// Changed.
    Changed(ChangedStep),
}

steps!(Step { Edit(EditStep), Prove(ProveStep), Changed(ChangedStep) });

moves!(Contact at "/api/account/contact" with Step {
    EditStep => NewPhone => ProveStep, "/phone";
    EditStep => NewEmail => ProveStep, "/email";
    ProveStep => SubmitCode => ChangedStep, "/code";
    ProveStep => SendAgain => ProveStep, "/again";
    ProveStep => Back => EditStep, "/back";
});

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The mobile number.
    Phone,
    /// The e-mail address, which is also the user name.
    Email,
}

/// The new number or address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct EditStep {
    /// The present number, all but the last figures hidden.
    pub phone_masked: String,
    /// The present address.
    pub email: String,
}

/// The code that went there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProveStep {
    /// What is changed.
    pub what: What,
    /// Where the code went and how it fares; `phone_masked` holds the masked address of a mail.
    pub sent: CodeSent,
}

/// Changed; the old number or address was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ChangedStep {
    /// What was changed.
    pub what: What,
}

/// A new mobile number.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPhone {
    /// The number, as it was typed.
    pub phone: String,
}

/// A new e-mail address.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewEmail {
    /// The address, as it was typed.
    pub email: String,
}

/// Hands over the code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmitCode {
    /// The code, as it was typed.
    pub code: String,
}

/// Sends the code again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SendAgain {}

/// Goes back to the number or address.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Back {}

/// "This was not me": undoes a change with the link that the old number or address was sent, ends every
/// session, and holds the account for 72 hours.
pub struct UndoChange;
impl Endpoint for UndoChange {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/undo";
    type Request = Undo;
    type Response = Undone;
}

/// The link that was sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Undo {
    /// What stands behind the `#` of the link.
    pub token: String,
}

/// What was undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Undone {
    /// What holds again as it was; absent where there was nothing to put back.
    pub what: Option<What>,
    /// For how many hours the account is held: only the card opens it meanwhile.
    pub held_hours: u32,
}
