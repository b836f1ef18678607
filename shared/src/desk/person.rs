//! One person's page at the desk.

use serde::{Deserialize, Serialize};

use super::{Action, State};
use crate::{
    address::AddressState,
    factor::{FactorId, FactorKind, Method},
    id::AccountId,
    policy::Day,
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
    /// Mobile number, all but the last figures hidden.
    pub phone_masked: String,
    /// Language of texts, mails and messages.
    pub language: Language,
    /// In which capacity.
    pub capacity: Capacity,
    /// Name of an organisation.
    pub organisation: Option<String>,
    /// How the account stands.
    pub state: State,
    /// When it was made.
    pub since: Timestamp,
    /// The second factors.
    pub methods: Vec<Method>,
    /// What is linked: `be-eid`, or a provider's identifier.
    pub identities: Vec<String>,
    /// How many recovery codes are left; absent when none were ever made.
    pub recovery_left: Option<u32>,
    /// How many sessions live.
    pub sessions: u32,
    /// How many browsers are remembered.
    pub browsers: u32,
    /// Messages and calls of the last 30 days, the latest first, 50 at most (H8).
    pub messages: Vec<Message>,
    /// What happened, the latest first, 50 at most.
    pub events: Vec<DeskEvent>,
    /// Methods that may be used after their last day.
    pub exceptions: Vec<Exempt>,
    /// Whether it is known that the caller is the person.
    pub check: Check,
    /// Resets that wait.
    pub waiting: Vec<Waiting>,
    /// What the one who asks may do now.
    pub may: Vec<Action>,
    /// Seconds for which actions are still allowed without a new proof; 0: ask for one first.
    pub fresh_for: u32,
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
    /// When it was asked for.
    pub at: Timestamp,
    /// `sms`, `mail` or `voice`.
    pub channel: String,
    /// What for, as `activation`.
    pub purpose: String,
    /// How it fares.
    pub delivery: Delivery,
    /// Why it did not arrive: `number`, `unreachable`, `blocked`, `company`, `other`.
    pub fault: Option<String>,
    /// Who carried it, as `twilio`.
    pub carrier: Option<String>,
}

/// Something that happened to the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeskEvent {
    /// When.
    pub at: Timestamp,
    /// What, as `desk.unlocked`.
    pub event: String,
    /// More, in a few words of ours.
    pub detail: String,
    /// Browser and system in a few words.
    pub browser: String,
    /// Whether somebody who works here did it.
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
    /// The right code was read aloud: the agent says these figures, and the person confirms them on the screen.
    Say {
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
    /// The person stands at the counter: the card was read.
    Card {
        /// Until when that counts.
        until: Timestamp,
    },
}

/// A reset that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Waiting {
    /// Names it, for calling it off.
    pub id: String,
    /// The method.
    pub method: FactorId,
    /// When it happens unless somebody calls it off.
    pub at: Timestamp,
}
