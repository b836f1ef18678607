//! What is wrong with a form, above it (UX 10).

use leptos::{ev::MouseEvent, prelude::*};
use vestibule_shared::problem::{Code, Field, FieldProblem};

use super::{Icon, Shape, TroubleAlert};
use crate::{
    api::Trouble,
    app::shell::use_shell,
    browser::page,
    form::{FormState, field_id},
    i18n::{explain_field, key, t},
};

/// The refusal that names no field.
const WRONG: Option<Code> = Some(Code::CredentialsWrong);

/// The summary with a link to each field, or what went wrong with the form as a whole. It receives
/// the focus when it appears, and the window's title says that something has to be corrected.
#[component]
pub(crate) fn FormProblems(
    state: FormState,
    /// Where to begin again after wrong credentials, which name no field (UX 13).
    #[prop(optional)]
    again_at: Option<Field>,
) -> impl IntoView {
    let shell = use_shell();
    let FormState { problems, trouble, failed, .. } = state;
    let credentials = Memo::new(move |_| {
        again_at.filter(|_| trouble.with(|it| it.as_ref().and_then(Trouble::code)) == WRONG)
    });
    shell.watch_failure(move || failed.get() || credentials.get().is_some());
    let other = Signal::derive(move || trouble.get().filter(|_| credentials.get().is_none()));
    view! {
        <div id=state.summary tabindex="-1">
            <Show when=move || failed.get()>
                {frame("fields_invalid", move || {
                    problems.get().into_iter().map(summary_line).collect_view()
                })}
            </Show>
            {move || credentials.get().map(|field| frame(
                "credentials_wrong",
                link(field, t(key::PROBLEM_CREDENTIALS_WRONG)),
            ))}
            <TroubleAlert trouble=other />
        </div>
    }
}

/// The frame around what has to be corrected.
fn frame(code: &'static str, lines: impl IntoView) -> impl IntoView {
    view! {
        <div class="alert alert-bad summary" role="alert" data-code=code>
            <Icon shape=Shape::Warning />
            <div class="alert-text">
                <h2>{t(key::SUMMARY_TITLE)}</h2>
                <ul>{lines}</ul>
            </div>
        </div>
    }
}

fn summary_line(problem: FieldProblem) -> impl IntoView {
    link(problem.field, t(explain_field(problem.field, problem.code)))
}

/// A line that leads to a field.
fn link(field: Field, text: impl Fn() -> String + Send + Sync + 'static) -> impl IntoView {
    let id = field_id(field);
    let go = move |event: MouseEvent| {
        event.prevent_default();
        page::focus(id);
    };
    view! {
        <li><a href=format!("#{id}") on:click=go>{text}</a></li>
    }
}
