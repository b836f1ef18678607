//! The current figures: the most important ones, and all of them by capacity.

use leptos::prelude::*;
use vestibule_shared::{
    cockpit::{CapacityCounts, CockpitView, Spent},
    policy::Day,
    registration::Capacity,
};

use super::FIRST;
use crate::{
    browser::intl,
    change::{Controller, Section},
    i18n::{Text, capacity, key, t, use_i18n},
    pages::staff::figures::{Behind, Data, Value, signed},
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
    let CockpitView { standing, earlier, spent, .. } = view;
    let rows = standing.iter().map(row).collect();
    let data = Data { file: "people", caption: key::PEOPLE_TABLE, heads: HEADS, rows };
    let doctors = |it: &CapacityCounts| it.capacity == Capacity::Doctor;
    let everyone = |_: &CapacityCounts| true;
    let count = |name: Text, of: fn(&CapacityCounts) -> bool, figure: Figure| {
        let sum = |all: &[CapacityCounts], figure: Figure| {
            all.iter().filter(|it| of(it)).map(figure).sum::<u32>()
        };
        let before = earlier.as_ref().map(|it| (it.day.clone(), sum(&it.standing, figure)));
        tile(name, (sum(&standing, figure), sum(&standing, |it| it.people)), before)
    };
    let tiles = [
        count(key::PEOPLE_DOCTORS, doctors, |it| it.at_risk),
        count(key::PEOPLE_SMS_ONLY, everyone, |it| it.sms_only),
        count(key::PEOPLE_WITHOUT, everyone, |it| it.without),
    ];
    view! {
        <Section controller id=FIRST title=key::PEOPLE_TITLE text=key::PEOPLE_TEXT>
            <dl class="staff-tiles">{tiles.into_iter().collect_view()} {cost(spent)}</dl>
            <Behind data />
        </Section>
    }
}

type Figure = fn(&CapacityCounts) -> u32;

/// A count, of how many, and what changed since a day.
fn tile(name: Text, (figure, all): (u32, u32), before: Option<(Day, u32)>) -> impl IntoView {
    let i18n = use_i18n();
    let number = move |n: u32| Value::Number(i64::from(n)).shown(i18n);
    let changed = before.map(|(day, before)| {
        let text = move || {
            let day = intl::short_day(i18n.language(), &day);
            i18n.say(&if figure == before {
                key::cockpit_since_same(day)
            } else {
                key::cockpit_since(signed(i18n, figure, before), day)
            })
        };
        view! { <span class="small staff-change">{text}</span> }
    });
    view! {
        <div>
            <dt>{t(name)}</dt>
            <dd>
                <b>{move || number(figure)}</b>
                <span class="small">{move || i18n.say(&key::people_of(number(all)))}</span>
                {changed}
            </dd>
        </div>
    }
}

/// What all messages cost together.
fn cost(spent: Spent) -> impl IntoView {
    let i18n = use_i18n();
    let sum = move |sum: i64| Value::Money(sum).shown(i18n);
    let now = move || spent.now.map_or_else(|| i18n.say(&key::SENDS_NO_PRICE), sum);
    let before = spent.before.map(|before| {
        let text = move || i18n.say(&key::cockpit_spent_before(sum(before)));
        view! { <span class="small staff-change">{text}</span> }
    });
    view! {
        <div>
            <dt>{t(key::COCKPIT_SPENT)}</dt>
            <dd><b>{now}</b> {before}</dd>
        </div>
    }
}

fn row(standing: &CapacityCounts) -> Vec<Value> {
    let CapacityCounts { capacity: of, people, without, sms_only, at_risk } = standing;
    let counts = [people, sms_only, without, at_risk].map(|n| Value::Number(i64::from(*n)));
    [Value::Words(capacity(*of))].into_iter().chain(counts).collect()
}
