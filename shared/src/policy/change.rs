//! A change of the policy, and what waits for a second administrator.

use serde::{Deserialize, Serialize};

use super::{Day, Policy};
use crate::{factor::FactorKind, id::AccountId, staff::Grant, time::Timestamp};

/// A policy to put in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// What it says.
    pub policy: Policy,
    /// The number of the one it replaces: another change meanwhile is a conflict.
    pub replaces: u32,
    /// Why.
    pub reason: String,
}

/// A change that waits for another administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Proposal {
    /// Names it.
    pub id: String,
    /// What.
    pub what: Proposed,
    /// Who asked for it.
    pub by: String,
    /// Whether it is the one who looks.
    pub is_yours: bool,
    /// Since when.
    pub at: Timestamp,
    /// Until when it can be agreed to.
    pub until: Timestamp,
}

/// What waits for another administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Proposed {
    /// A policy.
    Policy(Change),
    /// A role.
    Role(Grant),
}

/// Agrees to what another administrator asked for, or turns it down.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Which.
    pub id: String,
    /// Whether it shall be so.
    pub agrees: bool,
    /// Why.
    pub reason: String,
}

/// Lets somebody use a method after its last day.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// Whom.
    pub account: AccountId,
    /// Which method.
    pub method: FactorKind,
    /// The last day; absent: no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Day>,
    /// Why.
    pub reason: String,
}
