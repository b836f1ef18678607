//! One application: what is registered of it in sentences, and the form of each part. Its identifier
//! is in the fragment (after the `#`).

mod acts;
mod parts;

use leptos::prelude::*;
use vestibule_shared::{
    clients::{
        ClientAction, ClientField, ClientSource, ClientView, FieldSection, Setting, ShowClient,
    },
    staff::Role,
};

use super::{
    draft::{Draft, change_of, put, values},
    handover::Lines,
    links, words,
};
use crate::{
    api,
    app::{route::Route, session::use_session, shell::Intent},
    browser,
    change::{Controller, OnFailure, Section},
    flow::opening,
    i18n::{I18n, key, t, use_i18n},
    pages::staff::frame::Frame,
    ui::{self, Tone},
};

/// The ids of the headings of the other sections.
const STATE: &str = "client-state";
const SECRET: &str = "client-secret";
const LINES: &str = "client-lines";
/// The longest identifier, in bytes.
const LONGEST: usize = 64;

/// What a change would change.
#[derive(Clone)]
struct Tried {
    section: FieldSection,
    settings: Vec<Setting>,
}

/// The state of the page.
#[derive(Clone, Copy)]
struct Page {
    controller: Controller,
    /// Which application; nothing if the address does not say it.
    id: RwSignal<Option<String>>,
    view: RwSignal<Option<ClientView>>,
    draft: Draft,
    /// The sections whose forms are open.
    open: RwSignal<Vec<FieldSection>>,
    /// The section that was checked last.
    asked: RwSignal<Option<FieldSection>>,
    tried: RwSignal<Option<Tried>>,
    /// Whether nothing that was typed differs.
    same: RwSignal<bool>,
    /// A new secret; only here, until the page is left.
    secret: RwSignal<Option<String>>,
    speech: StoredValue<I18n>,
}

impl Page {
    /// Shows the application named after the `#`.
    fn look(self) {
        let intent = self.controller.shell().intent;
        let begun = intent.get_untracked().as_ref().and_then(change_of).map(|change| change.id);
        // The way back from a proof may have no fragment.
        if let (None, Some(id)) = (browser::page::fragment(), &begun) {
            browser::history::replace(&links::address(id));
        }
        let id = browser::page::fragment().filter(|id| is_id(id));
        // What was begun for one application is never done for another.
        if begun != id {
            intent.set(None);
        }
        self.secret.set(None);
        self.controller.open.set(None);
        self.view.set(None);
        self.id.set(id);
        self.load();
    }

    fn load(self) {
        let Some(id) = self.id.get_untracked() else { return };
        let choice = vestibule_shared::clients::ClientChoice { id };
        let answer = Box::pin(async move { api::call::<ShowClient>(&choice).await });
        let begun = self.controller.shell().intent.get_untracked();
        let hear = move |view| {
            self.hear(view);
            if let Some(change) = begun.as_ref().and_then(change_of) {
                self.take_up(change.settings);
            }
        };
        self.controller.fetch(answer, hear, part_of);
    }

    /// Restores what was typed before a proof was requested.
    fn take_up(self, settings: Vec<Setting>) {
        let sections = settings.iter().map(|setting| setting.field.section()).collect();
        self.draft.settings.update(|all| settings.into_iter().for_each(|it| put(all, it)));
        self.open.set(sections);
    }

    /// Takes over what is registered now, if it is still the application that is shown.
    fn hear(self, view: ClientView) {
        if self.id.with_untracked(|id| id.as_ref() == Some(&view.id)) {
            self.controller.proved_for(view.fresh_for);
            self.open.set(vec![]);
            self.tried.set(None);
            self.same.set(false);
            self.draft.wrong.set(vec![]);
            self.draft.settings.set(view.settings.clone());
            self.view.set(Some(view));
        }
    }

    /// What is in force.
    fn held(self) -> Vec<Setting> {
        let settings = |view: &ClientView| view.settings.clone();
        self.view.with_untracked(|view| view.as_ref().map(settings)).unwrap_or_default()
    }

    /// A part of the view.
    fn of<T>(self, part: fn(&ClientView) -> T) -> Option<T> {
        self.view.with(|view| view.as_ref().map(part))
    }
}

/// The section of the page in which something was begun.
fn part_of(intent: &Intent) -> &'static str {
    let Some(change) = change_of(intent) else { return STATE };
    match (change.action, change.settings.first()) {
        (ClientAction::RotateSecret, _) => SECRET,
        (_, Some(setting)) => words::section(setting.field.section()).1,
        (_, None) => STATE,
    }
}

/// Whether a text can be an identifier.
fn is_id(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    text.len() <= LONGEST && text.chars().all(fits)
}

/// The page.
#[component]
pub(in crate::pages::staff) fn One() -> impl IntoView {
    let page = Page {
        controller: Controller::new(Route::Client, OnFailure::StaysOpen),
        id: RwSignal::new(None),
        view: RwSignal::new(None),
        draft: Draft::new(),
        open: RwSignal::new(vec![]),
        asked: RwSignal::new(None),
        tried: RwSignal::new(None),
        same: RwSignal::new(false),
        secret: RwSignal::new(None),
        speech: StoredValue::new(use_i18n()),
    };
    let navigations = page.controller.shell().navigations;
    // A link or a person may change the fragment while the page is shown.
    Effect::new(move |_| {
        navigations.track();
        page.look();
    });
    let chosen = Memo::new(move |_| page.id.with(Option::is_some));
    let ready = Memo::new(move |_| page.view.with(Option::is_some));
    move || match (chosen.get(), ready.get()) {
        (true, true) => view! { <Parts page /> }.into_any(),
        (true, false) => opening(page.controller.trouble, Callback::new(move |()| page.load())),
        (false, _) => view! { <NoClient /> }.into_any(),
    }
}

/// The address names no application.
#[component]
fn NoClient() -> impl IntoView {
    view! {
        <Frame step="client_missing">
            <ui::Heading text=key::CLIENTS_MISSING_TITLE />
            <p>{t(key::CLIENTS_MISSING)}</p>
            <div class="actions">
                <ui::Link to=Route::Clients class="button button-primary">{t(key::CLIENTS_BACK)}</ui::Link>
            </div>
        </Frame>
    }
}

#[component]
fn Parts(page: Page) -> impl IntoView {
    let session = use_session();
    let is_of_file = move || page.of(|view| view.source) == Some(ClientSource::File);
    let rules = Memo::new(move |_| session.role().is_some_and(Role::rules) && !is_of_file());
    let name = values(&page.held(), ClientField::Name).concat();
    view! {
        <Frame step="client">
            <ui::Link to=Route::Clients class="button button-plain button-back">
                <ui::Icon shape=ui::Shape::Back /> {t(key::CLIENTS_BACK)}
            </ui::Link>
            <div data-testid="name"><ui::Heading text=key::just(name) /></div>
            {move || is_of_file().then(|| view! {
                <ui::Alert tone=Tone::Calm code="client_of_file"><p>{t(key::CLIENTS_FROM_FILE)}</p></ui::Alert>
            })}
            <acts::State page rules />
            <acts::Secret page rules />
            {FieldSection::ALL.map(|section| view! { <parts::OnePart page section rules /> }).into_iter().collect_view()}
            <Section controller=page.controller id=LINES title=key::CLIENTS_LINES text=key::CLIENTS_LINES_TEXT>
                {move || page.view.get().map(|view| view! { <Lines view /> })}
            </Section>
            {move || rules.get().then(|| view! { <acts::Question page /> })}
        </Frame>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_an_identifier_is_asked_for() {
        assert!(is_id("ward.example-1_A"));
        for text in ["a b", "../staff", "<b>", "é", &"a".repeat(65)] {
            assert!(!is_id(text), "{text}");
        }
    }
}
