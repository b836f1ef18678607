//! The state of the data page, and its three calls.

use std::pin::Pin;

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{
    api::Nothing,
    data::{AskDeletion, CopyData, DataView, Deletion, GetData, KeepAccount},
    problem::Code,
    time::Timestamp,
};

use crate::{
    api::{self, Cause, Failure, Trouble},
    browser::{clock, page},
    http::session::{Farewell, use_session},
    pages::inside::ask_proof,
    route::Route,
    service::sessions::Session,
    shell::{Intent, Shell, use_shell},
};

/// With fewer seconds left, a proof is requested before a question opens.
const MARGIN_SECONDS: u32 = 30;

/// A running call; one type for all, so that what follows is compiled once.
type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

/// The last success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The account will be deleted.
    Asked,
    /// The deletion was cancelled.
    Kept,
}

/// The state of the page.
#[derive(Clone, Copy)]
pub(super) struct State {
    shell: StoredValue<Shell>,
    session: StoredValue<Session>,
    /// Whether the account will be deleted, and whether it can be.
    pub(super) view: RwSignal<Option<DataView>>,
    /// The export, as the address of a file; only here, until the page is left.
    pub(super) copy: RwSignal<Option<String>>,
    /// Whether the question before a deletion is open.
    pub(super) asking: RwSignal<bool>,
    /// The last success.
    pub(super) told: RwSignal<Option<Outcome>>,
    /// What went wrong.
    pub(super) trouble: RwSignal<Option<Trouble>>,
    /// Whether a call is running.
    pub(super) busy: RwSignal<bool>,
    proved_until: StoredValue<Timestamp>,
}

impl State {
    /// A page without data yet.
    pub(super) fn new() -> Self {
        Self {
            shell: StoredValue::new(use_shell()),
            session: StoredValue::new(use_session()),
            view: RwSignal::new(None),
            copy: RwSignal::new(None),
            asking: RwSignal::new(false),
            told: RwSignal::new(None),
            trouble: RwSignal::new(None),
            busy: RwSignal::new(false),
            proved_until: StoredValue::new(clock::now()),
        }
    }

    /// Fetches the data; then continues with what was begun before the proof.
    pub(super) fn load(self) {
        let begun = self.shell.get_value().intent.try_update(Option::take).flatten();
        self.run(None, Box::pin(api::call::<GetData>(&Nothing {})), move |view| {
            self.hear(view);
            if let Some(intent) = begun.filter(|_| self.is_proved()) {
                self.go_on(&intent);
            }
        });
    }

    /// When the account will be deleted, if it will.
    pub(super) fn waits_until(self) -> Option<Timestamp> {
        self.view.with(|view| match view.as_ref()?.deletion {
            Deletion::Waits { at } => Some(at),
            Deletion::None {} | Deletion::Done {} => None,
        })
    }

    fn is_proved(self) -> bool {
        clock::now().seconds_until(self.proved_until.get_value()) > MARGIN_SECONDS
    }

    /// Begins an action that needs a proof, and requests the proof first if it is too old.
    pub(super) fn begin(self, intent: Intent) {
        self.told.set(None);
        self.trouble.set(None);
        if self.is_proved() {
            self.go_on(&intent);
        } else {
            let shell = self.shell.get_value();
            shell.intent.set(Some(intent));
            ask_proof(shell, Route::Data, self.trouble);
        }
    }

    fn go_on(self, intent: &Intent) {
        match intent {
            Intent::Copy => self.make_copy(),
            Intent::Leave => self.asking.set(true),
            _ => {}
        }
    }

    fn make_copy(self) {
        let answer = Box::pin(api::document::<CopyData>(&Nothing {}));
        self.run(Some(Intent::Copy), answer, move |text: String| {
            self.copy.set(Some(page::as_file(&text)));
            page::focus_soon(super::copy::READY);
        });
    }

    /// Requests the deletion, after the question was answered.
    pub(super) fn leave(self) {
        let answer = Box::pin(api::call::<AskDeletion>(&Nothing {}));
        self.run(Some(Intent::Leave), answer, move |view: DataView| {
            self.asking.set(false);
            if view.deletion == (Deletion::Done {}) {
                let session = self.session.get_value();
                session.farewell.set(Some(Farewell::Deleted));
                spawn_local(async move { session.refresh().await });
                return;
            }
            self.hear(view);
            self.told.set(Some(Outcome::Asked));
            page::focus_soon(super::leave::PART);
        });
    }

    /// Cancels the deletion.
    pub(super) fn keep(self) {
        let answer = Box::pin(api::call::<KeepAccount>(&Nothing {}));
        self.run(None, answer, move |view| {
            self.hear(view);
            self.told.set(Some(Outcome::Kept));
        });
    }

    fn hear(self, view: DataView) {
        self.proved_until.set_value(clock::now().plus_seconds(i64::from(view.fresh_for)));
        self.view.set(Some(view));
    }

    /// Makes a call; one at a time. If the proof is too old, continues after a new one.
    fn run<T: 'static>(
        self,
        intent: Option<Intent>,
        answer: Answer<T>,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.trouble.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let answer = answer.await;
            // The page may be gone by now.
            if self.busy.is_disposed() {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(told) => then(told),
                Err(failure) => self.fail(intent, failure.trouble()),
            }
        });
    }

    fn fail(self, intent: Option<Intent>, trouble: Trouble) {
        self.asking.set(false);
        if trouble.cause == Cause::Code(Code::ProofRequired) {
            self.shell.get_value().intent.set(intent);
        }
        self.trouble.set(Some(trouble));
    }
}
