//! My account, my data: a copy of everything that is kept about the person, and the deletion of the account.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Nothing, endpoints},
    time::Timestamp,
};

endpoints! {
    /// What the page shows.
    GetData: Get "/api/account/data", Nothing => DataView;
    /// A copy of everything that is kept about the person (GDPR art. 15 and 20).
    CopyData: Post "/api/account/data/copy", Nothing => Holdings;
    /// Asks that the account be deleted (GDPR art. 17). Asking twice changes nothing.
    AskDeletion: Post "/api/account/deletion", Nothing => DataView;
    /// Keeps the account after all. Nothing has to be proved for that: it puts nobody at risk.
    KeepAccount: Post "/api/account/deletion/cancel", Nothing => DataView;
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DataView {
    /// Whether the account goes, and when.
    pub deletion: Deletion,
    /// Whether its person can ask for that.
    pub may: MayLeave,
    /// How many days lie between the wish and the deletion; 0: none.
    pub wait_days: u32,
    /// Seconds for which a copy and a deletion need no new proof.
    pub fresh_for: u32,
}

/// Whether an account is to be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "kind"))]
pub enum Deletion {
    /// Nobody asked for it.
    None {},
    /// Its person did.
    Waits {
        /// When it happens.
        at: Timestamp,
    },
    /// It is gone, and this session with it.
    Done {},
}

/// Whether a person can have their account deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MayLeave {
    /// They can.
    Yes,
    /// They work here: the role goes first.
    RoleFirst,
    /// Nobody else decides about roles: somebody else has to be an administrator first.
    LastAdministrator,
}

/// Everything that is kept about a person, but secrets and what only serves to find rows again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Holdings {
    /// The name of the service.
    pub service: String,
    /// When the copy was made, as `2026-03-02T10:00:00Z`; all moments in it are written so.
    pub made_at: String,
    /// Table by table, those without rows too.
    pub held: Vec<Held>,
}

/// The rows of one table that belong to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Held {
    /// The name of the table; docs/PRIVACY.md says what each is for.
    pub table: String,
    /// Its rows, the oldest first.
    pub rows: Vec<serde_json::Map<String, serde_json::Value>>,
}
