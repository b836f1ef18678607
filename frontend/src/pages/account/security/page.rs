//! The state of the security page, and how it makes a change.

use leptos::prelude::*;
use vestibule_shared::{
    account::{AccountView, GetAccount},
    api::{Endpoint, Nothing},
    security::{Activity, GetActivity, GetSecurity, SecurityView},
};

use super::part::Part;
use crate::{
    api,
    app::{route::Route, shell::Intent},
    browser::keys,
    change::{Answer, Controller, OnFailure},
    form::{Form, Values},
    i18n::Text,
};

/// The state of the page.
#[derive(Clone, Copy)]
pub(super) struct Page {
    /// How it makes a change.
    pub(super) controller: Controller,
    /// How the account is protected.
    pub(super) security: RwSignal<Option<SecurityView>>,
    /// Its sessions, its number and its address.
    pub(super) account: RwSignal<Option<AccountView>>,
    /// What happened to it.
    pub(super) activity: RwSignal<Vec<Activity>>,
}

impl Page {
    /// A page without data yet.
    pub(super) fn new() -> Self {
        let controller = Controller::new(Route::Security, OnFailure::StaysOpen);
        controller.turn_to(Part::Methods.id());
        Self {
            controller,
            security: RwSignal::new(None),
            account: RwSignal::new(None),
            activity: RwSignal::new(Vec::new()),
        }
    }

    /// Fetches everything that the page shows; then opens what was begun before the proof.
    pub(super) fn load(self) {
        let answer = Box::pin(api::call::<GetSecurity>(&Nothing {}));
        self.controller.fetch(answer, move |view| self.hear(view), |intent| part_of(intent).id());
        self.load_rest();
    }

    /// Fetches sessions and history, which other changes affect too.
    fn load_rest(self) {
        let answer = Box::pin(api::call::<GetAccount>(&Nothing {}));
        self.controller.refresh(answer, move |view| self.account.set(Some(view)));
        self.controller.scope().spawn(async move {
            // Without its history the page is still useful; the two calls above report what is
            // wrong.
            if let Ok(view) = api::call::<GetActivity>(&Nothing {}).await {
                self.activity.set(view.entries);
            }
        });
    }

    /// Whether all required data has arrived.
    pub(super) fn is_ready(self) -> bool {
        self.security.with(Option::is_some) && self.account.with(Option::is_some)
    }

    /// Opens the form or the question for a change, after a proof where one is needed.
    pub(super) fn begin(self, part: Part, intent: Intent) {
        self.controller.begin(part.id(), intent);
    }

    /// Closes what is open, and returns the focus to its section of the page.
    pub(super) fn shut(self, part: Part) {
        self.controller.close_at(part.id());
    }

    /// Leads to the page where number and address are changed.
    pub(super) fn change_contact(self, intent: Intent) {
        self.controller.shell().intent.set(Some(intent));
        self.controller.leave_for(Part::Contact.id(), Route::Contact);
    }

    /// Makes a change without a form.
    pub(super) fn change<E>(self, part: Part, request: E::Request, done: Text)
    where
        E: Endpoint<Response = SecurityView>,
    {
        let answer: Answer<SecurityView> = Box::pin(async move { api::call::<E>(&request).await });
        self.run(part, answer, move |view| self.changed(view, done));
    }

    /// Makes a call and passes its answer on; one at a time.
    pub(super) fn run<T: 'static>(
        self,
        part: Part,
        answer: Answer<T>,
        then: impl FnOnce(T) + 'static,
    ) {
        self.controller.run(part.id(), answer, then);
    }

    /// Sends a form whose values are checked.
    pub(super) fn submit<E, T>(self, part: Part, form: Form<T>, request: E::Request, done: Text)
    where
        E: Endpoint<Response = SecurityView>,
        T: Values,
    {
        let answer: Answer<SecurityView> = Box::pin(async move { api::call::<E>(&request).await });
        self.controller.turn_to(part.id());
        self.controller.send(form.state, answer, move |view| self.changed(view, done));
    }

    /// A change was made: shows the new state, and reports it in its section.
    fn changed(self, view: SecurityView, done: Text) {
        self.hear(view);
        self.controller.done(done);
        self.load_rest();
    }

    /// Takes over the current protection of the account.
    fn hear(self, view: SecurityView) {
        self.controller.proved_for(view.fresh_for);
        self.security.set(Some(view));
        keys::signal();
    }

    /// Fetches the protection of the account again, after a call that does not return it.
    pub(super) fn reload(self) {
        let answer = Box::pin(api::call::<GetSecurity>(&Nothing {}));
        self.controller.refresh(answer, move |view| self.hear(view));
        self.load_rest();
    }
}

/// The section in which something was begun.
const fn part_of(intent: &Intent) -> Part {
    match intent {
        Intent::NewCodes => Part::Codes,
        Intent::Password => Part::Password,
        _ => Part::Methods,
    }
}
