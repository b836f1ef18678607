//! The help desk: finding a person, seeing the status of the account, and helping without weakening
//! it (H1-H8, H12).
//!
//! This API shows no secret: no code except the one made to be read aloud, no key, no full number.

mod person;
mod query;

use serde::{Deserialize, Serialize};

pub use self::{
    person::{Check, DeskEvent, Exempt, Message, PersonView, Refused, Waiting},
    query::{Query, parse_reference},
};

use crate::{
    api::{Nothing, endpoints},
    eid::{CardChallenge, WebEidToken},
    factor::FactorId,
    id::AccountId,
    policy::Exception,
    registration::Capacity,
    time::Timestamp,
};

endpoints! {
    /// Finds people by e-mail address, number, name or reference. Writes an audit row.
    FindPeople: Post "/api/desk/find", Find => Found;
    /// Returns the page of one person. Writes an audit row.
    ShowPerson: Post "/api/desk/person", PersonChoice => PersonView;
    /// Unlocks an account that too many wrong codes locked (H2).
    Unlock: Post "/api/desk/unlock", Act => PersonView;
    /// Ends every session.
    EndSessions: Post "/api/desk/sessions/end", Act => PersonView;
    /// Forgets every remembered browser (H7).
    ForgetBrowsers: Post "/api/desk/browsers/forget", Act => PersonView;
    /// Sends the activation code again (H5).
    SendAgain: Post "/api/desk/send-again", Act => PersonView;
    /// Corrects the mobile number before activation (H6).
    CorrectPhone: Post "/api/desk/phone", NewPhone => PersonView;
    /// Removes a method (H3, H7): at once when the caller was checked, otherwise after the waiting
    /// time.
    ResetMethod: Post "/api/desk/methods/reset", Reset => PersonView;
    /// Cancels a reset that still waits.
    CancelReset: Post "/api/desk/methods/reset/cancel", Cancel => PersonView;
    /// Makes an access code that allows setting up a method (H4). Only for a checked caller.
    GiveAccessCode: Post "/api/desk/access-code", Act => AccessCode;
    /// Confirms the declared capacity of a person.
    ConfirmCapacity: Post "/api/desk/capacity/confirm", Act => PersonView;
    /// Refuses the declared capacity of a person, also after a confirmation. The account stays.
    RefuseCapacity: Post "/api/desk/capacity/refuse", Act => PersonView;
    /// Lists the people whose capacity staff have to verify.
    ListCapacities: Get "/api/desk/capacities", Nothing => OpenChecks;
    /// Lets a person use a method after its last day, or ends that.
    PutException: Post "/api/desk/exception", Exception => PersonView;
    /// Checks the caller: takes the code that the person reads aloud.
    CheckCaller: Post "/api/desk/check", HeardCode => PersonView;
    /// Finds the person whose screen shows a code, and checks the caller with it, as if the person
    /// had been found by name. Writes an audit row.
    HearCode: Post "/api/desk/code", SpokenCode => PersonChoice;
    /// Returns a challenge for the person's card in the reader at the counter.
    AskCard: Post "/api/desk/card", PersonChoice => CardChallenge;
    /// Submits the answer of that card.
    ShowCard: Post "/api/desk/card/present", PresentedCard => PersonView;

    /// "I am on the phone with support": begins a caller check, or returns its status. For a person
    /// who is signed in, or entered the right password.
    BeginCall: Post "/api/help/call", Nothing => CallCheck;
    /// Returns the status of the caller check.
    GetCall: Get "/api/help/call", Nothing => CallCheck;
    /// Submits whether the help desk said the digits on the person's screen.
    AnswerCall: Post "/api/help/call/answer", Heard => CallCheck;
    /// Cancels a reset, by the link in the mail.
    RefuseReset: Post "/api/help/reset/refuse", ResetLink => Nothing;
}

/// A search for people.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Find {
    /// An e-mail address, a mobile number in any spelling, names, or a reference.
    pub query: String,
    /// The page, from 0.
    #[serde(default)]
    pub page: u32,
}

/// The people who were found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Found {
    /// At most 20.
    pub people: Vec<Hit>,
    /// Whether there is another page.
    pub has_more: bool,
}

/// A person who was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Hit {
    /// The account.
    pub account: AccountId,
    /// Given and family name.
    pub name: String,
    /// User name.
    pub email: String,
    /// The capacity of the account.
    pub capacity: Capacity,
    /// The status of the account.
    pub state: State,
}

/// The status of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is being made.
    Opening,
    /// It waits for its activation.
    Waiting,
    /// It is in use.
    Active,
    /// Too many wrong codes locked it (R10).
    Locked,
    /// "This was not me" holds it: only the card opens it.
    Held,
}

/// A choice of person.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PersonChoice {
    /// The account.
    pub account: AccountId,
}

/// An action for a person.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// The account.
    pub account: AccountId,
    /// The reason, in the agent's words: 3 to 500 characters.
    pub reason: String,
}

/// Another number before activation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPhone {
    /// The account.
    pub account: AccountId,
    /// The number, as it was typed.
    pub phone: String,
    /// The reason.
    pub reason: String,
}

/// A method to remove.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reset {
    /// The account.
    pub account: AccountId,
    /// The method.
    pub method: FactorId,
    /// The reason.
    pub reason: String,
}

/// A reset to cancel.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// The account.
    pub account: AccountId,
    /// The reset, by its [`Waiting::id`].
    pub reset: String,
    /// The reason.
    pub reason: String,
}

/// The code that the person reads aloud.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HeardCode {
    /// The account.
    pub account: AccountId,
    /// The code, in any case, with or without its hyphen.
    pub code: String,
}

/// The code that a caller reads aloud, before it is known who calls.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SpokenCode {
    /// The code, in any case, with or without its hyphen.
    pub code: String,
}

/// What the card at the counter answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PresentedCard {
    /// The account.
    pub account: AccountId,
    /// The token of the card reader.
    pub token: WebEidToken,
}

/// An action for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// [`Unlock`].
    Unlock,
    /// [`EndSessions`].
    EndSessions,
    /// [`ForgetBrowsers`].
    ForgetBrowsers,
    /// [`SendAgain`].
    SendAgain,
    /// [`CorrectPhone`].
    CorrectPhone,
    /// [`ResetMethod`], at once.
    ResetNow,
    /// [`ResetMethod`], after the waiting time.
    ResetLater,
    /// [`GiveAccessCode`].
    GiveAccessCode,
    /// [`CheckCaller`], [`AskCard`].
    Check,
    /// [`ConfirmCapacity`].
    ConfirmCapacity,
    /// [`RefuseCapacity`].
    RefuseCapacity,
}

/// The people whose capacity staff have to verify.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OpenChecks {
    /// Longest wait first; at most 50.
    pub people: Vec<OpenCheck>,
    /// Whether there are more people than listed.
    pub has_more: bool,
}

/// A person whose capacity staff have to verify.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OpenCheck {
    /// The account.
    pub account: AccountId,
    /// Given and family name.
    pub name: String,
    /// The capacity that was declared.
    pub capacity: Capacity,
    /// When the person began to wait.
    pub since: Timestamp,
}

/// An access code to read aloud.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AccessCode {
    /// Two groups of five letters and digits. Shown only once.
    pub code: String,
    /// When it expires.
    pub until: Timestamp,
}

/// The status of a caller check, as the person sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "kind"))]
pub enum CallCheck {
    /// No check is in progress.
    None {},
    /// Read this code aloud.
    Read {
        /// Two groups of three letters and digits.
        code: String,
        /// When it expires.
        until: Timestamp,
    },
    /// The help desk entered the code: does the agent say these digits?
    Compare {
        /// Two digits.
        figures: String,
        /// When the check expires.
        until: Timestamp,
    },
    /// Both agreed.
    Agreed {
        /// Until when that counts.
        until: Timestamp,
    },
}

/// Whether the help desk said the digits on the screen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Heard {
    /// Whether the digits were said; if not, the check is over and the account's owner is warned.
    pub is_right: bool,
}

/// The secret of the link in a mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ResetLink {
    /// The part of the link after the `#`.
    pub token: String,
}
