//! Who works here: roles, and who has which.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Nothing, endpoints},
    id::AccountId,
    time::Timestamp,
};

endpoints! {
    /// Everybody who works here.
    GetStaff: Get "/api/staff", Nothing => StaffView;
    /// Gives somebody who has an account a role, in place of the one they had.
    GrantRole: Post "/api/staff/grant", Grant => StaffView;
    /// Takes a role away; never that of the last administrator.
    RevokeRole: Post "/api/staff/revoke", Revoke => StaffView;
}

/// What somebody does here for others. Nobody has two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Helps people.
    Desk,
    /// Helps people, and decides who works here and what the policy is.
    Administrator,
    /// Reads everything and changes nothing.
    Auditor,
    /// Helps the people of one organisation.
    Organisation,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Desk, Self::Administrator, Self::Auditor, Self::Organisation];

    /// Whether it changes other people's accounts.
    pub const fn helps(self) -> bool {
        !matches!(self, Self::Auditor)
    }

    /// Whether it reads the audit trail.
    pub const fn audits(self) -> bool {
        matches!(self, Self::Auditor | Self::Administrator)
    }

    /// Whether it decides about roles and policy.
    pub const fn rules(self) -> bool {
        matches!(self, Self::Administrator)
    }
}

/// Everybody who works here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct StaffView {
    /// By role, then by name.
    pub people: Vec<Colleague>,
    /// Seconds for which changes are still allowed without a new proof; 0: ask for one first.
    pub fresh_for: u32,
}

/// Somebody who works here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Colleague {
    /// The account.
    pub account: AccountId,
    /// Given and family name.
    pub name: String,
    /// User name.
    pub email: String,
    /// The role.
    pub role: Role,
    /// Since when.
    pub since: Timestamp,
    /// Whether a second factor is set up: without one nothing of the role can be used.
    pub has_factor: bool,
    /// Whether it is the one who asks.
    pub is_you: bool,
}

/// A role to give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The user name of whom.
    pub email: String,
    /// Which.
    pub role: Role,
    /// The CBE number of whose people; with [`Role::Organisation`] only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cbe: Option<String>,
    /// Why.
    pub reason: String,
}

/// A role to take away.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    /// Whose.
    pub account: AccountId,
    /// Why.
    pub reason: String,
}
