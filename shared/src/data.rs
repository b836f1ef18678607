//! My account, my data: the data export, and the deletion of the account.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Nothing, endpoints},
    time::Timestamp,
};

endpoints! {
    /// Returns what the page shows.
    GetData: Get "/api/account/data", Nothing => DataView;
    /// Returns a data export: everything stored about the person (GDPR art. 15 and 20).
    CopyData: Post "/api/account/data/copy", Nothing => Holdings;
    /// Requests the deletion of the account (GDPR art. 17). A second request changes nothing.
    AskDeletion: Post "/api/account/deletion", Nothing => DataView;
    /// Cancels the deletion. This needs no proof, because it puts no person at risk.
    KeepAccount: Post "/api/account/deletion/cancel", Nothing => DataView;
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DataView {
    /// Whether the account will be deleted, and when.
    pub deletion: Deletion,
    /// Whether the person can request that.
    pub may: MayLeave,
    /// The days between the request and the deletion; 0: none.
    pub wait_days: u32,
    /// Seconds for which a data export and a deletion need no new proof.
    pub fresh_for: u32,
}

/// Whether an account will be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "kind"))]
pub enum Deletion {
    /// No deletion was requested.
    None {},
    /// The person requested it.
    Waits {
        /// When the account is deleted.
        at: Timestamp,
    },
    /// The account is deleted, and this session with it.
    Done {},
}

/// Whether a person can request the deletion of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MayLeave {
    /// They can.
    Yes,
    /// The person is staff: the role is revoked first.
    RoleFirst,
    /// The person is the last administrator, and must appoint another one first.
    LastAdministrator,
}

/// Everything stored about a person, except secrets and columns that only serve to find rows again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Holdings {
    /// The name of the service.
    pub service: String,
    /// When the export was made, as `2026-03-02T10:00:00Z`; it writes all times in this form.
    pub made_at: String,
    /// Every table, also those without rows.
    pub held: Vec<Held>,
}

/// The rows of one table that belong to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Held {
    /// The name of the table; docs/PRIVACY.md explains each.
    pub table: String,
    /// Its rows, oldest first.
    pub rows: Vec<serde_json::Map<String, serde_json::Value>>,
}
