//! The identifier of a request: the log line, the log of a failure and the response share it.

use std::sync::{Arc, OnceLock};

/// The identifier of a request, and its account once a handler learned it.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    id: Arc<str>,
    account: Arc<OnceLock<String>>,
}

impl Trace {
    /// A request with this identifier.
    pub fn new(id: &str) -> Self {
        Self { id: id.into(), account: Arc::default() }
    }

    /// Records a digest of the account, for the log line.
    pub fn note_account(&self, digest: impl FnOnce() -> String) {
        self.account.get_or_init(digest);
    }

    /// Returns the digest of the account, if there is one.
    pub fn account(&self) -> Option<&String> {
        self.account.get()
    }

    /// Returns the identifier; empty in a test without a connection.
    pub fn id(&self) -> &str {
        &self.id
    }
}
