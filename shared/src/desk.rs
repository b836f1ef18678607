//! The help desk: finding a person, seeing how the account stands, and helping without weakening it (H1-H8, H12).
//!
//! Nothing here shows a secret: no code but the one made to be read out, no key, no full number.

mod person;

use serde::{Deserialize, Serialize};

pub use self::person::{Check, DeskEvent, Exempt, Message, PersonView, Waiting};

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
    /// Finds people by e-mail address, number or name. Leaves an audit row.
    FindPeople: Post "/api/desk/find", Find => Found;
    /// One person's page. Leaves an audit row.
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
    /// Removes a method (H3, H7): at once when the caller was checked, else after the waiting time.
    ResetMethod: Post "/api/desk/methods/reset", Reset => PersonView;
    /// Calls a reset off that still waits.
    CancelReset: Post "/api/desk/methods/reset/cancel", Cancel => PersonView;
    /// Makes a one-time code that opens the setting up of a method (H4). Only for a checked caller.
    GiveAccessCode: Post "/api/desk/access-code", Act => AccessCode;
    /// Lets somebody use a method after its last day, or ends that.
    PutException: Post "/api/desk/exception", Exception => PersonView;
    /// Checks the caller: takes the code that the person reads aloud.
    CheckCaller: Post "/api/desk/check", HeardCode => PersonView;
    /// Asks for the person's card in the reader at the counter.
    AskCard: Post "/api/desk/card", PersonChoice => CardChallenge;
    /// What that card answered.
    ShowCard: Post "/api/desk/card/present", PresentedCard => PersonView;

    /// "I am on the phone with support": begins a check, or tells where it stands. For a person who is signed in,
    /// or gave the right password.
    BeginCall: Post "/api/help/call", Nothing => CallCheck;
    /// Where the check stands.
    GetCall: Get "/api/help/call", Nothing => CallCheck;
    /// Whether the desk said the figures on the person's screen.
    AnswerCall: Post "/api/help/call/answer", Heard => CallCheck;
    /// Calls a reset off, by the link in the mail.
    RefuseReset: Post "/api/help/reset/refuse", ResetLink => Nothing;
}

/// What to look for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Find {
    /// An e-mail address, a mobile number in any spelling, or names.
    pub query: String,
    /// Which page, from 0.
    #[serde(default)]
    pub page: u32,
}

/// Who was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Found {
    /// 20 at most.
    pub people: Vec<Hit>,
    /// Whether there is another page.
    pub has_more: bool,
}

/// Somebody who was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Hit {
    /// The account.
    pub account: AccountId,
    /// Given and family name.
    pub name: String,
    /// User name.
    pub email: String,
    /// In which capacity.
    pub capacity: Capacity,
    /// How the account stands.
    pub state: State,
}

/// How an account stands.
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

/// Which person.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PersonChoice {
    /// The account.
    pub account: AccountId,
}

/// Something to do for a person.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// The account.
    pub account: AccountId,
    /// Why, in the agent's words: 3 to 500 characters.
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
    /// Why.
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
    /// Why.
    pub reason: String,
}

/// A reset to call off.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// The account.
    pub account: AccountId,
    /// The reset, as [`Waiting::id`] names it.
    pub reset: String,
    /// Why.
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

/// What the card at the counter answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PresentedCard {
    /// The account.
    pub account: AccountId,
    /// What the reader gave.
    pub token: WebEidToken,
}

/// What can be done for a person.
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
}

/// A one-time code to read out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AccessCode {
    /// Two groups of five letters and figures. Shown this once.
    pub code: String,
    /// Until when it works.
    pub until: Timestamp,
}

/// Where a caller's check stands, as the person sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "kind"))]
pub enum CallCheck {
    /// None is under way.
    None {},
    /// Read this code aloud.
    Read {
        /// Two groups of three letters and figures.
        code: String,
        /// Until when it works.
        until: Timestamp,
    },
    /// The desk took the code: does it say these figures?
    Compare {
        /// Two figures.
        figures: String,
        /// Until when.
        until: Timestamp,
    },
    /// Both agreed.
    Agreed {
        /// Until when that counts.
        until: Timestamp,
    },
}

/// Whether the desk said the figures on the screen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Heard {
    /// Whether it did; if not, the check is over and the account's owner is warned.
    pub is_right: bool,
}

/// The secret of the link in a mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ResetLink {
    /// What stands behind the `#`.
    pub token: String,
}
