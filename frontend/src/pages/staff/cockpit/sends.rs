//! What was sent, to which countries, at what cost, and why some of it did not arrive.

use leptos::prelude::*;
use vestibule_shared::cockpit::{CockpitView, Failures, Sends};

use crate::{
    change::{Controller, Section},
    i18n::{Text, key, t, use_i18n},
    pages::staff::{
        figures::{Bar, Bars, Behind, Data, Look, Value, sample},
        words,
    },
};

const HEADS: &[Text] = &[
    key::MESSAGE_CHANNEL,
    key::SENDS_COUNTRY,
    key::SENDS_DELIVERED,
    key::SENDS_SENT,
    key::SENDS_FAILED,
    key::SENDS_WAITING,
    key::SENDS_COST,
];
const CAUSES: &[Text] = &[key::FAILURES_CAUSE, key::FAILURES_COUNT];
const DELIVERED: Look = Look::Full;
const SENT: Look = Look::Thin;
const FAILED: Look = Look::Open;

/// The sections of the page.
#[component]
pub(super) fn Sent(view: CockpitView, controller: Controller) -> impl IntoView {
    let CockpitView { sends, failures, .. } = view;
    view! {
        <Section controller id="cockpit-sends" title=key::SENDS_TITLE text=key::SENDS_TEXT>
            {messages(&sends)}
        </Section>
        <Section controller id="cockpit-failures" title=key::FAILURES_TITLE>{causes(&failures)}</Section>
    }
}

fn messages(sends: &[Sends]) -> AnyView {
    if sends.is_empty() {
        return view! { <p>{t(key::SENDS_NONE)}</p> }.into_any();
    }
    let i18n = use_i18n();
    // Mail has no country and no cost per piece: it is in the table only.
    let bars: Vec<Bar> = sends.iter().filter(|it| it.channel != "mail").map(bar).collect();
    let key_to = |look, text| view! { <li>{sample(look)} " " {t(text)}</li> };
    let data = Data {
        file: "messages",
        caption: key::SENDS_TABLE,
        heads: HEADS,
        rows: sends.iter().map(row).collect(),
    };
    let label = Signal::derive(move || i18n.say(&key::SENDS_LABEL));
    view! {
        {(!bars.is_empty()).then(|| view! {
            <Bars label bars />
            <ul class="staff-legend">
                {key_to(DELIVERED, key::SENDS_DELIVERED)}
                {key_to(SENT, key::SENDS_SENT)}
                {key_to(FAILED, key::SENDS_FAILED)}
            </ul>
        })}
        <Behind data />
    }
    .into_any()
}

fn cost(sends: &Sends) -> Value {
    match sends.cost {
        Some(cost) => Value::Money(cost),
        None if sends.channel == "mail" => Value::Plain(String::new()),
        None => Value::Words(key::SENDS_NO_PRICE),
    }
}

fn bar(sends: &Sends) -> Bar {
    let all = sends.delivered + sends.sent + sends.failed;
    Bar {
        name: Value::Country(sends.country.clone()),
        said: vec![
            Value::Words(words::channel(&sends.channel)),
            Value::Number(i64::from(all)),
            cost(sends),
        ],
        parts: vec![(sends.delivered, DELIVERED), (sends.sent, SENT), (sends.failed, FAILED)],
    }
}

fn row(sends: &Sends) -> Vec<Value> {
    let country = match sends.channel.as_str() {
        "mail" => Value::Plain(String::new()),
        _ => Value::Country(sends.country.clone()),
    };
    let counts = [sends.delivered, sends.sent, sends.failed, sends.waiting];
    let counts = counts.map(|n| Value::Number(i64::from(n)));
    let way = Value::Words(words::channel(&sends.channel));
    [way, country].into_iter().chain(counts).chain([cost(sends)]).collect()
}

fn causes(failures: &[Failures]) -> AnyView {
    if failures.is_empty() {
        return view! { <p>{t(key::FAILURES_NONE)}</p> }.into_any();
    }
    let i18n = use_i18n();
    let bar = |it: &Failures| Bar {
        name: Value::Words(words::fault(&it.cause)),
        said: vec![Value::Number(i64::from(it.count))],
        parts: vec![(it.count, FAILED)],
    };
    let row = |it: &Failures| {
        vec![Value::Words(words::fault(&it.cause)), Value::Number(i64::from(it.count))]
    };
    let data = Data {
        file: "failures",
        caption: key::FAILURES_TABLE,
        heads: CAUSES,
        rows: failures.iter().map(row).collect(),
    };
    let label = Signal::derive(move || i18n.say(&key::FAILURES_LABEL));
    let bars: Vec<Bar> = failures.iter().map(bar).collect();
    view! {
        <Bars label bars />
        <Behind data />
    }
    .into_any()
}
