//! The page of one person, for the help desk.

use serde::{Deserialize, Serialize};

use super::{Action, State};
use crate::{
    address::AddressState,
    factor::{FactorId, FactorKind, Method},
    id::AccountId,
    policy::{CapacityStatus, Day},
    problem::Code,
    registration::{Capacity, Delivery},
    text::Language,
    time::Timestamp,
};

/// One person's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PersonView {
    /// The account.
    pub account: AccountId,
    /// Given and family name.
    pub name: String,
    /// User name.
    pub email: String,
    /// Whether that address was proved.
    pub email_state: AddressState,
    /// Mobile number; all but the last digits are hidden.
    pub phone_masked: String,
    /// Language of texts, mails and messages.
    pub language: Language,
    /// The capacity of the account.
    pub capacity: Capacity,
    /// The verification status of the capacity.
    pub capacity_status: CapacityStatus,
    /// The RIZIV/INAMI number of a doctor, or the enterprise number of an organisation.
    pub number: Option<String>,
    /// Name of an organisation.
    pub organisation: Option<String>,
    /// The status of the account.
    pub state: State,
    /// When the account was made.
    pub since: Timestamp,
    /// The second factors.
    pub methods: Vec<Method>,
    /// The linked identities: `be-eid`, or a provider's identifier.
    pub identities: Vec<String>,
    /// How many recovery codes are left; absent when none were ever made.
    pub recovery_left: Option<u32>,
    /// How many sessions are live.
    pub sessions: u32,
    /// How many browsers are remembered.
    pub browsers: u32,
    /// Messages and calls of the last 30 days, newest first, at most 50 (H8).
    pub messages: Vec<Message>,
    /// What happened, newest first, at most 50.
    pub events: Vec<DeskEvent>,
    /// Methods that may be used after their last day.
    pub exceptions: Vec<Exempt>,
    /// Whether it is known that the caller is the person.
    pub check: Check,
    /// Resets that wait.
    pub waiting: Vec<Waiting>,
    /// What the staff member may do now.
    pub may: Vec<Action>,
    /// What the staff member may not do now, and why.
    pub refused: Vec<Refused>,
    /// Seconds for which actions are still allowed without a new proof; 0: a proof is needed first.
    pub fresh_for: u32,
}

/// An action that is not possible now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Refused {
    /// The action.
    pub action: Action,
    /// `caller_unchecked`: possible once the caller was checked; `nothing_to_do`: the account does
    /// not need it; `not_yours`, `role_missing`: for others to do.
    pub code: Code,
}

/// A method that may be used after its last day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Exempt {
    /// The method.
    pub method: FactorKind,
    /// The last day for this person.
    pub last_day: Day,
}

/// A message or call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Message {
    /// When it was requested.
    pub at: Timestamp,
    /// `sms`, `mail` or `voice`.
    pub channel: String,
    /// The purpose, as `activation`.
    pub purpose: String,
    /// The delivery status.
    pub delivery: Delivery,
    /// Why it did not arrive: `number`, `unreachable`, `blocked`, `company`, `other`.
    pub fault: Option<String>,
    /// The carrier, as `twilio`.
    pub carrier: Option<String>,
}

/// Something that happened to the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeskEvent {
    /// When it happened.
    pub at: Timestamp,
    /// The event, as `desk.unlocked`.
    pub event: String,
    /// More, in a few words written by this service.
    pub detail: String,
    /// Browser and system in a few words.
    pub browser: String,
    /// Whether a staff member did it.
    pub by_staff: bool,
}

/// Whether it is known that the caller is the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "kind"))]
pub enum Check {
    /// It is not.
    Open {},
    /// The right code was read aloud: the agent says these digits, and the person confirms them on
    /// the screen.
    Say {
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
    /// The person is at the counter: the card was read.
    Card {
        /// Until when that counts.
        until: Timestamp,
    },
}

/// A reset that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Waiting {
    /// Its identifier, to cancel it.
    pub id: String,
    /// The method.
    pub method: FactorId,
    /// When it happens, unless it is cancelled.
    pub at: Timestamp,
}
