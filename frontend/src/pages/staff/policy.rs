//! The policy: read by auditors, decided by administrators, who see whom a change affects before it
//! is made.

mod edit;
mod fields;
mod form;
mod history;
mod impact;
mod part;
mod read;
mod review;
mod sentences;
mod spans;
mod waits;
mod words;
mod wrong;

use leptos::prelude::*;
use vestibule_shared::{
    api::Nothing,
    policy::{self as wire, Change, GetPolicy, PolicyView},
    staff::Role,
};

use self::{
    edit::{Lines, PolicyEdit},
    part::Part,
    review::Tried,
};
pub(super) use self::{
    edit::{of_tag, tag},
    words::day as day_in_words,
};
use super::frame::Frame;
use crate::{
    api,
    app::{route::Route, session::use_session, shell::Intent},
    browser::{intl, page::focus_soon, storage},
    change::{Controller, OnFailure, Section},
    flow::{
        continuation::{self, POLICY},
        once_loaded,
    },
    i18n::{I18n, key, t, use_i18n},
    json::{self, Json},
    ui,
};

/// The ids of the headings of the sections.
const NOW: &str = "policy-now";
const WAITS: &str = "policy-waits";
const HISTORY: &str = "policy-history";

/// The state of the page.
#[derive(Clone, Copy)]
struct Page {
    controller: Controller,
    view: RwSignal<Option<PolicyView>>,
    /// The edit.
    edit: RwSignal<Option<PolicyEdit>>,
    /// The parts whose forms are open.
    open: RwSignal<Vec<Part>>,
    /// The part from which the effects were asked for last.
    asked: RwSignal<Option<Part>>,
    /// The effects.
    tried: RwSignal<Option<Tried>>,
    /// Whether the typed policy is the one in force.
    same: RwSignal<bool>,
    /// The owner of an edit's signals.
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
        self.controller.fetch(answer, hear, part);
    }

    /// Restores what was typed before a proof was requested, or before the session ended, and opens
    /// the forms in which it was.
    fn take_up(self) {
        let begun = self.controller.shell().intent.get_untracked();
        if let Some(change) = begun.as_ref().and_then(change_of) {
            self.edit.set(Some(self.edit_of(&change.policy)));
        }
        let kept: Option<Vec<Lines>> =
            storage::take(POLICY).and_then(|text| json::read(&Json::parse(&text)?));
        let Some(edit) = self.edit.get_untracked() else { return };
        for mut lines in kept.unwrap_or_default() {
            let part = lines.pop().and_then(|name| Part::of_id(name.first()?));
            if let Some(part) = part {
                edit.put(part, lines);
            }
        }
        self.open.set(self.changed());
    }

    /// Keeps what was typed in the parts that differ from the policy in force; the name of the part
    /// is its last line.
    fn keep(self) {
        let Some(edit) = self.edit.get_untracked() else { return };
        let lines = |part: Part| -> Lines {
            edit.lines(part).into_iter().chain([vec![part.id().to_owned()]]).collect()
        };
        let kept: Vec<Lines> = self.changed().into_iter().map(lines).collect();
        if !kept.is_empty() {
            storage::keep(POLICY, &json::write(&kept));
        }
    }

    /// The parts that differ from the policy in force.
    fn changed(self) -> Vec<Part> {
        let held =
            self.view.with_untracked(|view| view.as_ref().map(|it| self.edit_of(&it.policy)));
        let (Some(held), Some(edit)) = (held, self.edit.get_untracked()) else { return vec![] };
        Part::ALL.into_iter().filter(|part| edit.lines(*part) != held.lines(*part)).collect()
    }

    /// An edit with the content of a policy; its signals live as long as the page.
    fn edit_of(self, policy: &wire::Policy) -> PolicyEdit {
        let new = || PolicyEdit::new(policy);
        self.owner.get_value().map_or_else(new, |owner| owner.with(new))
    }

    /// Closes the form of a part, and forgets what was typed in it.
    fn leave(self, part: Part) {
        let held =
            self.view.with_untracked(|view| view.as_ref().map(|it| self.edit_of(&it.policy)));
        if let (Some(edit), Some(held)) = (self.edit.get_untracked(), held) {
            edit.leave(part, held);
        }
        self.tried.set(None);
        self.same.set(false);
        self.open.update(|open| open.retain(|it| *it != part));
    }

    fn hear(self, view: PolicyView) {
        self.controller.proved_for(view.fresh_for);
        self.open.set(vec![]);
        self.tried.set(None);
        self.edit.set(Some(self.edit_of(&view.policy)));
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
        controller: Controller::new(Route::Policy, OnFailure::StaysOpen),
        view: RwSignal::new(None),
        edit: RwSignal::new(None),
        open: RwSignal::new(vec![]),
        asked: RwSignal::new(None),
        tried: RwSignal::new(None),
        same: RwSignal::new(false),
        owner: StoredValue::new(Owner::current()),
        speech: StoredValue::new(use_i18n()),
    };
    page.load();
    // What the server refuses is said below the heading of the part.
    Effect::new(move |_| {
        let is_refused = page.controller.trouble.with(Option::is_some);
        if let Some(part) = page.asked.get_untracked().filter(|_| is_refused) {
            focus_soon(part.id());
        }
    });
    let shell = page.controller.shell();
    on_cleanup(move || {
        if continuation::comes_back(shell) {
            page.keep();
        }
    });
    let ready = Memo::new(move |_| page.view.with(Option::is_some));
    let load = Callback::new(move |()| page.load());
    once_loaded(ready, page.controller.trouble, load, move || view! { <Parts page /> }.into_any())
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
            <Section controller=page.controller id=NOW title=key::POLICY_NOW>
                <p>{move || in_force(page)}</p>
            </Section>
            {Part::ALL.map(|part| view! { <review::OnePart page part rules /> }).into_iter().collect_view()}
            <history::History page />
            {move || rules.get().then(|| view! { <review::Question page /> })}
        </Frame>
    }
}

/// Which policy is in force, since when, and who decided it.
fn in_force(page: Page) -> String {
    let i18n = page.speech.get_value();
    let last = page.view.with(|view| view.as_ref()?.history.first().cloned());
    let text = last.map_or(key::POLICY_HISTORY_NONE, |past| {
        let date = intl::date_and_time(i18n.language(), past.at);
        key::policy_since(date, past.name, past.version)
    });
    i18n.say(&text)
}
