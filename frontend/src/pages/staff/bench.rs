//! Runs one change at a time on a page for staff: asks for a fresh proof first, then shows the
//! result in its section.

use std::pin::Pin;

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{problem::Code, time::Timestamp};

use crate::{
    api::{Cause, Failure, Trouble},
    app::{
        route::Route,
        shell::{Intent, Shell, use_shell},
    },
    browser::{clock, page},
    change::proof::{ask_proof, prove_when_asked},
    flow::{
        continuation::{self, only_inside},
        opening,
    },
    form::FormState,
    i18n::{Text, t},
    ui::{self, Tone},
};

/// With fewer seconds left, a proof is requested before a form opens, so that typed text is not
/// lost.
const MARGIN_SECONDS: u32 = 30;

/// A running call; one type for all, so that what follows is compiled once.
pub(super) type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

/// What the sections of a page share.
#[derive(Clone, Copy)]
pub(super) struct Bench {
    shell: StoredValue<Shell>,
    route: Route,
    /// The change for which a form or a question is open.
    pub(super) open: RwSignal<Option<Intent>>,
    /// The id of the heading of the section that was used last: its result is shown there.
    at: RwSignal<&'static str>,
    said: RwSignal<Option<Text>>,
    /// What went wrong.
    pub(super) trouble: RwSignal<Option<Trouble>>,
    /// Whether a call is running.
    pub(super) busy: RwSignal<bool>,
    proved_until: RwSignal<Timestamp>,
}

impl Bench {
    /// The bench of the page at `route`; leads away a person who may not use the page.
    pub(super) fn new(route: Route) -> Self {
        let trouble = RwSignal::new(None);
        only_inside(trouble);
        prove_when_asked(trouble, route);
        Self {
            shell: StoredValue::new(use_shell()),
            route,
            open: RwSignal::new(None),
            at: RwSignal::new(""),
            said: RwSignal::new(None),
            trouble,
            busy: RwSignal::new(false),
            proved_until: RwSignal::new(clock::now()),
        }
    }

    /// What every page shares.
    pub(super) fn shell(self) -> Shell {
        self.shell.get_value()
    }

    /// For how many seconds changes need no new proof.
    pub(super) fn proved_for(self, seconds: u32) {
        self.proved_until.set(clock::now().plus_seconds(i64::from(seconds)));
    }

    fn is_proved(self) -> bool {
        clock::now().seconds_until(self.proved_until.get_untracked()) > MARGIN_SECONDS
    }

    /// Fetches the page's data, then opens what was begun before a proof; `part` finds its section.
    pub(super) fn fetch<T: 'static>(
        self,
        answer: Answer<T>,
        hear: impl FnOnce(T) + 'static,
        part: fn(&Intent) -> &'static str,
    ) {
        self.trouble.set(None);
        spawn_local(async move {
            match self.settle(answer.await) {
                Some(Ok(view)) => {
                    hear(view);
                    self.resume(part);
                }
                Some(Err(failure)) => self.trouble.set(Some(failure.trouble())),
                None => {}
            }
        });
    }

    /// Opens what was begun before the requested proof.
    pub(super) fn resume(self, part: impl Fn(&Intent) -> &'static str) {
        let begun = self.shell().intent.try_update(Option::take).flatten();
        if let Some(intent) = begun.filter(|_| self.is_proved()) {
            self.at.set(part(&intent));
            self.open.set(Some(intent));
        }
    }

    /// Opens the form or the question for a change, after a proof where one is needed.
    pub(super) fn begin(self, part: &'static str, intent: Intent) {
        self.at.set(part);
        self.said.set(None);
        self.trouble.set(None);
        if self.is_proved() {
            self.open.set(Some(intent));
        } else {
            self.shell().intent.set(Some(intent));
            ask_proof(self.shell(), self.route, self.trouble);
        }
    }

    /// The texts typed for the open change before the person had to sign in again or to prove
    /// something; empty if there were none, or if they belong to another change.
    pub(super) fn take_typed(self) -> Vec<String> {
        let kept = self.shell().kept.try_update_value(|kept| kept.typed.take()).flatten();
        let open = self.open.get_untracked();
        kept.filter(|(intent, _)| open.as_ref() == Some(intent))
            .map(|kept| kept.1)
            .unwrap_or_default()
    }

    /// Keeps the texts of the open form, in case the page is left for signing in again or for a
    /// proof. In memory only: they may name a person.
    pub(super) fn keep_typed(self, texts: impl Fn() -> Vec<String> + Send + Sync + 'static) {
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
    pub(super) fn give_up(self) {
        self.open.set(None);
    }

    /// A change was made: shows that in its section.
    pub(super) fn done(self, said: Text) {
        self.open.set(None);
        self.said.set(Some(said));
        page::focus_soon(self.at.get_untracked());
    }

    /// Makes a call from a section of the page, without a form.
    pub(super) fn run<T: 'static>(
        self,
        part: &'static str,
        answer: Answer<T>,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.at.set(part);
        self.begin_call();
        spawn_local(async move {
            match self.settle(answer.await) {
                Some(Ok(told)) => then(told),
                Some(Err(failure)) => self.trouble.set(Some(failure.trouble())),
                None => {}
            }
        });
    }

    /// Sends a form whose values are checked.
    pub(super) fn send<T: 'static>(
        self,
        form: FormState,
        answer: Answer<T>,
        then: impl FnOnce(T) + 'static,
    ) {
        self.begin_call();
        spawn_local(async move {
            match self.settle(answer.await) {
                Some(Ok(told)) => {
                    form.succeeded();
                    then(told);
                }
                Some(Err(failure)) => self.refused(form, failure),
                None => {}
            }
        });
    }

    fn refused(self, form: FormState, failure: Failure) {
        let (trouble, fields, _) = failure.parts();
        if trouble.cause == Cause::Code(Code::ProofRequired) {
            self.shell().intent.set(self.open.get_untracked());
            self.trouble.set(Some(trouble));
        } else {
            form.refused(trouble, fields);
        }
    }

    fn begin_call(self) {
        self.said.set(None);
        self.trouble.set(None);
        self.busy.set(true);
    }

    /// Returns nothing if the page was left: then there is no page that can show the answer.
    fn settle<T>(self, answer: Result<T, Failure>) -> Option<Result<T, Failure>> {
        if self.busy.is_disposed() {
            return None;
        }
        self.busy.set(false);
        Some(answer)
    }
}

/// The sections of a page when its data has arrived; until then a placeholder.
pub(super) fn once_there(
    bench: Bench,
    there: Memo<bool>,
    load: Callback<()>,
    parts: impl Fn() -> AnyView + Send + 'static,
) -> impl IntoView {
    move || if there.get() { parts() } else { opening(bench.trouble, load).into_any() }
}

/// One section of a page, with a heading; shows the result of the last action in it.
#[component]
pub(super) fn Section(
    bench: Bench,
    id: &'static str,
    title: Text,
    #[prop(optional)] text: Option<Text>,
    children: Children,
) -> impl IntoView {
    let here = Memo::new(move |_| bench.at.get() == id);
    let said = move || here.get().then(|| bench.said.get()).flatten();
    let trouble = Signal::derive(move || here.get().then(|| bench.trouble.get()).flatten());
    view! {
        <section class="part" aria-labelledby=id data-part=id>
            <h2 id=id tabindex="-1">{t(title)}</h2>
            {text.map(|text| view! { <p class="part-text">{t(text)}</p> })}
            {move || said().map(|said| view! {
                <ui::Alert tone=Tone::Good code="changed"><p>{t(said)}</p></ui::Alert>
            })}
            <ui::TroubleAlert trouble />
            {children()}
        </section>
    }
}
