//! What was sent to the person, whether it arrived (H8), and what happened to the account.

use leptos::prelude::*;
use vestibule_shared::desk::{DeskEvent, Message};

use super::{Page, names};
use crate::{
    browser::intl,
    change::Section,
    i18n::{Text, key, t, use_i18n},
    pages::staff::{events::in_words, words},
    ui::{Cells, Table},
};

const SENT: &[Text] = &[
    key::TRAIL_WHEN,
    key::MESSAGE_CHANNEL,
    key::MESSAGE_PURPOSE,
    key::MESSAGE_DELIVERY,
    key::MESSAGE_CARRIER,
];
const HAPPENED: &[Text] = &[key::TRAIL_WHEN, key::TRAIL_WHAT, key::TRAIL_WHO, key::TRAIL_BROWSER];

/// Messages and calls.
#[component]
pub(super) fn Messages(page: Page) -> impl IntoView {
    let messages = page.part(|view| view.messages.clone());
    let draw = move || {
        let messages = messages.get()?;
        if messages.is_empty() {
            return Some(view! { <p>{t(key::MESSAGES_NONE)}</p> }.into_any());
        }
        let rows = messages.into_iter().map(sent).collect();
        Some(view! { <Table caption=key::MESSAGES_TABLE heads=SENT rows /> }.into_any())
    };
    view! {
        <Section controller=page.controller id="desk-messages" title=key::MESSAGES_TITLE
            text=key::MESSAGES_TEXT>
            {draw}
        </Section>
    }
}

fn sent(message: Message) -> Cells {
    let i18n = use_i18n();
    let Message { at, channel, purpose, delivery, fault, carrier } = message;
    let (look, delivery) = words::delivery(delivery);
    let fares = view! {
        <span class="staff-cell">
            <span><span class=look>{t(delivery)}</span></span>
            {fault.map(|fault| view! { <span class="small">{t(words::fault(&fault))}</span> })}
        </span>
    };
    vec![
        (move || intl::moment(i18n.language(), at)).into_any(),
        t(words::channel(&channel)).into_any(),
        t(names::purpose(&channel, &purpose)).into_any(),
        fares.into_any(),
        carrier.map(|name| t(names::carrier(&name))).into_any(),
    ]
}

/// The events.
#[component]
pub(super) fn Events(page: Page) -> impl IntoView {
    let events = page.part(|view| view.events.clone());
    let draw = move || {
        let events = events.get()?;
        if events.is_empty() {
            return Some(view! { <p>{t(key::EVENTS_NONE)}</p> }.into_any());
        }
        let rows = events.into_iter().map(happened).collect();
        Some(view! { <Table caption=key::EVENTS_TABLE heads=HAPPENED rows /> }.into_any())
    };
    view! { <Section controller=page.controller id="desk-events" title=key::EVENTS_TITLE>{draw}</Section> }
}

fn happened(event: DeskEvent) -> Cells {
    let i18n = use_i18n();
    let DeskEvent { at, event, detail, browser, by_staff } = event;
    let what = view! {
        <span class="staff-cell">
            <span>{t(in_words(&event))}</span>
            {(!detail.is_empty()).then(|| match names::detail(&detail) {
                Some(words) => view! { <span class="small">{t(words)}</span> }.into_any(),
                None => view! { <code lang="zxx">{detail}</code> }.into_any(),
            })}
        </span>
    };
    vec![
        (move || intl::moment(i18n.language(), at)).into_any(),
        what.into_any(),
        by_staff.then(|| t(key::EVENTS_STAFF)).into_any(),
        browser.into_any(),
    ]
}
