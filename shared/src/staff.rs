//! Staff: roles, and the people who have them.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Nothing, endpoints},
    id::AccountId,
    time::Timestamp,
};

endpoints! {
    /// Returns all staff.
    GetStaff: Get "/api/staff", Nothing => StaffView;
    /// Grants a role to a person who has an account; it replaces an earlier role.
    GrantRole: Post "/api/staff/grant", Grant => StaffView;
    /// Revokes a role; never that of the last administrator.
    RevokeRole: Post "/api/staff/revoke", Revoke => StaffView;
}

/// The role of a staff member. A person has at most one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Helps people.
    Desk,
    /// Helps people, and decides about roles and policy.
    Administrator,
    /// Reads everything and changes nothing.
    Auditor,
    /// Helps the people of one organisation.
    Organisation,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Desk, Self::Administrator, Self::Auditor, Self::Organisation];

    /// Returns whether it changes other people's accounts.
    pub const fn helps(self) -> bool {
        !matches!(self, Self::Auditor)
    }

    /// Returns whether it reads the audit trail.
    pub const fn audits(self) -> bool {
        matches!(self, Self::Auditor | Self::Administrator)
    }

    /// Returns whether it decides about roles and policy.
    pub const fn rules(self) -> bool {
        matches!(self, Self::Administrator)
    }
}

/// All staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct StaffView {
    /// By role, then by name.
    pub people: Vec<Colleague>,
    /// Seconds for which changes are still allowed without a new proof; 0: a proof is needed first.
    pub fresh_for: u32,
}

/// A staff member.
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
    /// When the role was granted.
    pub since: Timestamp,
    /// Whether a second factor is set up: the role cannot be used without one.
    pub has_factor: bool,
    /// Whether it is the reader.
    pub is_you: bool,
}

/// A role to grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The user name of the person.
    pub email: String,
    /// The role.
    pub role: Role,
    /// The CBE number of the organisation whose people are helped; with [`Role::Organisation`]
    /// only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cbe: Option<String>,
    /// The reason.
    pub reason: String,
}

/// A role to revoke.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    /// The account.
    pub account: AccountId,
    /// The reason.
    pub reason: String,
}
