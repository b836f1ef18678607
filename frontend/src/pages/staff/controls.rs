//! Controls of the pages for staff that are not fields of a `Form`: a day, a figure, one of a few.

use leptos::prelude::*;

use crate::{
    i18n::{Text, t, use_i18n},
    ui::Pick,
};

/// A day.
#[component]
pub(super) fn Day(#[prop(into)] id: String, label: Text, day: RwSignal<String>) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id.clone()>{t(label)}</label>
            <input type="date" id=id.clone() name=id prop:value=day
                on:input=move |event| day.set(event_target_value(&event)) />
        </div>
    }
}

/// A figure; `hint` says its unit and its bounds.
#[component]
pub(super) fn Figure(
    #[prop(into)] id: String,
    label: Text,
    #[prop(optional)] hint: Option<Text>,
    typed: RwSignal<String>,
    /// Whether the typed text is invalid.
    #[prop(into)]
    bad: Signal<bool>,
) -> impl IntoView {
    let hint_id = hint.is_some().then(|| format!("{id}-hint"));
    let about = hint_id.clone();
    view! {
        <div class="field" class:field-bad=bad>
            <label for=id.clone()>{t(label)}</label>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{t(hint)}</p> })}
            <input type="text" inputmode="numeric" autocomplete="off" id=id.clone() name=id
                aria-describedby=about aria-invalid=move || bad.get().then_some("true")
                prop:value=typed on:input=move |event| typed.set(event_target_value(&event)) />
        </div>
    }
}

/// An option, by its stored value and its label.
pub(super) fn pick(value: &str, label: Text) -> Pick {
    let i18n = use_i18n();
    Pick { value: value.to_owned(), label: Signal::derive(move || i18n.say(&label)) }
}
