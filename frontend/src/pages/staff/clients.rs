//! The registered applications: read by auditors, changed by administrators.

mod add;
mod controls;
mod draft;
mod handover;
mod links;
mod one;
mod waits;
mod words;

use leptos::prelude::*;
use vestibule_shared::{
    api::Nothing,
    clients::{ClientAnswer, ClientLine, ClientSource, ClientsView, GetClients},
    staff::Role,
};

pub(super) use self::one::One;
use self::{
    draft::{Draft, change_of, put},
    links::ToClient,
};
use super::frame::Frame;
use crate::{
    api,
    app::{route::Route, session::use_session, shell::Intent},
    browser::intl,
    change::{Controller, OnFailure, Section},
    flow::once_loaded,
    i18n::{I18n, Text, key, t, use_i18n},
    ui::{self, Cells, Table},
};

/// The ids of the headings of the sections.
const LIST: &str = "clients-list";
const ADD: &str = "clients-add";
const WAITS: &str = "clients-waits";
const HEADS: &[Text] =
    &[key::CLIENTS_NAME, key::CLIENTS_KIND, key::CLIENTS_STATE, key::CLIENTS_USED];

/// The state of the page.
#[derive(Clone, Copy)]
struct Page {
    controller: Controller,
    view: RwSignal<Option<ClientsView>>,
    /// A new application, while it is typed.
    draft: Draft,
    /// Whether the form for it is open.
    adds: RwSignal<bool>,
    /// The application that was just registered; only here, since it may have a secret.
    made: RwSignal<Option<ClientAnswer>>,
    speech: StoredValue<I18n>,
}

impl Page {
    fn load(self) {
        let answer = Box::pin(api::call::<GetClients>(&Nothing {}));
        let part = |intent: &Intent| if matches!(intent, Intent::Client(_)) { ADD } else { WAITS };
        let begun = self.controller.shell().intent.get_untracked();
        let hear = move |view| {
            self.hear(view);
            if let Some(change) = begun.as_ref().and_then(change_of) {
                // What was typed before a proof was requested.
                self.draft.id.set(change.id);
                let typed = change.settings;
                self.draft.settings.update(|all| typed.into_iter().for_each(|it| put(all, it)));
                self.adds.set(true);
            }
        };
        self.controller.fetch(answer, hear, part);
    }

    fn hear(self, view: ClientsView) {
        self.controller.proved_for(view.fresh_for);
        if !self.adds.get_untracked() {
            self.draft.settings.set(view.defaults.clone());
        }
        self.view.set(Some(view));
    }

    /// Closes the form, and forgets what was typed.
    fn clear(self) {
        let defaults = self.view.with_untracked(|view| view.as_ref().map(|it| it.defaults.clone()));
        self.draft.id.set(String::new());
        self.draft.settings.set(defaults.unwrap_or_default());
        self.draft.wrong.set(vec![]);
        self.adds.set(false);
    }

    /// Whether an application is in the list.
    fn knows(self, id: &str) -> bool {
        let is_there = |view: &ClientsView| view.clients.iter().any(|client| client.id == id);
        self.view.with_untracked(|view| view.as_ref().is_some_and(is_there))
    }
}

/// The page.
#[component]
pub(super) fn Clients() -> impl IntoView {
    let page = Page {
        controller: Controller::new(Route::Clients, OnFailure::StaysOpen),
        view: RwSignal::new(None),
        draft: Draft::new(),
        adds: RwSignal::new(false),
        made: RwSignal::new(None),
        speech: StoredValue::new(use_i18n()),
    };
    page.load();
    let ready = Memo::new(move |_| page.view.with(Option::is_some));
    let load = Callback::new(move |()| page.load());
    once_loaded(ready, page.controller.trouble, load, move || view! { <Parts page /> }.into_any())
}

#[component]
fn Parts(page: Page) -> impl IntoView {
    let session = use_session();
    let rules = Memo::new(move |_| session.role().is_some_and(Role::rules));
    view! {
        <Frame step="clients">
            <ui::Heading text=key::CLIENTS_LINK />
            <p class="lead">{t(key::CLIENTS_LEAD)}</p>
            <waits::Waits page rules />
            <Section controller=page.controller id=LIST title=key::CLIENTS_BACK>
                {move || list(page)}
            </Section>
            {move || rules.get().then(|| view! { <add::Add page /> })}
        </Frame>
    }
}

fn list(page: Page) -> AnyView {
    let clients = page.view.get().map(|view| view.clients).unwrap_or_default();
    if clients.is_empty() {
        return view! { <p>{t(key::CLIENTS_NONE)}</p> }.into_any();
    }
    let rows = clients.into_iter().map(line).collect();
    view! { <Table caption=key::CLIENTS_TABLE heads=HEADS rows /> }.into_any()
}

fn line(client: ClientLine) -> Cells {
    let i18n = use_i18n();
    let ClientLine { id, name, auth, is_enabled, source, used_at } = client;
    let name = view! {
        <span class="staff-cell">
            <ToClient id=id.clone()>{name}</ToClient>
            <span class="small" lang="zxx">{id}</span>
        </span>
    };
    let kind = view! {
        <span class="staff-cell">
            <span>{t(words::kind(&auth))}</span>
            {(source == ClientSource::File).then(|| view! {
                <span class="small">{t(key::CLIENTS_OF_FILE)}</span>
            })}
        </span>
    };
    let (look, state) =
        if is_enabled { ("badge", key::CLIENTS_ON) } else { ("badge badge-bad", key::CLIENTS_OFF) };
    let state = view! { <span class=look>{t(state)}</span> };
    let used = move || match used_at {
        Some(at) => intl::date_and_time(i18n.language(), at),
        None => i18n.say(&key::CLIENTS_NEVER),
    };
    vec![name.into_any(), kind.into_any(), state.into_any(), used.into_any()]
}
