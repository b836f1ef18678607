//! What a capacity needs before applications may rely on it.

use serde::{Deserialize, Serialize};

use crate::registration::Capacity;

/// How a capacity is checked; a later variant is stricter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckMode {
    /// It is not: what the person says counts.
    #[default]
    Declared,
    /// A configured source is asked; staff decide where it does not know.
    Checked,
    /// Staff decide.
    Staff,
}

/// How one capacity is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CapacityCheck {
    /// The capacity; never that of a citizen, which everybody has.
    pub capacity: Capacity,
    /// How it is checked.
    pub mode: CheckMode,
}

/// Whether applications may rely on a capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CapacityStatus {
    /// The policy asks for no check.
    Declared,
    /// Nobody confirmed it yet. Until then applications see a citizen.
    Waiting,
    /// It was confirmed.
    Confirmed,
    /// It was refused. Applications see a citizen.
    Refused,
}
