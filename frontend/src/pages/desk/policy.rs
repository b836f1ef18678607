//! The policy: read by auditors, decided by administrators, who see whom a change affects before it
//! is made.

mod draft;
mod form;
mod history;
mod review;
mod waits;
mod words;

use leptos::prelude::*;
use vestibule_shared::{
    api::Nothing,
    policy::{self as wire, Change, GetPolicy, PolicyView},
    staff::Role,
};

use self::draft::Draft;
pub(super) use self::{
    draft::{of_tag, tag},
    words::day as day_in_words,
};
use super::{
    bench::{Bench, Section, once_there},
    frame::Frame,
};
use crate::{
    api,
    browser::storage,
    destination::{self, POLICY},
    http::session::use_session,
    i18n::{I18n, key, t, use_i18n},
    json::{self, Json},
    route::Route,
    shell::Intent,
    ui,
};

/// The ids of the headings of the sections.
const NOW: &str = "policy-now";
const WAITS: &str = "policy-waits";
const HISTORY: &str = "policy-history";

/// The state of the page.
#[derive(Clone, Copy)]
struct Page {
    bench: Bench,
    view: RwSignal<Option<PolicyView>>,
    /// The draft.
    draft: RwSignal<Option<Draft>>,
    /// The texts of a draft of the policy in force.
    held: StoredValue<Vec<Vec<String>>>,
    /// The owner of a draft's signals.
    owner: StoredValue<Option<Owner>>,
    speech: StoredValue<I18n>,
}

impl Page {
    fn load(self) {
        let answer = Box::pin(api::call::<GetPolicy>(&Nothing {}));
        let hear = move |view| {
            self.hear(view);
            self.take_up();
        };
        let part = |intent: &Intent| if matches!(intent, Intent::Policy(_)) { NOW } else { WAITS };
        self.bench.fetch(answer, hear, part);
    }

    /// Restores what was typed before a proof was requested, or before the session ended.
    fn take_up(self) {
        let begun = self.bench.shell().intent.get_untracked();
        if let Some(change) = begun.as_ref().and_then(change_of) {
            self.begin(&change.policy);
        }
        let kept = storage::take(POLICY).and_then(|text| json::read(&Json::parse(&text)?));
        if let (Some(draft), Some(kept)) = (self.draft.get_untracked(), kept) {
            draft.take_over(kept);
        }
    }

    /// Keeps the draft if it differs from the policy in force.
    fn keep(self) {
        let typed = self.draft.get_untracked().map(Draft::texts);
        let held = self.held.get_value();
        if let Some(typed) = typed.filter(|typed| *typed != held) {
            storage::keep(POLICY, &json::write(&typed));
        }
    }

    /// Begins a draft with the content of a policy.
    fn begin(self, policy: &wire::Policy) {
        let new = || Draft::new(policy);
        let draft = self.owner.get_value().map_or_else(new, |owner| owner.with(new));
        self.draft.set(Some(draft));
    }

    fn hear(self, view: PolicyView) {
        self.bench.proved_for(view.fresh_for);
        self.begin(&view.policy);
        self.held.set_value(self.draft.get_untracked().map(Draft::texts).unwrap_or_default());
        self.view.set(Some(view));
    }
}

/// The change that the person is about to make.
fn change_of(intent: &Intent) -> Option<Change> {
    let Intent::Policy(text) = intent else { return None };
    json::read(&Json::parse(text)?)
}

/// The page.
#[component]
pub(super) fn Policy() -> impl IntoView {
    let page = Page {
        bench: Bench::new(Route::Policy),
        view: RwSignal::new(None),
        draft: RwSignal::new(None),
        held: StoredValue::new(vec![]),
        owner: StoredValue::new(Owner::current()),
        speech: StoredValue::new(use_i18n()),
    };
    page.load();
    let shell = page.bench.shell();
    on_cleanup(move || {
        if destination::comes_back(shell) {
            page.keep();
        }
    });
    let ready = Memo::new(move |_| page.view.with(Option::is_some));
    let load = Callback::new(move |()| page.load());
    once_there(page.bench, ready, load, move || view! { <Parts page /> }.into_any())
}

#[component]
fn Parts(page: Page) -> impl IntoView {
    let session = use_session();
    let rules = Memo::new(move |_| session.role().is_some_and(Role::rules));
    view! {
        <Frame step="policy">
            <ui::Heading text=key::POLICY_TITLE />
            <p class="lead">{t(key::POLICY_LEAD)}</p>
            <waits::Waits page rules />
            <Section bench=page.bench id=NOW title=key::POLICY_NOW>
                {move || if rules.get() {
                    view! { <review::Change page /> }.into_any()
                } else {
                    read_only(page).into_any()
                }}
            </Section>
            <history::History page />
            {move || rules.get().then(|| view! { <review::Question page /> })}
        </Frame>
    }
}

/// The policy in force, for those who may only read.
fn read_only(page: Page) -> impl IntoView {
    let i18n = page.speech.get_value();
    let lines = move || {
        let said =
            page.view.with(|view| view.as_ref().map(|view| words::lines(i18n, &view.policy)));
        let line = |line: words::Line| view! { <dt>{line.about}</dt> <dd>{line.says}</dd> };
        said.unwrap_or_default().into_iter().map(line).collect_view()
    };
    view! { <dl class="facts">{lines}</dl> }
}
