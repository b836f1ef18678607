//! Controls of the pages for staff that are not fields of a `Form`: a day, one of a few.

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

/// An option, by its stored value and its label.
pub(super) fn pick(value: &str, label: Text) -> Pick {
    let i18n = use_i18n();
    Pick { value: value.to_owned(), label: Signal::derive(move || i18n.say(&label)) }
}
