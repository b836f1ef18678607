//! The controls of a policy, by part.

use leptos::prelude::*;
use vestibule_shared::{
    factor::FactorKind,
    policy::{CallMode, Grade, MOST_DAYS, Topic},
    text::PasswordPreset,
};

use super::{
    edit::{PolicyEdit, Rule, tag},
    fields::{DayField, Figure, Short},
    part::Part,
    read::rule_id,
    words::{self, CAPACITIES},
};
use crate::{
    browser::page::{focus, focus_soon},
    i18n::{self, key, t},
    pages::staff::controls::pick,
    ui::{self, Kind, Pick},
};

/// The controls of a part.
pub(super) fn controls(edit: PolicyEdit, part: Part) -> AnyView {
    match part {
        Part::Must => view! { <Must edit /> }.into_any(),
        Part::Methods => view! { <Rules edit /> }.into_any(),
        Part::Least => view! { <Minimum edit /> }.into_any(),
        Part::Checks => view! { <Checks edit /> }.into_any(),
        Part::Codes => figures(edit, Topic::Codes).into_any(),
        Part::Sessions => figures(edit, Topic::Sessions).into_any(),
        Part::Accounts => figures(edit, Topic::Accounts).into_any(),
        Part::Applications => figures(edit, Topic::Applications).into_any(),
        Part::Other => view! { <Other edit /> }.into_any(),
    }
}

/// Who must have a second factor.
#[component]
fn Must(edit: PolicyEdit) -> impl IntoView {
    let days = key::unit_days("0".to_owned(), MOST_DAYS.to_string());
    let ids = ["must-doctor", "must-organisation", "must-citizen"];
    let boxes = ids.into_iter().zip(CAPACITIES).zip(edit.must);
    let tick = |((id, capacity), ticked)| {
        view! { <ui::Tick id label=i18n::capacity(capacity) ticked /> }
    };
    view! {
        <fieldset class="staff-topic">
            <legend class="visually-hidden">{t(key::POLICY_WHO)}</legend>
            {boxes.map(tick).collect_view()}
        </fieldset>
        <div class="staff-figures">
            <Short edit id="grace" label=key::POLICY_GRACE hint=days.clone() typed=edit.grace />
            <Short edit id="snooze" label=key::POLICY_SNOOZE hint=days.clone() typed=edit.snooze />
            <Short edit id="remember-days" label=key::POLICY_REMEMBER hint=days typed=edit.remember />
        </div>
    }
}

fn figures(edit: PolicyEdit, topic: Topic) -> impl IntoView {
    let figure = |typed| view! { <Figure edit typed /> };
    let all = edit.of_topic(topic).into_iter().map(figure).collect_view();
    view! { <div class="staff-figures">{all}</div> }
}

/// The rules about methods.
#[component]
fn Rules(edit: PolicyEdit) -> impl IntoView {
    let add = Callback::new(move |()| {
        let id = edit.add(None);
        request_animation_frame(move || focus(&rule_id(id, "method")));
    });
    view! {
        <p class="hint">{t(key::POLICY_METHODS_TEXT)}</p>
        <For each=move || edit.rules.get().into_iter().enumerate() key=|(at, rule)| (*at, rule.id) let:line>
            <OneRule edit rule=line.1 number=line.0 + 1 />
        </For>
        <div class="actions">
            <ui::Action kind=Kind::Quiet press=add>{t(key::POLICY_RULE_ADD)}</ui::Action>
        </div>
    }
}

#[component]
fn OneRule(edit: PolicyEdit, rule: Rule, number: usize) -> impl IntoView {
    let name = move |part: &str| rule_id(rule.id, part);
    let title = key::policy_rule(number.to_string());
    let methods = FactorKind::ALL.map(|kind| pick(&tag(&kind), i18n::method(kind).0)).to_vec();
    let mut of = vec![pick("", key::POLICY_EVERYBODY)];
    of.extend(CAPACITIES.map(|capacity| pick(&tag(&capacity), i18n::capacity(capacity))));
    let drop = Callback::new(move |()| {
        edit.drop_rule(rule.id);
        focus_soon(Part::Methods.id());
    });
    view! {
        <fieldset class="staff-filters staff-rule">
            <legend>{t(title.clone())}</legend>
            <ui::Select id=name("method") label=key::POLICY_METHOD options=methods chosen=rule.method />
            <ui::Select id=name("of") label=key::POLICY_OF options=of chosen=rule.of />
            <DayField edit id=name("discouraged") label=key::POLICY_DISCOURAGED day=rule.discouraged />
            <DayField edit id=name("last") label=key::POLICY_LAST_DAY day=rule.last_day />
            <DayField edit id=name("removed") label=key::POLICY_REMOVED day=rule.removed />
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
    let choice = move |((id, capacity), chosen)| {
        let options: Vec<Pick> =
            grades.map(|grade| pick(&tag(&grade), words::grade(grade))).to_vec();
        view! { <ui::Select id label=i18n::capacity(capacity) options chosen /> }
    };
    let choices = ids.into_iter().zip(CAPACITIES).zip(edit.least).map(choice).collect_view();
    view! {
        <p class="hint">{t(key::POLICY_LEAST_TEXT)}</p>
        <div class="staff-figures">{choices}</div>
    }
}

/// How capacities are verified.
#[component]
fn Checks(edit: PolicyEdit) -> impl IntoView {
    let ids = ["check-doctor", "check-organisation"];
    let choice = move |((id, capacity), chosen)| {
        let options: Vec<Pick> =
            words::CHECK_MODES.map(|mode| pick(&tag(&mode), words::check(mode))).to_vec();
        view! { <ui::Select id label=i18n::capacity(capacity) options chosen /> }
    };
    let choices = ids.into_iter().zip(words::CHECKABLE).zip(edit.checks).map(choice).collect_view();
    view! {
        <p class="hint">{t(key::POLICY_CHECKS_TEXT)}</p>
        <div class="staff-figures">{choices}</div>
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
    view! {
        <div class="staff-figures">
            <Short edit id="notices" label=key::POLICY_NOTICES hint=key::POLICY_NOTICES_HINT
                typed=edit.notices />
            <ui::Select id="password-rules" label=key::POLICY_PASSWORD options=passwords
                chosen=edit.password />
            <ui::Select id="call-mode" label=key::POLICY_CALL options=calls chosen=edit.call />
            <ui::Select id="card-counts" label=key::POLICY_CARD options=cards chosen=edit.card />
            <ui::Select id="eyes" label=key::POLICY_EYES options=eyes chosen=edit.eyes />
        </div>
    }
}
