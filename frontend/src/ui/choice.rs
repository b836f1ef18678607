//! Choices: one of a few, or yes.

use leptos::prelude::*;

use super::text_field::{FieldProblemText, described};
use crate::{
    form::{FormState, field_id},
    i18n::{Text, t},
};
use vestibule_shared::problem::Field;

/// An option.
#[derive(Clone)]
pub(crate) struct Choice {
    /// Its value in the form.
    pub(crate) value: &'static str,
    /// Its label.
    pub(crate) label: Text,
    /// A sentence about it.
    pub(crate) hint: Option<Text>,
    /// The language of the label, where it is not the page's.
    pub(crate) lang: Option<&'static str>,
}

/// Radio buttons under one question. `name` is unique on the page and the id of the first one.
#[component]
pub(crate) fn RadioGroup(
    name: &'static str,
    legend: Text,
    choices: Vec<Choice>,
    #[prop(into)] chosen: Signal<&'static str>,
    choose: Callback<&'static str>,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    let options = choices
        .into_iter()
        .enumerate()
        .map(|(number, choice)| {
            let id = if number == 0 { name.to_owned() } else { format!("{name}-{number}") };
            view! { <Radio id name choice chosen choose /> }
        })
        .collect_view();
    view! {
        <fieldset class=format!("field choices {class}")>
            <legend>{t(legend)}</legend>
            <div class="choices-list">{options}</div>
        </fieldset>
    }
}

#[component]
fn Radio(
    id: String,
    name: &'static str,
    choice: Choice,
    chosen: Signal<&'static str>,
    choose: Callback<&'static str>,
) -> impl IntoView {
    let Choice { value, label, hint, lang } = choice;
    let hint_id = hint.is_some().then(|| format!("{id}-hint"));
    view! {
        <div class="choice">
            <input type="radio" id=id.clone() name=name value=value
                aria-describedby=hint_id.clone()
                prop:checked=move || chosen.get() == value
                on:change=move |_| choose.run(value) />
            <label for=id lang=lang>{t(label)}</label>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{t(hint)}</p> })}
        </div>
    }
}

/// A box to tick; the children explain what it accepts.
#[component]
pub(crate) fn Checkbox(
    field: Field,
    state: FormState,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] ticked: Signal<bool>,
    tick: Callback<bool>,
    children: Children,
) -> impl IntoView {
    let id = field_id(field);
    let problem = state.problem_of(field);
    view! {
        <div class="field" class:field-bad=move || problem.get().is_some()>
            <FieldProblemText field problem />
            <div class="choice choice-box">
                <input type="checkbox" id=id name=id required=true
                    aria-invalid=move || problem.get().map(|_| "true")
                    aria-describedby=move || described(id, false, problem.get().is_some())
                    prop:checked=ticked
                    on:change=move |event| {
                        tick.run(event_target_checked(&event));
                        state.mend(field);
                    } />
                <label for=id>{move || label.get()}</label>
            </div>
            {children()}
        </div>
    }
}
