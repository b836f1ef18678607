//! How applications were used, and why requests of theirs were refused.

use leptos::prelude::*;
use vestibule_shared::cockpit::{ApplicationCounts, CockpitView, Refusals};

use crate::{
    change::{Controller, Section},
    i18n::{Text, key, t, use_i18n},
    pages::staff::figures::{Bar, Bars, Behind, Data, Look, Value},
};

const HEADS: &[Text] =
    &[key::USAGE_NAME, key::USAGE_SIGN_INS, key::USAGE_REFUSED, key::USAGE_WITHDRAWN];
const REASONS: &[Text] = &[key::USAGE_NAME, key::USAGE_ERROR, key::USAGE_REFUSED];

/// The sections of the page; nothing where no application was used.
#[component]
pub(super) fn Applications(view: CockpitView, controller: Controller) -> impl IntoView {
    let CockpitView { applications, refusals, .. } = view;
    if applications.is_empty() {
        return ().into_any();
    }
    view! {
        <Section controller id="cockpit-applications" title=key::USAGE_TITLE text=key::USAGE_TEXT>
            {used(&applications)}
        </Section>
        <Section controller id="cockpit-refusals" title=key::USAGE_REFUSALS>{reasons(&refusals)}</Section>
    }
    .into_any()
}

fn number(n: u32) -> Value {
    Value::Number(i64::from(n))
}

fn used(all: &[ApplicationCounts]) -> AnyView {
    let bar = |it: &ApplicationCounts| Bar {
        name: Value::Plain(it.name.clone()),
        said: vec![number(it.sign_ins)],
        parts: vec![(it.sign_ins, Look::Full)],
    };
    let row = |it: &ApplicationCounts| {
        let name = Value::Plain(it.name.clone());
        vec![name, number(it.sign_ins), number(it.refused), number(it.withdrawn)]
    };
    let data = Data {
        file: "applications",
        caption: key::USAGE_TABLE,
        heads: HEADS,
        rows: all.iter().map(row).collect(),
    };
    charted(key::USAGE_LABEL, all.iter().map(bar).collect(), data)
}

fn reasons(all: &[Refusals]) -> AnyView {
    if all.is_empty() {
        return view! { <p>{t(key::USAGE_NONE_REFUSED)}</p> }.into_any();
    }
    let bar = |it: &Refusals| Bar {
        name: Value::Plain(format!("{} · {}", it.name, it.error)),
        said: vec![number(it.count)],
        parts: vec![(it.count, Look::Open)],
    };
    let row = |it: &Refusals| {
        vec![Value::Plain(it.name.clone()), Value::Plain(it.error.clone()), number(it.count)]
    };
    let data = Data {
        file: "refused-requests",
        caption: key::USAGE_REFUSALS_TABLE,
        heads: REASONS,
        rows: all.iter().map(row).collect(),
    };
    charted(key::USAGE_REFUSALS_LABEL, all.iter().map(bar).collect(), data)
}

fn charted(label: Text, bars: Vec<Bar>, data: Data) -> AnyView {
    let i18n = use_i18n();
    let label = Signal::derive(move || i18n.say(&label));
    view! {
        <Bars label bars />
        <Behind data />
    }
    .into_any()
}
