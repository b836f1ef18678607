//! A change of the policy, and proposals that wait for a second administrator.

use serde::{Deserialize, Serialize};

use super::{Day, Policy};
use crate::{
    clients::ClientChange, factor::FactorKind, id::AccountId, staff::Grant, time::Timestamp,
};

/// A policy to put in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The new policy.
    pub policy: Policy,
    /// The number of the policy that it replaces: if another change came first, this is a conflict.
    pub replaces: u32,
    /// The reason.
    pub reason: String,
}

/// A change that waits for another administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Proposal {
    /// Its identifier.
    pub id: String,
    /// What is proposed.
    pub what: Proposed,
    /// The name of the person who proposed it.
    pub by: String,
    /// Whether it is the reader's own proposal.
    pub is_yours: bool,
    /// When it was proposed.
    pub at: Timestamp,
    /// Until when it can be accepted.
    pub until: Timestamp,
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Proposed {
    /// A policy.
    Policy(Change),
    /// A role.
    Role(Grant),
    /// An application.
    Client(ClientChange),
}

/// Accepts or rejects what another administrator proposed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The proposal.
    pub id: String,
    /// Whether it is accepted.
    pub agrees: bool,
    /// The reason.
    pub reason: String,
}

/// Lets a person use a method after its last day.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// The account.
    pub account: AccountId,
    /// The method.
    pub method: FactorKind,
    /// The last day; absent to end the exception.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Day>,
    /// The reason.
    pub reason: String,
}
