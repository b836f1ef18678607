//! What the page of one's data knows, and the three calls it makes.

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
    pages::inside::ask_proof,
    route::Route,
    session::{Farewell, Session, use_session},
    shell::{Intent, Shell, use_shell},
};

/// With less than this left, a proof is asked before a question opens.
const MARGIN_SECONDS: u32 = 30;

/// A call on its way; one type for all, so that what follows is compiled once.
type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

/// What went well last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The account is to be deleted.
    Asked,
    /// It stays.
    Kept,
}

/// What the page holds.
#[derive(Clone, Copy)]
pub(super) struct State {
    shell: StoredValue<Shell>,
    session: StoredValue<Session>,
    /// Whether the account goes, and whether it can.
    pub(super) view: RwSignal<Option<DataView>>,
    /// The copy, as the address of a file; here only, until the page is left.
    pub(super) copy: RwSignal<Option<String>>,
    /// Whether the question is open before the account goes.
    pub(super) asking: RwSignal<bool>,
    /// What went well last.
    pub(super) told: RwSignal<Option<Outcome>>,
    /// What went wrong.
    pub(super) trouble: RwSignal<Option<Trouble>>,
    /// Whether a call is on its way.
    pub(super) busy: RwSignal<bool>,
    proved_until: StoredValue<Timestamp>,
}

impl State {
    /// A page that knows nothing yet.
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

    /// Asks how things are; then does what was begun before the proof.
    pub(super) fn load(self) {
        let begun = self.shell.get_value().intent.try_update(Option::take).flatten();
        self.run(None, Box::pin(api::call::<GetData>(&Nothing {})), move |view| {
            self.hear(view);
            if let Some(intent) = begun.filter(|_| self.is_proved()) {
                self.go_on(&intent);
            }
        });
    }

    /// When the account goes, if it does.
    pub(super) fn waits_until(self) -> Option<Timestamp> {
        self.view.with(|view| match view.as_ref()?.deletion {
            Deletion::Waits { at } => Some(at),
            Deletion::None {} | Deletion::Done {} => None,
        })
    }

    fn is_proved(self) -> bool {
        clock::now().seconds_until(self.proved_until.get_value()) > MARGIN_SECONDS
    }

    /// Begins what needs a proof, and asks for that first where it is too old.
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

    /// Asks that the account be deleted, once the question was answered.
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

    /// Keeps the account.
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

    /// Makes a call; one at a time. What needs a proof that is too old is gone on with after it.
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
            // The page may have been left meanwhile.
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
