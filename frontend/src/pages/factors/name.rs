//! The method works; asks for its name.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    problem::{Field, FieldProblem},
    text::parse_method_name,
    two_step::{NameStep, SetName, TwoStep},
};

use super::{WIZARD, progress};
use crate::{
    app::route::Route,
    change::proof::prove_when_asked,
    flow::Flow,
    form::{Form, Values, problem},
    i18n::{key, t},
    ui::{self, Icon, Shape},
};

/// What was typed.
#[derive(Clone)]
struct NameValues {
    name: String,
}

impl Values for NameValues {
    fn problems(&self) -> Vec<FieldProblem> {
        problem(Field::Name, parse_method_name(&self.name)).into_iter().collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        (field == Field::Name).then_some(&mut self.name)
    }
}

/// A name, with a suggestion.
#[component]
pub(super) fn Name(flow: Flow<TwoStep>, step: NameStep) -> impl IntoView {
    let at = progress(2, step.codes_follow);
    let form = Form::new(NameValues { name: step.suggested });
    prove_when_asked(form.state.trouble, Route::TwoStep);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(NameValues { name }) = form.ready() {
            flow.submit(form, SetName { name });
        }
    };
    view! {
        <ui::Screen wizard=WIZARD step="name" at>
            <p class="seal"><Icon shape=Shape::Check /></p>
            <ui::Heading text=key::NAME_TITLE />
            <p class="lead">{t(key::NAME_LEAD)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <ui::FormProblems state=form.state />
            <form novalidate=true on:submit=submit>
                <ui::TextField input=form.input(Field::Name) autocomplete="off" class="field-short"
                    spellcheck=true />
                <div class="actions">
                    <ui::Submit busy=form.state.sending>{t(key::NAME_SUBMIT)}</ui::Submit>
                </div>
            </form>
        </ui::Screen>
    }
}
