//! Runs one change at a time on a page: re-authenticates first, then shows the result in its
//! section.

use std::pin::Pin;

use leptos::prelude::*;
use vestibule_shared::{problem::Code, time::Timestamp};

use super::proof::{ask_proof, prove_when_asked};
use crate::{
    api::{Failure, Trouble},
    app::{
        route::Route,
        shell::{Intent, Shell, use_shell},
    },
    browser::{clock, page, tasks::Scope},
    flow::continuation::{self, require_session},
    form::FormState,
    i18n::Text,
};

/// With fewer seconds left, a proof is requested before a form opens, so that typed text is not
/// lost.
const MARGIN_SECONDS: u32 = 30;

/// A running call; one type for all, so that what follows is compiled once.
pub(crate) type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

/// What happens to an open question when its call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnFailure {
    /// It stays open. If the page has to be left, it opens again when the person comes back.
    StaysOpen,
    /// It closes. If a proof is required, it opens again after that.
    Closes,
}

/// What the sections of a page share.
#[derive(Clone, Copy)]
pub(crate) struct Controller {
    shell: StoredValue<Shell>,
    route: Route,
    on_failure: OnFailure,
    scope: Scope,
    /// The change for which a form or a question is open.
    pub(crate) open: RwSignal<Option<Intent>>,
    /// The id of the heading of the section that was used last: its result is shown there.
    pub(super) at: RwSignal<&'static str>,
    pub(super) said: RwSignal<Option<Text>>,
    /// What went wrong.
    pub(crate) trouble: RwSignal<Option<Trouble>>,
    /// Whether a call is running.
    pub(crate) busy: RwSignal<bool>,
    /// Until when changes need no new proof, by the clock of this computer.
    proved_until: RwSignal<Timestamp>,
}

impl Controller {
    /// The controller of the page at `route`; leads away a person who may not use the page.
    pub(crate) fn new(route: Route, on_failure: OnFailure) -> Self {
        let trouble = RwSignal::new(None);
        require_session(trouble);
        prove_when_asked(trouble, route);
        Self {
            shell: StoredValue::new(use_shell()),
            route,
            on_failure,
            scope: Scope::new(),
            open: RwSignal::new(None),
            at: RwSignal::new(""),
            said: RwSignal::new(None),
            trouble,
            busy: RwSignal::new(false),
            proved_until: RwSignal::new(clock::now()),
        }
    }

    /// What every page shares.
    pub(crate) fn shell(self) -> Shell {
        self.shell.get_value()
    }

    /// The page: its tasks end with it.
    pub(crate) const fn scope(self) -> Scope {
        self.scope
    }

    /// For how many seconds changes need no new proof.
    pub(crate) fn proved_for(self, seconds: u32) {
        self.proved_until.set(clock::now().plus_seconds(i64::from(seconds)));
    }

    /// Whether a change is possible without a new proof.
    pub(crate) fn is_proved(self) -> bool {
        clock::now().seconds_until(self.proved_until.get()) > MARGIN_SECONDS
    }

    fn is_proved_now(self) -> bool {
        untrack(|| self.is_proved())
    }

    /// Fetches the page's data, then opens what was begun before a proof; `part` finds its section.
    pub(crate) fn fetch<T: 'static>(
        self,
        answer: Answer<T>,
        hear: impl FnOnce(T) + 'static,
        part: fn(&Intent) -> &'static str,
    ) {
        self.trouble.set(None);
        self.refresh(answer, move |view| {
            hear(view);
            self.resume(part);
        });
    }

    /// Fetches a part of the page's data again.
    pub(crate) fn refresh<T: 'static>(self, answer: Answer<T>, hear: impl FnOnce(T) + 'static) {
        self.scope.spawn(async move {
            match answer.await {
                Ok(view) => hear(view),
                Err(failure) => self.trouble.set(Some(failure.trouble())),
            }
        });
    }

    /// Opens what was begun before the requested proof.
    pub(crate) fn resume(self, part: impl Fn(&Intent) -> &'static str) {
        let begun = self.shell().intent.try_update(Option::take).flatten();
        if let Some(intent) = begun.filter(|_| self.is_proved_now()) {
            self.at.set(part(&intent));
            self.open.set(Some(intent));
        }
    }

    /// Opens the form or the question for a change, after a proof where one is needed.
    pub(crate) fn begin(self, part: &'static str, intent: Intent) {
        self.said.set(None);
        self.trouble.set(None);
        if self.is_proved_or_asks(part, self.route) {
            self.open.set(Some(intent));
        } else {
            self.shell().intent.set(Some(intent));
        }
    }

    /// Leads to a page that needs a proof, and asks for the proof first.
    pub(crate) fn leave_for(self, part: &'static str, route: Route) {
        if self.is_proved_or_asks(part, route) {
            self.shell().go(route);
        }
    }

    /// Whether a change is possible now; if not, asks for a proof, and then shows `back`.
    pub(crate) fn is_proved_or_asks(self, part: &'static str, back: Route) -> bool {
        self.turn_to(part);
        let is_proved = self.is_proved_now();
        if !is_proved {
            ask_proof(self.shell(), back, self.trouble);
        }
        is_proved
    }

    /// Shows results in this section from now on.
    pub(crate) fn turn_to(self, part: &'static str) {
        self.at.set(part);
    }

    /// The texts typed for the open change before the person had to sign in again or to prove
    /// something; empty if there were none, or if they belong to another change.
    pub(crate) fn take_typed(self) -> Vec<String> {
        let kept = self.shell().kept.try_update_value(|kept| kept.typed.take()).flatten();
        let open = self.open.get_untracked();
        kept.filter(|(intent, _)| open.as_ref() == Some(intent))
            .map(|kept| kept.1)
            .unwrap_or_default()
    }

    /// Keeps the texts of the open form, in case the page is left for signing in again or for a
    /// proof. In memory only: they may name a person.
    pub(crate) fn keep_typed(self, texts: impl Fn() -> Vec<String> + Send + Sync + 'static) {
        let shell = self.shell();
        on_cleanup(move || {
            if continuation::comes_back(shell)
                && let Some(intent) = self.open.try_get_untracked().flatten()
            {
                let typed = Some((intent.clone(), texts()));
                shell.kept.update_value(|kept| kept.typed = typed);
                shell.intent.set(Some(intent));
            }
        });
    }

    /// Closes what is open without doing it; the browser returns the focus to the button that
    /// opened it.
    pub(crate) fn close(self) {
        self.open.set(None);
    }

    /// Closes a form without sending it, and returns the focus to its section.
    pub(crate) fn close_at(self, part: &'static str) {
        self.open.set(None);
        page::focus_soon(part);
    }

    /// A change was made: shows that in the section that was used last.
    pub(crate) fn done(self, said: Text) {
        self.open.set(None);
        self.said.set(Some(said));
        page::focus_soon(self.at.get_untracked());
    }

    /// Makes a call from a section of the page, without a form; one at a time.
    pub(crate) fn run<T: 'static>(
        self,
        part: &'static str,
        answer: Answer<T>,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.turn_to(part);
        self.begin_call();
        self.scope.spawn(async move {
            let answer = answer.await;
            self.busy.set(false);
            match answer {
                Ok(view) => then(view),
                Err(failure) => self.fail(failure.trouble()),
            }
        });
    }

    /// Sends a form whose values are checked.
    pub(crate) fn send<T: 'static>(
        self,
        form: FormState,
        answer: Answer<T>,
        then: impl FnOnce(T) + 'static,
    ) {
        self.begin_call();
        self.scope.spawn(async move {
            let answer = answer.await;
            self.busy.set(false);
            match answer {
                Ok(view) => {
                    form.succeeded();
                    then(view);
                }
                Err(failure) => self.refused(form, failure),
            }
        });
    }

    fn begin_call(self) {
        self.said.set(None);
        self.trouble.set(None);
        self.busy.set(true);
    }

    fn refused(self, form: FormState, failure: Failure) {
        let (trouble, fields, _) = failure.parts();
        if trouble.code() == Some(Code::ProofRequired) {
            self.fail(trouble);
        } else {
            form.refused(trouble, fields);
        }
    }

    fn fail(self, trouble: Trouble) {
        let open = self.open.get_untracked();
        if open.is_some() && self.reopens(&trouble) {
            self.shell().intent.set(open);
        }
        if self.on_failure == OnFailure::Closes {
            self.open.set(None);
        }
        self.trouble.set(Some(trouble));
    }

    /// Whether the page is left because of this, and what is open now opens again afterwards.
    fn reopens(self, trouble: &Trouble) -> bool {
        match trouble.code() {
            Some(Code::ProofRequired) => true,
            Some(Code::NotSignedIn | Code::EnrolmentRequired) => {
                self.on_failure == OnFailure::StaysOpen
            }
            _ => false,
        }
    }
}
