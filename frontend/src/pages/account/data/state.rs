//! The state of the data page, and its three calls.

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{
    api::Nothing,
    data::{AskDeletion, CopyData, DataView, Deletion, GetData, KeepAccount},
    time::Timestamp,
};

use super::{copy, leave};
use crate::{
    api,
    app::{
        route::Route,
        session::{Farewell, Session, use_session},
        shell::Intent,
    },
    browser::page,
    change::{Controller, OnFailure},
};

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
    session: StoredValue<Session>,
    /// How it makes a change. What is open: the question before a deletion, or the export that is
    /// being made.
    pub(super) controller: Controller,
    /// Whether the account will be deleted, and whether it can be.
    pub(super) view: RwSignal<Option<DataView>>,
    /// The export, as the address of a file; only here, until the page is left.
    pub(super) copy: RwSignal<Option<String>>,
    /// The last success.
    pub(super) outcome: RwSignal<Option<Outcome>>,
}

impl State {
    /// A page without data yet.
    pub(super) fn new() -> Self {
        let state = Self {
            session: StoredValue::new(use_session()),
            controller: Controller::new(Route::Data, OnFailure::Closes),
            view: RwSignal::new(None),
            copy: RwSignal::new(None),
            outcome: RwSignal::new(None),
        };
        // It needs no form, so it is made as soon as it is begun.
        Effect::new(move |_| {
            if state.controller.open.get() == Some(Intent::Copy) {
                state.make_copy();
            }
        });
        state
    }

    /// Fetches the data; then continues with what was begun before the proof.
    pub(super) fn load(self) {
        let answer = Box::pin(api::call::<GetData>(&Nothing {}));
        self.controller.fetch(answer, move |view| self.hear(view), part_of);
    }

    /// When the account will be deleted, if it will.
    pub(super) fn waits_until(self) -> Option<Timestamp> {
        self.view.with(|view| match view.as_ref()?.deletion {
            Deletion::Waits { at } => Some(at),
            Deletion::None {} | Deletion::Done {} => None,
        })
    }

    /// Begins an action that needs a proof, and requests the proof first if it is too old.
    pub(super) fn begin(self, intent: Intent) {
        self.outcome.set(None);
        self.controller.begin(part_of(&intent), intent);
    }

    fn make_copy(self) {
        let answer = Box::pin(api::document::<CopyData>(&Nothing {}));
        self.controller.run(copy::PART, answer, move |text: String| {
            self.controller.close();
            self.copy.set(Some(page::as_file(&text)));
            page::focus_soon(copy::READY);
        });
    }

    /// Requests the deletion, after the question was answered.
    pub(super) fn leave(self) {
        let answer = Box::pin(api::call::<AskDeletion>(&Nothing {}));
        self.controller.run(leave::PART, answer, move |view: DataView| {
            self.controller.close();
            if view.deletion == (Deletion::Done {}) {
                let session = self.session.get_value();
                session.farewell.set(Some(Farewell::Deleted));
                spawn_local(session.refresh());
                return;
            }
            self.hear(view);
            self.outcome.set(Some(Outcome::Asked));
            page::focus_soon(leave::PART);
        });
    }

    /// Cancels the deletion.
    pub(super) fn keep(self) {
        let answer = Box::pin(api::call::<KeepAccount>(&Nothing {}));
        self.controller.run(leave::PART, answer, move |view| {
            self.hear(view);
            self.outcome.set(Some(Outcome::Kept));
        });
    }

    fn hear(self, view: DataView) {
        self.controller.proved_for(view.fresh_for);
        self.view.set(Some(view));
    }
}

/// The section in which something was begun.
const fn part_of(intent: &Intent) -> &'static str {
    match intent {
        Intent::Copy => copy::PART,
        _ => leave::PART,
    }
}
