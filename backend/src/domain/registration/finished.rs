//! The end of a registration: the account is activated (R13).

use serde::{Deserialize, Serialize};
use vestibule_shared::id::AccountId;

/// Activated (R13).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Finished {
    email: String,
    /// Absent in a stage that an earlier version stored.
    #[serde(default)]
    account: Option<AccountId>,
}

impl Finished {
    /// An account that was activated just now.
    pub(super) fn new(email: String, account: AccountId) -> Self {
        Self { email, account: Some(account) }
    }

    /// The user name (R12).
    pub fn email(&self) -> &str {
        &self.email
    }

    /// The account.
    pub fn account(&self) -> Option<&AccountId> {
        self.account.as_ref()
    }
}
