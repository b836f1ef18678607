//! The form that registers an application.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::clients::{ChangeClient, ClientAction, ClientChange, ClientField, TryClient};

use super::{
    ADD, Page,
    controls::{SUMMARY, Summary, control},
    draft::change_of,
    handover::{Lines, NewSecret},
    links::ToClient,
};
use crate::{
    api,
    app::shell::Intent,
    browser::page::focus_soon,
    change::Section,
    form::FormState,
    i18n::{key, t},
    json,
    pages::staff::reason::{ReasonDialog, ReasonValues, Words},
    ui::{self, Kind},
};

/// The first control.
const FIRST: &str = "client-id";

/// A button that opens the form; afterwards the secret and the lines to paste.
#[component]
pub(super) fn Add(page: Page) -> impl IntoView {
    let controller = page.controller;
    let begin = Callback::new(move |()| {
        page.made.set(None);
        page.adds.set(true);
        focus_soon(FIRST);
    });
    view! {
        <Section controller id=ADD title=key::CLIENTS_ADD text=key::CLIENTS_ADD_TEXT>
            {move || page.made.get().map(|made| view! {
                {made.secret.map(|secret| view! { <NewSecret secret /> })}
                {made.client.map(|client| {
                    let id = client.id.clone();
                    view! {
                        <Lines view=client />
                        <p><ToClient id>{t(key::CLIENTS_OPEN)}</ToClient></p>
                    }
                })}
            })}
            {move || if page.adds.get() {
                view! { <AddForm page /> }.into_any()
            } else {
                view! {
                    <div class="actions">
                        <ui::Action kind=Kind::Quiet press=begin>{t(key::CLIENTS_ADD)}</ui::Action>
                    </div>
                }
                .into_any()
            }}
        </Section>
        <Question page />
    }
}

#[component]
fn AddForm(page: Page) -> impl IntoView {
    let draft = page.draft;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        check(page);
    };
    let cancel = Callback::new(move |()| {
        page.clear();
        focus_soon(ADD);
    });
    let controls = ClientField::FIRST.iter().map(|field| control(draft, *field)).collect_view();
    view! {
        <form class="staff-part" novalidate=true on:submit=submit>
            <Summary draft />
            {control(draft, ClientField::Id)}
            {controls}
            <div class="actions">
                <ui::Submit busy=page.controller.busy>{t(key::CLIENTS_ADD)}</ui::Submit>
                <ui::Action kind=Kind::Plain press=cancel>{t(key::SECURITY_CANCEL)}</ui::Action>
            </div>
        </form>
    }
}

/// Asks for the reason, or says first what has to be corrected.
fn check(page: Page) {
    let change = ClientChange {
        id: page.draft.id.get_untracked().trim().to_owned(),
        action: ClientAction::Add,
        settings: page.draft.settings.get_untracked(),
        replaces: None,
        reason: String::new(),
    };
    let asked = change.clone();
    let answer = Box::pin(async move { api::call::<TryClient>(&asked).await });
    page.controller.run(ADD, answer, move |check| {
        let is_good = check.faults.is_empty();
        page.draft.wrong.set(check.faults);
        if is_good {
            page.controller.begin(ADD, Intent::Client(json::write(&change)));
        } else {
            focus_soon(SUMMARY);
        }
    });
}

#[component]
fn Question(page: Page) -> impl IntoView {
    let controller = page.controller;
    let two = move || page.view.with(|view| view.as_ref().is_some_and(|view| view.four_eyes));
    let words = Signal::derive(move || {
        controller.open.with(|open| open.as_ref().and_then(change_of))?;
        Some(Words {
            title: key::CLIENTS_ADD_TITLE,
            text: if two() { key::CLIENTS_CHANGE_TEXT_TWO } else { key::CLIENTS_CHANGE_TEXT },
            yes: if two() { key::POLICY_SUBMIT_TWO } else { key::CLIENTS_SAVE },
        })
    });
    let send = Callback::new(move |(intent, values, form): (Intent, ReasonValues, FormState)| {
        let Some(change) = change_of(&intent) else { return };
        let request = ClientChange { reason: values.reason, ..change };
        let answer = Box::pin(async move { api::call::<ChangeClient>(&request).await });
        controller.send(form, answer, move |made| {
            page.clear();
            page.load();
            controller.done(if made.is_proposed {
                key::POLICY_PROPOSED
            } else {
                key::CLIENTS_ADDED
            });
            page.made.set(Some(made));
        });
    });
    view! { <ReasonDialog controller words with_phone=false send /> }
}
