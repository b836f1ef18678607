//! The audit trail, as an auditor reads it.

use serde::{Deserialize, Serialize};

use crate::{api::endpoints, id::AccountId, time::Timestamp};

endpoints! {
    /// Returns a page of the audit trail, newest first.
    ReadTrail: Post "/api/trail", Filter => TrailView;
}

/// A choice of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// The first moment, included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// The last moment, excluded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// The account that the rows are about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// The staff account that acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<AccountId>,
    /// An event's name as `desk.unlocked`, or its beginning as `desk.`; empty for all.
    #[serde(default)]
    pub event: String,
    /// Rows before this one, from [`TrailView::before`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
}

/// A page of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct TrailView {
    /// Newest first, at most 50.
    pub rows: Vec<TrailRow>,
    /// Where the next page begins; absent at the end.
    pub before: Option<i64>,
}

/// One row of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct TrailRow {
    /// Its position; 0 or less for rows older than the chain.
    pub seq: i64,
    /// When it was written.
    pub at: Timestamp,
    /// The event, as `desk.unlocked`.
    pub event: String,
    /// The account that the row is about.
    pub account: Option<AccountId>,
    /// The name of that person; absent when there is none or the account is deleted.
    pub name: Option<String>,
    /// `person`, `system`, or `staff`.
    pub actor: String,
    /// The staff account that acted, if it was staff.
    pub staff: Option<AccountId>,
    /// The name of that staff member; absent when the account is deleted.
    pub staff_name: Option<String>,
    /// More, in a few words.
    pub detail: String,
    /// Browser and system in a few words.
    pub browser: String,
    /// The reason that was written; absent when there was none, or when it was erased with the
    /// person.
    pub said: Option<String>,
    /// The row's keyed digest.
    pub mac: String,
}
