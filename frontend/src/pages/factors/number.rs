//! The number for messages or calls: the account's own, or another one (UX 11).

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    factor::FactorKind,
    problem::{Field, FieldProblem},
    text::check_phone_shape,
    two_step::{TwoStep, UseNumber},
};

use crate::{
    app::route::Route,
    change::proof::prove_when_asked,
    flow::Flow,
    form::{Form, Values, problem},
    i18n::{key, t},
    ui::{self, Choice},
};

const OWN: &str = "own";
const OTHER: &str = "other";

/// What was typed and chosen.
#[derive(Clone)]
struct NumberValues {
    which: &'static str,
    phone: String,
}

impl NumberValues {
    const fn new() -> Self {
        Self { which: OWN, phone: String::new() }
    }
}

/// What was typed last, for a person who goes back and chooses a number once more.
#[derive(Clone, Copy)]
struct Typed(RwSignal<NumberValues>);

/// Keeps what is typed for as long as the page is open.
pub(super) fn keep_typed() {
    provide_context(Typed(RwSignal::new(NumberValues::new())));
}

impl Values for NumberValues {
    fn problems(&self) -> Vec<FieldProblem> {
        if self.which == OWN {
            return Vec::new();
        }
        problem(Field::Phone, check_phone_shape(&self.phone)).into_iter().collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        (field == Field::Phone).then_some(&mut self.phone)
    }
}

/// The account's own number, or a field for another.
#[component]
pub(super) fn Number(flow: Flow<TwoStep>, kind: FactorKind, phone_masked: String) -> impl IntoView {
    let typed = use_context::<Typed>();
    let form = Form::new(typed.map_or_else(NumberValues::new, |typed| typed.0.get_untracked()));
    Effect::new(move |_| {
        let values = form.values.get();
        if let Some(typed) = typed {
            typed.0.set(values);
        }
    });
    prove_when_asked(form.state.trouble, Route::TwoStep);
    let which = Memo::new(move |_| form.values.with(|values| values.which));
    let choices = [(OWN, key::number_own(phone_masked)), (OTHER, key::NUMBER_OTHER)]
        .map(|(value, label)| Choice { value, label, hint: None, lang: None });
    let choose = Callback::new(move |which| {
        form.values.update(|values| values.which = which);
        form.state.mend(Field::Phone);
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(NumberValues { which, phone }) = form.ready() {
            flow.submit(form, UseNumber { phone: (which == OTHER).then_some(phone) });
        }
    };
    let label = if kind == FactorKind::Call { key::NUMBER_CALL } else { key::NUMBER_SEND };
    view! {
        <ui::FormProblems state=form.state />
        <form novalidate=true on:submit=submit>
            <ui::RadioGroup name="which" legend=key::NUMBER_TITLE choices=choices.into()
                chosen=which choose class="choices-cards" />
            <Show when=move || which.get() == OTHER>
                <ui::TextField input=form.input(Field::Phone) kind="tel" autocomplete="tel"
                    label=key::FIELD_PHONE hint=key::NUMBER_HINT class="field-short" />
            </Show>
            <div class="actions">
                <ui::Submit busy=form.state.sending>{t(label)}</ui::Submit>
            </div>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use vestibule_shared::problem::Code;

    use super::*;

    #[test]
    fn another_number_is_looked_at_only_where_it_was_chosen() {
        let found = |which| {
            let values = NumberValues { which, phone: "12".to_owned() };
            values.problems().first().map(|problem| problem.code)
        };
        assert_eq!(found(OWN), None);
        assert_eq!(found(OTHER), Some(Code::PhoneInvalid));
    }
}
