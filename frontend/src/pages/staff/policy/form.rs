//! The controls of a policy, by topic.

use leptos::prelude::*;
use vestibule_shared::{
    factor::FactorKind,
    policy::{CallMode, Grade, MOST_DAYS, Topic},
    text::PasswordPreset,
};

use super::{
    edit::{PolicyEdit, Rule, Typed, tag},
    words::{self, CAPACITIES},
};
use crate::{
    browser::page::{focus, focus_soon},
    i18n::{self, Text, key, t},
    pages::staff::controls::{Day, Figure, pick},
    ui::{self, Kind, Pick},
};

/// All controls.
#[component]
pub(super) fn Controls(edit: PolicyEdit) -> impl IntoView {
    let days = key::unit_days("0".to_owned(), MOST_DAYS.to_string());
    let bad = move |about: Text| Signal::derive(move || edit.bad.with(|bad| bad.contains(&about)));
    view! {
        <fieldset class="staff-topic">
            <legend>{t(key::POLICY_WHO)}</legend>
            {["must-doctor", "must-organisation", "must-citizen"].into_iter().zip(CAPACITIES).zip(edit.must)
                .map(|((id, capacity), ticked)| view! {
                    <ui::Tick id label=i18n::capacity(capacity) ticked />
                }).collect_view()}
            <div class="staff-figures">
                <Figure id="grace" label=key::POLICY_GRACE hint=days.clone() typed=edit.grace bad=bad(key::POLICY_GRACE) />
                <Figure id="snooze" label=key::POLICY_SNOOZE hint=days.clone() typed=edit.snooze bad=bad(key::POLICY_SNOOZE) />
                <Figure id="remember-days" label=key::POLICY_REMEMBER hint=days typed=edit.remember
                    bad=bad(key::POLICY_REMEMBER) />
            </div>
        </fieldset>
        <Rules edit />
        <Minimum edit />
        {[
            (Topic::Codes, key::POLICY_CODES),
            (Topic::Sessions, key::POLICY_SESSIONS),
            (Topic::Accounts, key::POLICY_ACCOUNTS),
        ].map(|(topic, title)| view! {
            <fieldset class="staff-topic">
                <legend>{t(title)}</legend>
                <div class="staff-figures">
                    {edit.of_topic(topic).into_iter().map(|Typed { value, text }| view! {
                        <Figure id=format!("value-{}", tag(&value)) label=words::value(value)
                            hint=words::bounds(value) typed=text bad=bad(words::value(value)) />
                    }).collect_view()}
                </div>
            </fieldset>
        }).into_iter().collect_view()}
        <Other edit />
    }
}

/// The rules about methods.
#[component]
fn Rules(edit: PolicyEdit) -> impl IntoView {
    let add = Callback::new(move |()| {
        let id = edit.add(None);
        request_animation_frame(move || focus(&format!("rule-{id}-method")));
    });
    view! {
        <fieldset class="staff-topic">
            <legend id="policy-rules" tabindex="-1">{t(key::POLICY_METHODS)}</legend>
            <p class="hint">{t(key::POLICY_METHODS_TEXT)}</p>
            <For each=move || edit.rules.get().into_iter().enumerate() key=|(at, rule)| (*at, rule.id) let:line>
                <OneRule edit rule=line.1 number=line.0 + 1 />
            </For>
            <div class="actions">
                <ui::Action kind=Kind::Quiet press=add>{t(key::POLICY_RULE_ADD)}</ui::Action>
            </div>
        </fieldset>
    }
}

#[component]
fn OneRule(edit: PolicyEdit, rule: Rule, number: usize) -> impl IntoView {
    let id = rule.id;
    let name = move |part: &str| format!("rule-{id}-{part}");
    let title = key::policy_rule(number.to_string());
    let methods = FactorKind::ALL.map(|kind| pick(&tag(&kind), i18n::method(kind).0)).to_vec();
    let mut of = vec![pick("", key::POLICY_EVERYBODY)];
    of.extend(CAPACITIES.map(|capacity| pick(&tag(&capacity), i18n::capacity(capacity))));
    let drop = Callback::new(move |()| {
        edit.drop_rule(id);
        focus_soon("policy-rules");
    });
    view! {
        <fieldset class="staff-filters staff-rule">
            <legend>{t(title.clone())}</legend>
            <ui::Select id=name("method") label=key::POLICY_METHOD options=methods chosen=rule.method />
            <ui::Select id=name("of") label=key::POLICY_OF options=of chosen=rule.of />
            <Day id=name("discouraged") label=key::POLICY_DISCOURAGED day=rule.discouraged />
            <Day id=name("last") label=key::POLICY_LAST_DAY day=rule.last_day />
            <Day id=name("removed") label=key::POLICY_REMOVED day=rule.removed />
            <div class="actions">
                <ui::Action kind=Kind::Plain press=drop>
                    {t(key::POLICY_RULE_DROP)} <span class="visually-hidden">": " {t(title)}</span>
                </ui::Action>
            </div>
        </fieldset>
    }
}

/// How good a method has to be.
#[component]
fn Minimum(edit: PolicyEdit) -> impl IntoView {
    let grades = [Grade::Any, Grade::NoPhoneNumber, Grade::PhishingResistant];
    let ids = ["least-doctor", "least-organisation", "least-citizen"];
    view! {
        <fieldset class="staff-topic">
            <legend>{t(key::POLICY_LEAST)}</legend>
            <p class="hint">{t(key::POLICY_LEAST_TEXT)}</p>
            <div class="staff-figures">
                {ids.into_iter().zip(CAPACITIES).zip(edit.least).map(|((id, capacity), chosen)| {
                    let options: Vec<Pick> =
                        grades.map(|grade| pick(&tag(&grade), words::grade(grade))).to_vec();
                    view! { <ui::Select id label=i18n::capacity(capacity) options chosen /> }
                }).collect_view()}
            </div>
        </fieldset>
    }
}

/// The settings with two values, and the days of the notices.
#[component]
fn Other(edit: PolicyEdit) -> impl IntoView {
    let passwords = [PasswordPreset::Seed, PasswordPreset::Nist]
        .map(|it| pick(&tag(&it), words::password(it)))
        .to_vec();
    let calls = [CallMode::Press1, CallMode::DigitOnScreen]
        .map(|it| pick(&tag(&it), words::call(it)))
        .to_vec();
    let cards = [true, false].map(|it| pick(&it.to_string(), words::card(it))).to_vec();
    let eyes = [false, true].map(|it| pick(&it.to_string(), words::eyes(it))).to_vec();
    let bad = Signal::derive(move || edit.bad.with(|bad| bad.contains(&key::POLICY_NOTICES)));
    view! {
        <fieldset class="staff-topic">
            <legend>{t(key::POLICY_OTHER)}</legend>
            <div class="staff-figures">
                <Figure id="notices" label=key::POLICY_NOTICES hint=key::POLICY_NOTICES_HINT
                    typed=edit.notices bad />
                <ui::Select id="password-rules" label=key::POLICY_PASSWORD options=passwords
                    chosen=edit.password />
                <ui::Select id="call-mode" label=key::POLICY_CALL options=calls chosen=edit.call />
                <ui::Select id="card-counts" label=key::POLICY_CARD options=cards chosen=edit.card />
                <ui::Select id="eyes" label=key::POLICY_EYES options=eyes chosen=edit.eyes />
            </div>
        </fieldset>
    }
}
