//! The fields of a policy: a number, how long something lasts, a day; each with its problem beside
//! it.

use leptos::{ev::Event, prelude::*};
use vestibule_shared::policy::{Day, Unit};

use super::{
    edit::{PolicyEdit, Typed},
    read::figure_id,
    spans, words,
    wrong::{self, Beside, Fault},
};
use crate::{
    browser::intl,
    i18n::{Text, key, t, use_i18n},
};

/// The ids of the texts that belong to a control with a hint.
fn described(id: &str, fault: Signal<Option<Fault>>) -> impl Fn() -> String + use<> {
    let (with, without) = (format!("{id}-problem {id}-hint"), format!("{id}-hint"));
    move || if fault.get().is_some() { with.clone() } else { without.clone() }
}

/// A short text, mostly a number.
#[component]
pub(super) fn Short(
    edit: PolicyEdit,
    id: &'static str,
    label: Text,
    hint: Text,
    typed: RwSignal<String>,
) -> impl IntoView {
    let fault = wrong::of(edit.wrong, id);
    view! {
        <div class="field" class:field-bad=move || fault.get().is_some()>
            <label for=id>{t(label)}</label>
            <p class="hint" id=format!("{id}-hint")>{t(hint)}</p>
            <Beside id=id.to_owned() fault />
            {input(edit, id, typed)}
        </div>
    }
}

fn input(edit: PolicyEdit, id: &str, typed: RwSignal<String>) -> impl IntoView + use<> {
    let fault = wrong::of(edit.wrong, id);
    let (about, own) = (described(id, fault), id.to_owned());
    let hear = move |event: Event| {
        typed.set(event_target_value(&event));
        wrong::mend(edit.wrong, &own);
    };
    view! {
        <input type="text" inputmode="numeric" autocomplete="off" id=id.to_owned() name=id.to_owned()
            aria-describedby=about aria-invalid=move || fault.get().map(|_| "true")
            prop:value=typed on:input=hear />
    }
}

/// A figure: its number, and its unit where people use more than one for it.
#[component]
pub(super) fn Figure(edit: PolicyEdit, typed: Typed) -> impl IntoView {
    let i18n = use_i18n();
    let id = figure_id(&typed);
    let Typed { value, text, unit } = typed;
    let fault = wrong::of(edit.wrong, &id);
    let units = spans::units(value);
    let has_units = units.len() > 1;
    let label = words::value(value);
    let choice = has_units.then(|| unit_choice(edit, (&id, label.clone()), units, unit));
    view! {
        <div class="field" class:staff-amount=has_units class:field-bad=move || fault.get().is_some()>
            <label for=id.clone()>{t(label)}</label>
            <p class="hint" id=format!("{id}-hint")>{move || i18n.say(&words::bounds(i18n, value))}</p>
            <Beside id=id.clone() fault />
            {input(edit, &id, text)}
            {choice}
        </div>
    }
}

fn unit_choice(
    edit: PolicyEdit,
    (id, label): (&str, Text),
    units: Vec<Unit>,
    chosen: RwSignal<String>,
) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let named = move || i18n.say(&key::unit_of(i18n.say(&label)));
    let option = move |unit: Unit| {
        let tag = spans::tag(unit);
        view! {
            <option value=tag prop:selected=move || chosen.with(|it| it == tag)>
                {t(spans::name(unit))}
            </option>
        }
    };
    let (own, id) = (id.to_owned(), format!("{id}-unit"));
    let hear = move |event: Event| {
        chosen.set(event_target_value(&event));
        wrong::mend(edit.wrong, &own);
    };
    view! {
        <select id=id.clone() name=id aria-label=named on:change=hear>
            {units.into_iter().map(option).collect_view()}
        </select>
    }
}

/// A day; below it the same in words, since browsers write dates in their own language.
#[component]
pub(super) fn DayField(
    edit: PolicyEdit,
    #[prop(into)] id: String,
    label: Text,
    day: RwSignal<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let fault = wrong::of(edit.wrong, &id);
    let (about, words_id) = (described(&id, fault), format!("{id}-hint"));
    let own = id.clone();
    let hear = move |event: Event| {
        day.set(event_target_value(&event));
        wrong::mend(edit.wrong, &own);
    };
    let words = move || {
        let day = Day::try_from(day.get()).ok();
        day.map(|day| intl::full_day(i18n.language(), &day)).unwrap_or_default()
    };
    view! {
        <div class="field" class:field-bad=move || fault.get().is_some()>
            <label for=id.clone()>{t(label)}</label>
            <Beside id=id.clone() fault />
            <input type="date" id=id.clone() name=id prop:value=day aria-describedby=about
                aria-invalid=move || fault.get().map(|_| "true")
                on:input=hear />
            <p class="hint" id=words_id>{words}</p>
        </div>
    }
}
