//! A field of one line, with its label, its hint and its problem.

use leptos::prelude::*;
use vestibule_shared::problem::{Code, Field};

use super::{Icon, Shape};
use crate::{
    form::{Input, field_id},
    i18n::{Text, code_name, explain_field, field_label, t},
};

/// A labelled line of text. `kind` is the input's `type`.
#[component]
pub(crate) fn TextField(
    input: Input,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] label: Option<Text>,
    #[prop(optional)] hint: Option<Text>,
    #[prop(optional)] autocomplete: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] spellcheck: bool,
    /// What remains to be said about the tries: part of the problem where the text is wrong.
    #[prop(optional_no_strip)]
    tries: Option<Signal<Option<Text>>>,
) -> impl IntoView {
    let id = field_id(input.field);
    let label = label.unwrap_or_else(|| field_label(input.field));
    let has_hint = hint.is_some();
    view! {
        <div class=format!("field {class}") class:field-bad=move || input.problem.get().is_some()>
            <label for=id>{t(label)}</label>
            {hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{t(hint)}</p> })}
            <FieldProblemText field=input.field problem=input.problem tries />
            {tries.map(|tries| view! { <TriesLeft problem=input.problem tries /> })}
            <input id=id name=id type=kind required=true autocomplete=autocomplete
                inputmode=inputmode spellcheck=if spellcheck { "true" } else { "false" }
                autocapitalize=if spellcheck { "words" } else { "none" }
                aria-invalid=move || input.problem.get().map(|_| "true")
                aria-describedby=move || described(id, has_hint, input.problem.get().is_some())
                prop:value=move || input.value.get()
                on:input=move |event| _ = input.typed.try_run(event_target_value(&event))
                on:blur=move |_| _ = input.left.try_run(()) />
        </div>
    }
}

/// The ids of the texts that belong to a control.
pub(super) fn described(id: &str, hint: bool, problem: bool) -> Option<String> {
    match (hint, problem) {
        (true, true) => Some(format!("{id}-problem {id}-hint")),
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-problem")),
        (false, false) => None,
    }
}

/// The problem of a field, beside it.
#[component]
pub(super) fn FieldProblemText(
    field: Field,
    problem: Signal<Option<Code>>,
    #[prop(optional_no_strip)] tries: Option<Signal<Option<Text>>>,
) -> impl IntoView {
    move || {
        problem.get().map(|code| {
            let tries = tries.filter(|_| code == Code::CodeWrong).and_then(|tries| tries.get());
            view! {
                <p class="problem" id=format!("{}-problem", field_id(field)) data-code=code_name(code)>
                    <Icon shape=Shape::Warning />
                    <span>
                        {t(explain_field(field, code))}
                        {tries.map(|tries| view! { " " <span data-testid="tries-left">{t(tries)}</span> })}
                    </span>
                </p>
            }
        })
    }
}

/// The remaining tries, while the problem of the field does not say them.
#[component]
fn TriesLeft(problem: Signal<Option<Code>>, tries: Signal<Option<Text>>) -> impl IntoView {
    let said = move || tries.get().filter(|_| problem.get() != Some(Code::CodeWrong));
    view! {
        <div role="status">
            {move || said().map(|tries| view! {
                <p class="tries" data-testid="tries-left">{t(tries)}</p>
            })}
        </div>
    }
}
