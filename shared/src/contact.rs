//! Changing the mobile number or the e-mail address: the new one is proved, the old one is notified
//! (UX 22).

use serde::{Deserialize, Serialize};

use crate::{
    api::{Endpoint, Method, moves, steps},
    registration::CodeSent,
};

/// The wizard of such a change. Its routes need a session with a recent proof.
pub struct Contact;

/// The step of a change, as far as the person may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "step"))]
pub enum Step {
    /// Enter the new number or address.
    Edit(EditStep),
    /// Enter the code that was sent there.
    Prove(ProveStep),
    /// It is changed.
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

/// The step that asks for the new number or address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct EditStep {
    /// The present number; all but the last digits are hidden.
    pub phone_masked: String,
    /// The present address.
    pub email: String,
}

/// The step that asks for the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProveStep {
    /// What is changed.
    pub what: What,
    /// Where the code was sent, and its delivery status; `phone_masked` holds the masked address of
    /// a mail.
    pub sent: CodeSent,
}

/// It is changed; the old number or address was notified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ChangedStep {
    /// What was changed.
    pub what: What,
}

/// Sets a new mobile number.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPhone {
    /// The number, as it was typed.
    pub phone: String,
}

/// Sets a new e-mail address.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewEmail {
    /// The address, as it was typed.
    pub email: String,
}

/// Submits the code.
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

/// Returns to the number or address.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Back {}

/// "This was not me": undoes a change with the link that was sent to the old number or address,
/// ends every session, and holds the account for 72 hours.
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
    /// The part of the link after the `#`.
    pub token: String,
}

/// What was undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Undone {
    /// What was restored; absent where there was nothing to restore.
    pub what: Option<What>,
    /// For how many hours the account is held: meanwhile only the card opens it.
    pub held_hours: u32,
}
