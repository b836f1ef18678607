//! The staff: read by auditors, decided by administrators.

mod grant;

use leptos::prelude::*;
use vestibule_shared::{
    api::Nothing,
    id::AccountId,
    staff::{Colleague, GetStaff, Revoke, RevokeRole, Role, StaffView},
};

use super::{
    frame::{About, Frame},
    reason::{ReasonDialog, Words},
    words,
};
use crate::{
    api,
    app::{route::Route, session::use_session, shell::Intent},
    browser::intl,
    change::{Controller, OnFailure, Section},
    flow::once_loaded,
    i18n::{Text, key, t, use_i18n},
    ui::{self, Cells, Kind, Table},
};

/// The ids of the headings of the two sections.
const LIST: &str = "staff-list";
const GRANT: &str = "staff-grant";
/// The last column is for those who may make changes.
const HEADS: &[Text] = &[key::STAFF_NAME, key::STAFF_ROLE, key::STAFF_SINCE, key::STAFF_ACTION];

/// The state of the page.
#[derive(Clone, Copy)]
struct Page {
    controller: Controller,
    people: RwSignal<Option<Vec<Colleague>>>,
}

impl Page {
    fn load(self) {
        let answer = Box::pin(api::call::<GetStaff>(&Nothing {}));
        let part = |intent: &Intent| if *intent == Intent::Grant { GRANT } else { LIST };
        self.controller.fetch(answer, move |view| self.hear(view), part);
    }

    fn hear(self, view: StaffView) {
        self.controller.proved_for(view.fresh_for);
        self.people.set(Some(view.people));
    }

    fn name_of(self, account: &AccountId) -> String {
        let name = |all: &Vec<Colleague>| {
            let found = all.iter().find(|person| person.account == *account);
            found.map(|person| person.name.clone())
        };
        self.people.with(|all| all.as_ref().and_then(name)).unwrap_or_default()
    }
}

/// The page.
#[component]
pub(super) fn Staff() -> impl IntoView {
    let page = Page {
        controller: Controller::new(Route::Staff, OnFailure::StaysOpen),
        people: RwSignal::new(None),
    };
    page.load();
    let ready = Memo::new(move |_| page.people.with(Option::is_some));
    let load = Callback::new(move |()| page.load());
    once_loaded(ready, page.controller.trouble, load, move || view! { <Parts page /> }.into_any())
}

#[component]
fn Parts(page: Page) -> impl IntoView {
    let controller = page.controller;
    let session = use_session();
    let rules = Memo::new(move |_| session.role().is_some_and(Role::rules));
    view! {
        <Frame step="staff">
            <ui::Heading text=key::STAFF_TITLE />
            <p class="lead">{t(key::STAFF_LEAD)}</p>
            <Section controller id=LIST title=key::STAFF_LINK>
                {move || list(page, rules.get())}
            </Section>
            {move || rules.get().then(|| view! {
                <grant::Grant page />
                <Removal page />
            })}
        </Frame>
    }
}

fn list(page: Page, rules: bool) -> impl IntoView {
    let people = page.people.get().unwrap_or_default();
    let heads = if rules { HEADS } else { &HEADS[..HEADS.len() - 1] };
    let rows = people.into_iter().map(|person| line(page, person, rules)).collect();
    view! { <Table caption=key::STAFF_TABLE heads rows /> }
}

fn line(page: Page, person: Colleague, rules: bool) -> Cells {
    let i18n = use_i18n();
    let Colleague { account, name, email, role, since, has_factor, is_you } = person;
    let about = name.clone();
    let id = account.clone();
    let who = view! {
        <span class="staff-cell">
            <span>
                <About to=Route::Person account=account.clone()>{name}</About>
                {is_you.then(|| view! { " " <span class="badge">{t(key::STAFF_YOU)}</span> })}
            </span>
            <span class="small">{email}</span>
        </span>
    };
    let role = view! {
        <span class="staff-cell">
            <span>{t(words::role(role).0)}</span>
            {(!has_factor).then(|| view! {
                <span class="small staff-warns">{t(key::STAFF_NO_FACTOR)}</span>
            })}
        </span>
    };
    let press = Callback::new(move |()| page.controller.begin(LIST, Intent::Revoke(id.clone())));
    let since = move || intl::date(i18n.language(), since);
    let mut cells = vec![who.into_any(), role.into_any(), since.into_any()];
    if rules {
        // Administrators cannot revoke their own role.
        cells.push(if is_you {
            view! { <span class="small">{t(key::STAFF_OWN)}</span> }.into_any()
        } else {
            view! {
                <ui::Action kind=Kind::Plain busy=page.controller.busy press>
                    {t(key::STAFF_REVOKE)} <span class="visually-hidden">": " {about}</span>
                </ui::Action>
            }
            .into_any()
        });
    }
    cells
}

/// Asks whether to revoke a role, and for the reason.
#[component]
fn Removal(page: Page) -> impl IntoView {
    let controller = page.controller;
    let words = Signal::derive(move || match controller.open.get() {
        Some(Intent::Revoke(account)) => Some(Words {
            title: key::STAFF_REVOKE_TITLE,
            text: key::staff_revoke_text(page.name_of(&account)),
            yes: key::STAFF_REVOKE,
        }),
        _ => None,
    });
    let send =
        Callback::new(move |(intent, values, form): (Intent, super::reason::ReasonValues, _)| {
            let Intent::Revoke(account) = intent else { return };
            let request = Revoke { account, reason: values.reason };
            let answer = Box::pin(async move { api::call::<RevokeRole>(&request).await });
            controller.send(form, answer, move |view| {
                page.hear(view);
                controller.done(key::STAFF_REVOKED);
            });
        });
    view! { <ReasonDialog controller words with_phone=false send /> }
}
