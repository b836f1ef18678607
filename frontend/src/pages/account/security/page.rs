//! The state of the security page, and how it makes a change.

use std::pin::Pin;

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{
    account::{AccountView, GetAccount},
    api::{Endpoint, Nothing},
    problem::Code,
    security::{Activity, GetActivity, GetSecurity, SecurityView},
    time::Timestamp,
};

use super::part::Part;
use crate::{
    api::{self, Cause, Failure, Trouble},
    app::{
        route::Route,
        shell::{Intent, Shell, use_shell},
    },
    browser::{clock, keys, page},
    change::proof::ask_proof,
    form::{Form, FormState, Values},
    i18n::Text,
};

/// With fewer seconds left, a proof is requested before a form opens, so that typed text is not
/// lost.
const MARGIN_SECONDS: u32 = 30;

/// A running call; one type for all, so that what follows is compiled once.
type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

/// The state of the page.
#[derive(Clone, Copy)]
pub(super) struct Page {
    shell: Shell,
    /// How the account is protected.
    pub(super) security: RwSignal<Option<SecurityView>>,
    /// Its sessions, its number and its address.
    pub(super) account: RwSignal<Option<AccountView>>,
    /// What happened to it.
    pub(super) activity: RwSignal<Vec<Activity>>,
    /// The change for which a form or a question is open.
    pub(super) open: RwSignal<Option<Intent>>,
    /// The section that was used last: its result is shown there.
    pub(super) at: RwSignal<Part>,
    /// What went well.
    pub(super) said: RwSignal<Option<Text>>,
    /// What went wrong.
    pub(super) trouble: RwSignal<Option<Trouble>>,
    /// Whether a change is being made.
    pub(super) busy: RwSignal<bool>,
    /// Until when changes need no new proof, by the clock of this computer.
    proved_until: RwSignal<Timestamp>,
}

impl Page {
    /// A page without data yet.
    pub(super) fn new() -> Self {
        Self {
            shell: use_shell(),
            security: RwSignal::new(None),
            account: RwSignal::new(None),
            activity: RwSignal::new(Vec::new()),
            open: RwSignal::new(None),
            at: RwSignal::new(Part::Methods),
            said: RwSignal::new(None),
            trouble: RwSignal::new(None),
            busy: RwSignal::new(false),
            proved_until: RwSignal::new(clock::now()),
        }
    }

    /// Fetches everything that the page shows; then opens what was begun before the proof.
    pub(super) fn load(self) {
        self.trouble.set(None);
        let begun = self.shell.intent.try_update(Option::take).flatten();
        spawn_local(async move {
            let answer = api::call::<GetSecurity>(&Nothing {}).await;
            if let Some(view) = self.settle(answer) {
                self.hear(view);
                self.open.set(begun.filter(|_| untrack(|| self.is_proved())));
            }
        });
        self.load_rest();
    }

    /// Fetches sessions and history, which other changes affect too.
    fn load_rest(self) {
        spawn_local(async move {
            let answer = api::call::<GetAccount>(&Nothing {}).await;
            if let Some(view) = self.settle(answer) {
                self.account.set(Some(view));
            }
        });
        spawn_local(async move {
            // Without its history the page is still useful; the two calls above report what is
            // wrong.
            if let Ok(view) = api::call::<GetActivity>(&Nothing {}).await
                && !self.is_gone()
            {
                self.activity.set(view.entries);
            }
        });
    }

    /// Whether all required data has arrived.
    pub(super) fn is_ready(self) -> bool {
        self.security.with(Option::is_some) && self.account.with(Option::is_some)
    }

    /// Whether a change is possible without a new proof.
    pub(super) fn is_proved(self) -> bool {
        clock::now().seconds_until(self.proved_until.get()) > MARGIN_SECONDS
    }

    /// Opens the form or the question for a change, after a proof where one is needed.
    pub(super) fn begin(self, part: Part, intent: Intent) {
        self.at.set(part);
        self.said.set(None);
        if untrack(|| self.is_proved()) {
            self.open.set(Some(intent));
        } else {
            self.shell.intent.set(Some(intent));
            ask_proof(self.shell, Route::Security, self.trouble);
        }
    }

    /// Closes what is open, and returns the focus to its section of the page.
    pub(super) fn shut(self, part: Part) {
        self.open.set(None);
        page::focus_soon(part.id());
    }

    /// Leads to a page that requests a proof itself.
    pub(super) fn leave_for(self, route: Route) {
        if untrack(|| self.is_proved()) {
            self.shell.go(route);
        } else {
            ask_proof(self.shell, route, self.trouble);
        }
    }

    /// Leads to the page where number and address are changed.
    pub(super) fn change_contact(self, intent: Intent) {
        self.at.set(Part::Contact);
        self.shell.intent.set(Some(intent));
        self.leave_for(Route::Contact);
    }

    /// Makes a change without a form.
    pub(super) fn change<E>(self, part: Part, request: E::Request, done: Text)
    where
        E: Endpoint<Response = SecurityView>,
    {
        let answer: Answer<SecurityView> = Box::pin(async move { api::call::<E>(&request).await });
        self.run(part, answer, move |view| self.changed(part, view, done));
    }

    /// Makes a call and passes its answer on; one at a time.
    pub(super) fn run<T: 'static>(
        self,
        part: Part,
        answer: Answer<T>,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.begin_call(part);
        spawn_local(async move {
            if let Some(view) = self.settle(answer.await) {
                then(view);
            }
        });
    }

    /// Sends a form whose values are checked.
    pub(super) fn submit<E, T>(self, part: Part, form: Form<T>, request: E::Request, done: Text)
    where
        E: Endpoint<Response = SecurityView>,
        T: Values,
    {
        let answer: Answer<SecurityView> = Box::pin(async move { api::call::<E>(&request).await });
        self.send(part, form.state, answer, done);
    }

    fn send(self, part: Part, form: FormState, answer: Answer<SecurityView>, done: Text) {
        self.begin_call(part);
        spawn_local(async move {
            let answer = answer.await;
            if self.is_gone() {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(view) => {
                    form.succeeded();
                    self.changed(part, view, done);
                }
                Err(failure) => {
                    let (trouble, fields, _) = failure.parts();
                    if trouble.cause == Cause::Code(Code::ProofRequired) {
                        self.shell.intent.set(self.open.get_untracked());
                        self.trouble.set(Some(trouble));
                    } else {
                        form.refused(trouble, fields);
                    }
                }
            }
        });
    }

    fn begin_call(self, part: Part) {
        self.at.set(part);
        self.said.set(None);
        self.trouble.set(None);
        self.busy.set(true);
    }

    /// A change was made: shows the new state, and reports it in its section.
    pub(super) fn changed(self, part: Part, view: SecurityView, done: Text) {
        self.hear(view);
        self.said.set(Some(done));
        self.shut(part);
        self.load_rest();
    }

    /// Takes over the current protection of the account.
    fn hear(self, view: SecurityView) {
        self.proved_until.set(clock::now().plus_seconds(i64::from(view.fresh_for)));
        self.security.set(Some(view));
        keys::signal();
    }

    /// Fetches the protection of the account again, after a call that does not return it.
    pub(super) fn reload(self) {
        spawn_local(async move {
            let answer = api::call::<GetSecurity>(&Nothing {}).await;
            if let Some(view) = self.settle(answer) {
                self.hear(view);
            }
        });
        self.load_rest();
    }

    fn settle<T>(self, answer: Result<T, Failure>) -> Option<T> {
        if self.is_gone() {
            return None;
        }
        self.busy.set(false);
        match answer {
            Ok(view) => Some(view),
            Err(failure) => {
                self.shell.intent.set(self.open.get_untracked());
                self.trouble.set(Some(failure.trouble()));
                None
            }
        }
    }

    /// Whether the page was left: then there is no page that can show the answer.
    fn is_gone(self) -> bool {
        self.busy.is_disposed()
    }
}
