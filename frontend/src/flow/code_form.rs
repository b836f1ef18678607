//! A code to type, on a screen of its own.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    problem::{Field, FieldProblem},
    text::{CODE_LENGTH, parse_code, parse_recovery_code},
};

use crate::{
    browser::{keys, tasks::Scope},
    form::{Form, Values, problem},
    i18n::{CodeOf, key, t},
    ui,
};

/// What was typed.
#[derive(Clone)]
pub(crate) struct CodeValues {
    of: CodeOf,
    /// The code, as it was typed.
    pub(crate) code: String,
}

impl CodeValues {
    /// Nothing typed yet.
    pub(crate) const fn new(of: CodeOf) -> Self {
        Self { of, code: String::new() }
    }
}

impl Values for CodeValues {
    fn problems(&self) -> Vec<FieldProblem> {
        let parsed = match self.of {
            CodeOf::Recovery => parse_recovery_code(&self.code),
            CodeOf::App | CodeOf::Message | CodeOf::Mail | CodeOf::Aloud => {
                parse_code(&self.code, CODE_LENGTH)
            }
        };
        problem(Field::Code, parsed).into_iter().collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        (field == Field::Code).then_some(&mut self.code)
    }
}

/// The form; `submit` receives a code whose format is valid. The children are between the code and
/// the button. The screen shows what is wrong with it further up.
#[component]
pub(crate) fn CodeForm(
    form: Form<CodeValues>,
    submit: Callback<String>,
    /// Wrong codes that can still be typed.
    left: Signal<u32>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(CodeValues { code, .. }) = form.ready() {
            submit.run(code);
        }
    };
    view! {
        <form novalidate=true on:submit=send>
            <ui::CodeField input=form.input(Field::Code) left=Some(left) />
            {children.map(|children| children())}
            <div class="actions">
                <ui::Submit busy=form.state.sending>{t(key::PROVE_SUBMIT)}</ui::Submit>
            </div>
        </form>
    }
}

/// Fills in the code of an incoming text message where the browser reads those; the person sends
/// it.
pub(crate) fn fill_from_message(form: Form<CodeValues>) {
    on_cleanup(keys::stop);
    Scope::new().spawn(async move {
        if let Some(code) = keys::code_from_message().await {
            form.values.update(|values| values.code = code);
        }
    });
}

/// "My code is not accepted": the cause is nearly always the clock.
#[component]
pub(crate) fn ClockHelp() -> impl IntoView {
    view! {
        <details class="more">
            <summary>{t(key::CLOCK_TITLE)}</summary>
            <p>{t(key::CLOCK_TEXT)}</p>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use vestibule_shared::problem::Code;

    use super::*;

    #[test]
    fn a_recovery_code_and_a_code_of_six_digits_have_different_formats() {
        let found = |of, code: &str| {
            let values = CodeValues { of, code: code.to_owned() };
            values.problems().first().map(|problem| problem.code)
        };
        assert_eq!(found(CodeOf::App, "123 456"), None);
        assert_eq!(found(CodeOf::Message, "12345"), Some(Code::CodeTooShort));
        assert_eq!(found(CodeOf::Recovery, "abcde-12345"), None);
        assert_eq!(found(CodeOf::Recovery, "123 456"), Some(Code::CodeTooShort));
    }
}
