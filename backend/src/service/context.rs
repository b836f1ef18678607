//! The context in which the service runs, and the secrets that it issues.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use vestibule_shared::{problem::Code, time::Timestamp};

use crate::{
    app::{App, config::Switch, remote::Remote, trace::Trace},
    db::{self, Reader},
    system::digest::digest,
};

/// How long a visitor's session lasts on the server, in seconds.
pub const VISIT_SECONDS: i64 = 86_400;

/// What a secret is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The session of a signed-in person.
    Session,
    /// The session of a visitor with a flow in progress.
    Visit,
    /// A remembered browser.
    Remembered,
    /// A known browser: it opens nothing and outlives signing out.
    Known,
}

/// A secret for the client that made the request.
#[derive(Clone)]
pub struct Secret {
    /// What it is for.
    pub purpose: Purpose,
    /// The secret; empty to forget the one before.
    pub value: String,
    /// How long it is valid; absent when it ends with the browser.
    pub seconds: Option<i64>,
}

/// The secrets that a request issued. They are handed over once its transaction is committed; a
/// browser gets them as cookies.
#[derive(Clone, Default)]
pub struct Issued(Arc<Mutex<Contents>>);

#[derive(Default)]
struct Contents {
    secrets: Vec<Secret>,
    session: Option<String>,
}

impl Issued {
    fn open(&self) -> MutexGuard<'_, Contents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, purpose: Purpose, value: String, seconds: Option<i64>) {
        self.open().secrets.push(Secret { purpose, value, seconds });
    }

    /// Issues the secret of a visitor's session. It ends with the browser, because the computer may
    /// be shared.
    pub fn visit(&self, secret: String) {
        self.add(Purpose::Visit, secret, None);
    }

    /// Issues the secret of a session that begins or was stepped up.
    pub fn session(&self, secret: String, ends_at: Timestamp, now: Timestamp) {
        self.open().session = Some(digest(&secret));
        self.add(Purpose::Session, secret, Some(i64::from(now.seconds_until(ends_at))));
    }

    /// Makes the client forget its session.
    pub fn no_session(&self) {
        self.add(Purpose::Session, String::new(), Some(0));
    }

    /// Issues the secret of a remembered browser.
    pub fn remembered(&self, secret: String, seconds: i64) {
        self.add(Purpose::Remembered, secret, Some(seconds));
    }

    /// Issues the secret of a known browser.
    pub fn known(&self, secret: String, seconds: i64) {
        self.add(Purpose::Known, secret, Some(seconds));
    }

    /// Withdraws everything, because what it was issued for did not happen.
    pub fn clear(&self) {
        *self.open() = Contents::default();
    }

    /// Takes the secrets, to hand them over.
    pub fn take(&self) -> Vec<Secret> {
        std::mem::take(&mut self.open().secrets)
    }

    /// Returns the digest of the session that this request began or stepped up.
    pub fn session_digest(&self) -> Option<String> {
        self.open().session.clone()
    }
}

/// The context of a request: who asks, when, and from where. It holds no HTTP type, so that a page,
/// a token endpoint and a phone can use the same service.
#[derive(Clone)]
pub struct Context {
    /// The application.
    pub app: App,
    /// The moment of the request.
    pub now: Timestamp,
    /// Where the request comes from.
    pub remote: Remote,
    /// Digest of the visitor's secret; whether it is live is in the database.
    pub visit: Option<String>,
    /// Digest of the secret of a session; whether it is live is in the database.
    pub session: Option<String>,
    /// The secret of a remembered browser; its accounts are in the database.
    pub browser: Option<String>,
    /// The flow that a move was requested for, with its version then.
    pub flow: Option<(String, i64)>,
    /// The secret of a known browser; its accounts are in the database.
    pub known: Option<String>,
    /// The secrets issued by this request.
    pub issued: Issued,
    /// The identifier of the request, and its account for the log.
    pub trace: Trace,
}

impl Context {
    /// Returns whose browser this is, for events.
    pub fn visitor(&self) -> &str {
        self.visit.as_deref().or(self.session.as_deref()).unwrap_or_default()
    }

    /// Checks that the flow has not moved since the move was requested. Call it after the counter
    /// of a try was written: a request that moved the flow and cleared that counter is committed
    /// then, and is seen.
    ///
    /// # Errors
    /// In the answer: `Conflict` when another request moved it meanwhile.
    pub async fn is_there_still(&self, tx: &mut Reader) -> Result<Result<(), Code>, db::Error> {
        let Some((id, version)) = &self.flow else { return Ok(Ok(())) };
        let now = db::flows::find_version(tx, id).await?;
        Ok(if now == Some(*version) { Ok(()) } else { Err(Code::Conflict) })
    }

    /// Records who is signed in, for the log line: by a digest that only our key ring makes.
    pub(super) fn note_account(&self, account: &str) {
        if self.app.config.access_log == Switch::Yes {
            self.trace.note_account(|| {
                self.app.keys.index("access log", account).chars().take(16).collect()
            });
        }
    }
}
