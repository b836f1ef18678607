//! How capacities are verified, and with which result.

use serde::{Deserialize, Serialize};

use crate::registration::Capacity;

/// How a capacity is verified; a later variant is stricter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckMode {
    /// It is not verified: applications see the declared capacity.
    #[default]
    Declared,
    /// By the configured source; by staff if the source has no information.
    Checked,
    /// By staff.
    Staff,
}

/// The rule for one capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CapacityCheck {
    /// The capacity: `doctor` or `organisation`.
    pub capacity: Capacity,
    /// How it is verified.
    pub mode: CheckMode,
}

/// The verification status of a capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CapacityStatus {
    /// The policy requires no verification.
    Declared,
    /// It is not verified yet. Applications see a citizen.
    Waiting,
    /// It was confirmed.
    Confirmed,
    /// It was refused. Applications see a citizen.
    Refused,
}
