//! Asks a signed-in person without a second factor for the password again; or for the card.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    problem::{Code, Field, FieldProblem},
    sign_in::{self, ConfirmByCard, SignIn},
};

use super::{BackToSecurity, WIZARD};
use crate::{
    flow::Flow,
    form::{Form, Values, problem},
    i18n::{key, t},
    ui::{self, Icon, Shape},
};

/// What was typed.
#[derive(Clone, Default)]
struct PasswordValues {
    password: String,
}

impl Values for PasswordValues {
    fn problems(&self) -> Vec<FieldProblem> {
        let password = if self.password.is_empty() { Err(Code::Required) } else { Ok(()) };
        problem(Field::Password, password).into_iter().collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        (field == Field::Password).then_some(&mut self.password)
    }

    fn forget_secrets(&mut self) {
        self.password.clear();
    }
}

/// The form, and the card beside it.
#[component]
pub(super) fn ConfirmPassword(flow: Flow<SignIn>, by_card: bool) -> impl IntoView {
    let form = Form::new(PasswordValues::default());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(PasswordValues { password }) = form.ready() {
            flow.submit(form, sign_in::ConfirmPassword { password });
        }
    };
    let card = Callback::new(move |()| flow.go(ConfirmByCard {}));
    view! {
        <ui::Screen wizard=WIZARD step="confirm">
            <BackToSecurity />
            <ui::Heading text=key::PROVE_CONFIRM />
            <p class="lead">{t(key::PROVE_CONFIRM_LEAD)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <ui::FormProblems state=form.state />
            <form novalidate=true on:submit=submit>
                <ui::PasswordField input=form.input(Field::Password)
                    autocomplete="current-password" />
                <div class="actions">
                    <ui::Submit busy=form.state.sending>{t(key::PROVE_SUBMIT)}</ui::Submit>
                </div>
            </form>
            {by_card.then(|| view! {
                <p class="or"><span>{t(key::OR)}</span></p>
                <ui::Action kind=ui::Kind::Quiet press=card busy=flow.busy>
                    <Icon shape=Shape::Reader /> {t(key::CONFIRM_BY_CARD)}
                </ui::Action>
            })}
        </ui::Screen>
    }
}
