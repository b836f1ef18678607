//! What is wrong with a form, above it (UX 10).

use leptos::{ev::MouseEvent, prelude::*};
use vestibule_shared::problem::FieldProblem;

use super::{Icon, Shape, TroubleAlert};
use crate::{
    app::shell::use_shell,
    browser::page,
    form::{FormState, field_id},
    i18n::{explain_field, key, t},
};

/// The summary with a link to each field, or what went wrong with the form as a whole. It receives
/// the focus when it appears, and the window's title says that something has to be corrected.
#[component]
pub(crate) fn FormProblems(state: FormState) -> impl IntoView {
    let shell = use_shell();
    let FormState { problems, trouble, failed, .. } = state;
    shell.watch_failure(move || failed.get());
    view! {
        <div id=state.summary tabindex="-1">
            <Show when=move || failed.get()>
                <div class="alert alert-bad summary" role="alert" data-code="fields_invalid">
                    <Icon shape=Shape::Warning />
                    <div class="alert-text">
                        <h2>{t(key::SUMMARY_TITLE)}</h2>
                        <ul>
                            {move || problems.get().into_iter().map(summary_line).collect_view()}
                        </ul>
                    </div>
                </div>
            </Show>
            <TroubleAlert trouble />
        </div>
    }
}

fn summary_line(problem: FieldProblem) -> impl IntoView {
    let id = field_id(problem.field);
    let go = move |event: MouseEvent| {
        event.prevent_default();
        page::focus(id);
    };
    view! {
        <li><a href=format!("#{id}") on:click=go>{t(explain_field(problem.field, problem.code))}</a></li>
    }
}
