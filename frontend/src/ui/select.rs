//! A choice of one of many.

use leptos::prelude::*;

use crate::i18n::{Text, t};

/// An option.
#[derive(Clone)]
pub(crate) struct Pick {
    /// Its value.
    pub(crate) value: String,
    /// Its label.
    pub(crate) label: Signal<String>,
}

/// A labelled list to choose from; `groups` follow the ungrouped options, each under its name.
#[component]
pub(crate) fn Select(
    #[prop(into)] id: String,
    label: Text,
    #[prop(into)] options: Signal<Vec<Pick>>,
    #[prop(optional)] groups: Vec<(Text, Vec<Pick>)>,
    chosen: RwSignal<String>,
) -> impl IntoView {
    let groups = groups.into_iter().map(|(name, options)| {
        view! {
            <optgroup label=t(name)>
                {options.into_iter().map(|pick| line(pick, chosen)).collect_view()}
            </optgroup>
        }
    });
    view! {
        <div class="field">
            <label for=id.clone()>{t(label)}</label>
            <select id=id.clone() name=id on:change=move |event| chosen.set(event_target_value(&event))>
                {move || options.get().into_iter().map(|pick| line(pick, chosen)).collect_view()}
                {groups.collect_view()}
            </select>
        </div>
    }
}

fn line(pick: Pick, chosen: RwSignal<String>) -> impl IntoView {
    let Pick { value, label } = pick;
    let kept = value.clone();
    view! {
        <option value=value prop:selected=move || chosen.with(|chosen| *chosen == kept)>
            {move || label.get()}
        </option>
    }
}
