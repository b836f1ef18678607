//! The connection over time: its phase, the requests that wait for it, its renewal; and the SMSC's
//! names for the last messages, which outlive it.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Notify, mpsc, watch},
    time::{Instant, sleep, timeout},
};

use super::{
    Heard, Stop,
    access::{Access, Identity},
    bind::Over,
    receipt::Receipt,
    session::{self, Submit},
    wire::Place,
};
use crate::gateway::{SendError, webhook::CONNECT_PATIENCE};

/// How long to wait before a new connection: at first, and at most.
const FIRST_REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_mins(1);
/// How many of an SMSC's names are kept in memory, for reports that are faster than the database.
const MOST_NAMES: usize = 1000;

/// The state that the connection shares with its users.
pub(super) struct Link {
    pub(super) place: Place,
    pub(super) identity: Identity,
    phase: watch::Sender<Phase>,
    /// Notified when a message waits and there is no connection.
    wanted: Notify,
    /// Notified when a request was not answered.
    pub(super) doubted: Notify,
    /// How many messages were written but not answered.
    awaited: AtomicUsize,
    names: Mutex<Names>,
}

/// The phase of the connection.
enum Phase {
    /// It is being made.
    Begins,
    /// It takes messages.
    Bound(mpsc::Sender<Submit>),
    /// The SMSC refused the bind.
    Refused(String),
    /// There is no connection, since this moment.
    Away(String, Instant),
}

/// Our names for the messages that the SMSC named last.
#[derive(Default)]
struct Names {
    ours: HashMap<String, String>,
    order: VecDeque<String>,
}

impl Link {
    pub(super) fn new(access: &Access<'_>) -> anyhow::Result<Self> {
        Ok(Self {
            place: Place::new(access)?,
            identity: Identity::new(access)?,
            phase: watch::Sender::new(Phase::Begins),
            wanted: Notify::new(),
            doubted: Notify::new(),
            awaited: AtomicUsize::new(0),
            names: Mutex::default(),
        })
    }

    /// Makes the connection, keeps it and renews it, until it is stopped.
    pub(super) async fn keep<H, F>(&self, mut stop: Stop, hear: H)
    where
        H: Fn(Receipt) -> F,
        F: Future<Output = Heard> + Send + 'static,
    {
        let mut rest = FIRST_REST;
        loop {
            self.phase.send_replace(Phase::Begins);
            let begun = Instant::now();
            let over = tokio::select! {
                over = session::run(self, stop.clone(), &hear) => over,
                // While it is being made there is nothing to unbind.
                () = self.stopped_unbound(stop.clone()) => Over::Stopped,
            };
            // A connection that ends as soon as it begins is a failure too.
            let was_bound = matches!(*self.phase.borrow(), Phase::Bound(_));
            if was_bound && begun.elapsed() > rest {
                rest = FIRST_REST;
            }
            if !self.note(over, rest) {
                return;
            }
            tokio::select! {
                () = sleep(rest) => {}
                () = self.wanted.notified() => {}
                () = stopped(&mut stop) => return,
            }
            rest = (rest * 2).min(LONGEST_REST);
        }
    }

    /// Records how a connection ended; false where there must not be another one.
    fn note(&self, over: Over, rest: Duration) -> bool {
        self.awaits(0);
        let (seconds, now) = (rest.as_secs(), Instant::now());
        let (phase, goes_on) = match over {
            Over::Stopped => (Phase::Away("the server is stopping".into(), now), false),
            Over::Refused(why) => {
                tracing::error!(why, seconds, "the SMSC does not let us in");
                (Phase::Refused(why), true)
            }
            Over::Broken(why) => {
                tracing::warn!(why, seconds, "no connection to the SMSC");
                (Phase::Away(why, now), true)
            }
        };
        self.phase.send_replace(phase);
        goes_on
    }

    /// Resolves at the stop where there is no connection to end in order.
    async fn stopped_unbound(&self, mut stop: Stop) {
        stopped(&mut stop).await;
        let is_unbound = |phase: &Phase| !matches!(phase, Phase::Bound(_));
        let _ = self.phase.subscribe().wait_for(is_unbound).await;
    }

    pub(super) fn is_bound(&self, submits: mpsc::Sender<Submit>) {
        tracing::info!("bound to the SMSC");
        self.phase.send_replace(Phase::Bound(submits));
    }

    /// Returns the connection, after a short wait where it is being made.
    pub(super) async fn bound(&self) -> Result<mpsc::Sender<Submit>, SendError> {
        let asked = Instant::now();
        let mut phase = self.phase.subscribe();
        let found = async {
            loop {
                match &*phase.borrow_and_update() {
                    Phase::Bound(submits) => return Ok(submits.clone()),
                    Phase::Refused(why) => return Err(SendError::Unfit(why.clone())),
                    Phase::Away(why, since) if *since + FIRST_REST > asked => {
                        return Err(SendError::Later(why.clone()));
                    }
                    // A person waits for this message: an early retry does no harm.
                    Phase::Away(..) => self.wanted.notify_one(),
                    Phase::Begins => {}
                }
                if phase.changed().await.is_err() {
                    return Err(SendError::Later("the connection is over".into()));
                }
            }
        };
        let late = |_| Err(SendError::Later("the SMSC has not let us in yet".into()));
        timeout(CONNECT_PATIENCE, found).await.unwrap_or_else(late)
    }

    pub(super) fn awaits(&self, count: usize) {
        self.awaited.store(count, Ordering::Relaxed);
    }

    pub(super) fn is_awaiting(&self) -> bool {
        self.awaited.load(Ordering::Relaxed) > 0
    }

    /// Stores the SMSC's name for one of our messages.
    pub(super) fn names(&self, theirs: &str, ours: &str) {
        if theirs.is_empty() {
            return;
        }
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if names.ours.insert(theirs.to_owned(), ours.to_owned()).is_none() {
            names.order.push_back(theirs.to_owned());
        }
        if names.order.len() > MOST_NAMES
            && let Some(oldest) = names.order.pop_front()
        {
            names.ours.remove(&oldest);
        }
    }

    /// Finds the message that the SMSC gave one of these names, and the name.
    pub(super) fn named(&self, references: &[String]) -> Option<(String, String)> {
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |it: &String| names.ours.get(it).map(|ours| (ours.clone(), it.clone()));
        references.iter().find_map(known)
    }
}

/// Resolves at the stop.
pub(super) async fn stopped(stop: &mut Stop) {
    let _ = stop.wait_for(|stop| *stop).await;
}
