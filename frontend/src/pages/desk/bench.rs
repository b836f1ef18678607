//! How a page of the desk makes a change: with a fresh proof, one at a time, and told where it was made.

use std::pin::Pin;

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{problem::Code, time::Timestamp};

use crate::{
    api::{Cause, Failure, Trouble},
    browser::{clock, page},
    destination,
    form::FormState,
    i18n::{Text, t},
    pages::inside::{ask_proof, only_inside, opening, prove_when_asked},
    route::Route,
    shell::{Intent, Shell, use_shell},
    ui::{self, Tone},
};

/// With less than this left, a proof is asked before a form opens: nobody should lose what they typed.
const MARGIN_SECONDS: u32 = 30;

/// A call on its way; one type for all, so that what follows is compiled once.
pub(super) type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

/// What the parts of a page share.
#[derive(Clone, Copy)]
pub(super) struct Bench {
    shell: StoredValue<Shell>,
    route: Route,
    /// What is being done: a form or a question is open for it.
    pub(super) open: RwSignal<Option<Intent>>,
    /// The id of the heading of the part that was used last: there is told how it went.
    at: RwSignal<&'static str>,
    said: RwSignal<Option<Text>>,
    /// What went wrong.
    pub(super) trouble: RwSignal<Option<Trouble>>,
    /// Whether a call is on its way.
    pub(super) busy: RwSignal<bool>,
    proved_until: RwSignal<Timestamp>,
}

impl Bench {
    /// The bench of the page at `route`; leads away who has no business here.
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

    /// Changes need no new proof for so many seconds.
    pub(super) fn proved_for(self, seconds: u32) {
        self.proved_until.set(clock::now().plus_seconds(i64::from(seconds)));
    }

    fn is_proved(self) -> bool {
        clock::now().seconds_until(self.proved_until.get_untracked()) > MARGIN_SECONDS
    }

    /// Fetches what the page shows, then opens what was begun before a proof; `part` is where that stands.
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

    /// Opens what was begun before the proof that was asked for it.
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

    /// What was typed for what is open now, before the person had to sign in again or to prove something; nothing
    /// where it was nothing, or for something else.
    pub(super) fn take_typed(self) -> Vec<String> {
        let kept = self.shell().kept.try_update_value(|kept| kept.typed.take()).flatten();
        let open = self.open.get_untracked();
        kept.filter(|(intent, _)| open.as_ref() == Some(intent))
            .map(|kept| kept.1)
            .unwrap_or_default()
    }

    /// Keeps what stands in the form that is open, should the page be left for signing in again or for a proof. In
    /// memory only: it may name a person.
    pub(super) fn keep_typed(self, texts: impl Fn() -> Vec<String> + Send + Sync + 'static) {
        let shell = self.shell();
        on_cleanup(move || {
            if destination::comes_back(shell)
                && let Some(intent) = self.open.try_get_untracked().flatten()
            {
                let typed = Some((intent.clone(), texts()));
                shell.kept.update_value(|kept| kept.typed = typed);
                shell.intent.set(Some(intent));
            }
        });
    }

    /// Shuts what is open without doing it; the browser gives the focus back to the button that asked.
    pub(super) fn give_up(self) {
        self.open.set(None);
    }

    /// Something was done: says so where it was done.
    pub(super) fn done(self, said: Text) {
        self.open.set(None);
        self.said.set(Some(said));
        page::focus_soon(self.at.get_untracked());
    }

    /// Makes a call that is no form, of a part of the page.
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

    /// Sends a form whose values were checked.
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

    /// Nothing where the page was left: an answer that arrives after that has nobody to show it to.
    fn settle<T>(self, answer: Result<T, Failure>) -> Option<Result<T, Failure>> {
        if self.busy.is_disposed() {
            return None;
        }
        self.busy.set(false);
        Some(answer)
    }
}

/// The parts of a page once what they show is there; until then what goes on.
pub(super) fn once_there(
    bench: Bench,
    there: Memo<bool>,
    load: Callback<()>,
    parts: impl Fn() -> AnyView + Send + 'static,
) -> impl IntoView {
    move || if there.get() { parts() } else { opening(bench.trouble, load).into_any() }
}

/// One part of a page, with a heading; says how the last thing done in it went.
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
