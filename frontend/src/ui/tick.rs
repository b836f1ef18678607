//! A box to tick that is not a field of a form.

use leptos::prelude::*;

use super::{Icon, Shape};
use crate::i18n::{Text, t};

/// A box to tick. `missed` is the message if it should have been ticked.
#[component]
pub(crate) fn Tick(
    id: &'static str,
    label: Text,
    ticked: RwSignal<bool>,
    #[prop(optional)] hint: Option<Text>,
    #[prop(optional, into)] missed: Signal<Option<Text>>,
) -> impl IntoView {
    let problem = move || {
        missed.get().map(|text| {
            view! {
                <p class="problem" id=format!("{id}-problem") data-code="required" role="alert">
                    <Icon shape=Shape::Warning /> <span>{t(text)}</span>
                </p>
            }
        })
    };
    view! {
        <div class="field" class:field-bad=move || missed.get().is_some()>
            {problem}
            <div class="choice choice-box">
                <input type="checkbox" id=id name=id prop:checked=ticked
                    aria-invalid=move || missed.get().map(|_| "true")
                    aria-describedby=format!("{id}-hint {id}-problem")
                    on:change=move |event| ticked.set(event_target_checked(&event)) />
                <label for=id>{t(label)}</label>
                {hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{t(hint)}</p> })}
            </div>
        </div>
    }
}
