//! The audit trail, as an auditor reads it.

use serde::{Deserialize, Serialize};

use crate::{api::endpoints, id::AccountId, time::Timestamp};

endpoints! {
    /// A page of the audit trail, the latest first.
    ReadTrail: Post "/api/trail", Filter => TrailView;
}

/// Which rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// From this moment on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// Whose account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// Who did it: an account that works here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<AccountId>,
    /// What: an event's name as `desk.unlocked`, or its beginning as `desk.`; empty for all.
    #[serde(default)]
    pub event: String,
    /// Rows before this one; what [`TrailView::before`] said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
}

/// A page of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct TrailView {
    /// The latest first, 50 at most.
    pub rows: Vec<TrailRow>,
    /// Where the next page begins; absent at the end.
    pub before: Option<i64>,
}

/// One row of the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct TrailRow {
    /// Its place; 0 and less for what is older than the chain.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// What, as `desk.unlocked`.
    pub event: String,
    /// Whose account, by its name in the database.
    pub account: Option<AccountId>,
    /// Whose account, by the person's name; absent when there is none or it is gone.
    pub name: Option<String>,
    /// `person`, `system`, or `staff`.
    pub actor: String,
    /// Which account, where it was staff.
    pub staff: Option<AccountId>,
    /// Their name; absent when it is gone.
    pub staff_name: Option<String>,
    /// More, in a few words.
    pub detail: String,
    /// Browser and system in a few words.
    pub browser: String,
    /// What they wrote; absent when nothing, or when it was erased with the person.
    pub said: Option<String>,
    /// The row's keyed digest.
    pub mac: String,
}
