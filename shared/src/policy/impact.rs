//! Whom a policy affects, and what it changes on which day.

use serde::{Deserialize, Serialize};

use super::Day;
use crate::{factor::FactorKind, registration::Capacity};

/// How many people a policy would affect.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Impact {
    /// How many active accounts there are.
    pub people: u32,
    /// How many would have to set up a method, at the next sign-in or after the grace.
    pub must_act: u32,
    /// How many of these are doctors.
    pub doctors: u32,
    /// How many of these have no second factor at all.
    pub without_any: u32,
    /// How many have only methods whose last day is set and has not come.
    pub ending: u32,
    /// The same by capacity, for those that have accounts.
    #[serde(default)]
    pub by_capacity: Vec<CapacityImpact>,
    /// What changes on which day, earliest day first.
    #[serde(default)]
    pub plan: Vec<PlanStep>,
}

/// How many people of a capacity a policy would affect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CapacityImpact {
    /// The capacity.
    pub capacity: Capacity,
    /// How many active accounts it has.
    pub people: u32,
    /// How many of them would have to set up a method.
    pub must_act: u32,
    /// How many of these have no second factor at all.
    pub without_any: u32,
    /// How many have only methods whose last day is set and has not come.
    pub ending: u32,
}

/// What changes on a day, for some or all capacities. People are counted by the methods that they
/// have now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PlanStep {
    /// The first day on which it applies.
    pub day: Day,
    /// What applies from then on.
    pub change: PlanChange,
    /// The method; absent where the change is about no single one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<FactorKind>,
    /// The capacities.
    pub of: Vec<Capacity>,
    /// How many people it concerns: those who have the method, or all of the capacities.
    pub people: u32,
    /// How many of them have to set up another method by then, or have none.
    pub stuck: u32,
}

/// What applies from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlanChange {
    /// Accounts that were active before have to have a second factor.
    Required,
    /// The method is in use, without an end.
    InUse,
    /// The method is advised against.
    Discouraged,
    /// The method has a last day.
    Ending,
    /// The method only allows setting up another one.
    EnrolOnly,
    /// The method opens nothing.
    Removed,
}
