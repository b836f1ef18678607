//! The current figures: the most important ones, and all of them by capacity.

use leptos::prelude::*;
use vestibule_shared::{
    cockpit::{CapacityCounts, CockpitView},
    registration::Capacity,
};

use super::FIRST;
use crate::{
    change::{Controller, Section},
    i18n::{Text, capacity, key, t, use_i18n},
    pages::staff::figures::{Data, Value, sheet},
};

const HEADS: &[Text] = &[
    key::FACT_CAPACITY,
    key::PEOPLE_ALL,
    key::PEOPLE_SMS_ONLY,
    key::PEOPLE_WITHOUT,
    key::PEOPLE_AT_RISK,
];

/// The section of the page.
#[component]
pub(super) fn People(view: CockpitView, controller: Controller) -> impl IntoView {
    let CockpitView { standing, .. } = view;
    let sum = |figure: fn(&CapacityCounts) -> u32| standing.iter().map(figure).sum::<u32>();
    let all = sum(|it| it.people);
    let (sms_only, without) = (sum(|it| it.sms_only), sum(|it| it.without));
    let doctors = standing.iter().find(|it| it.capacity == Capacity::Doctor);
    let (at_risk, all_doctors) = doctors.map_or((0, 0), |it| (it.at_risk, it.people));
    let rows = standing.iter().map(row).collect();
    let data = Data { file: "people", caption: key::PEOPLE_TABLE, heads: HEADS, rows };
    view! {
        <Section controller id=FIRST title=key::PEOPLE_TITLE text=key::PEOPLE_TEXT>
            <dl class="staff-tiles">
                {tile(key::PEOPLE_DOCTORS, at_risk, all_doctors)}
                {tile(key::PEOPLE_SMS_ONLY, sms_only, all)}
                {tile(key::PEOPLE_WITHOUT, without, all)}
            </dl>
            {sheet(data)}
        </Section>
    }
}

fn tile(name: Text, figure: u32, all: u32) -> impl IntoView {
    let i18n = use_i18n();
    let number = move |n: u32| Value::Number(i64::from(n)).shown(i18n);
    view! {
        <div>
            <dt>{t(name)}</dt>
            <dd>
                <b>{move || number(figure)}</b>
                <span class="small">{move || i18n.say(&key::people_of(number(all)))}</span>
            </dd>
        </div>
    }
}

fn row(standing: &CapacityCounts) -> Vec<Value> {
    let CapacityCounts { capacity: of, people, without, sms_only, at_risk } = standing;
    let counts = [people, sms_only, without, at_risk].map(|n| Value::Number(i64::from(*n)));
    [Value::Words(capacity(*of))].into_iter().chain(counts).collect()
}
