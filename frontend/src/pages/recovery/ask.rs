//! The choice of a recovery method.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    problem::{Field, FieldProblem},
    recovery::{AskMail, Recovery, UseCard},
    text::Email,
};

use super::WIZARD;
use crate::{
    app::{
        route::{Route, Topic},
        shell::use_shell,
    },
    flow::Flow,
    form::{Form, Values, problem},
    i18n::{key, t},
    ui::{self, Icon, Shape},
};

/// What was typed.
#[derive(Clone)]
struct EmailValues {
    email: String,
}

impl Values for EmailValues {
    fn problems(&self) -> Vec<FieldProblem> {
        problem(Field::Email, Email::parse(&self.email)).into_iter().collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        (field == Field::Email).then_some(&mut self.email)
    }
}

/// By mail, or by card.
#[component]
pub(super) fn Ask(flow: Flow<Recovery>) -> impl IntoView {
    let shell = use_shell();
    let form = Form::new(EmailValues { email: shell.user_name.get_untracked() });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(EmailValues { email }) = form.ready() {
            shell.user_name.set(email.clone());
            flow.submit(form, AskMail { email });
        }
    };
    let use_card = Callback::new(move |()| flow.go(UseCard {}));
    view! {
        <ui::Screen wizard=WIZARD step="ask" help=Topic::Password>
            <ui::Heading text=key::RECOVER_TITLE />
            <p class="lead">{t(key::RECOVER_LEAD)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <ui::FormProblems state=form.state />
            <form novalidate=true on:submit=submit>
                <ui::TextField input=form.input(Field::Email) kind="email" autocomplete="username"
                    hint=key::RECOVER_EMAIL_HINT />
                <div class="actions">
                    <ui::Submit busy=form.state.sending>{t(key::RECOVER_SUBMIT)}</ui::Submit>
                </div>
            </form>
            <p class="or"><span>{t(key::OR)}</span></p>
            <ui::Action kind=ui::Kind::Quiet press=use_card busy=flow.busy>
                <Icon shape=Shape::Reader /> {t(key::RECOVER_EID)}
            </ui::Action>
            <p class="afterwards">
                <ui::Link to=Route::SignIn>{t(key::BACK_TO_SIGN_IN)}</ui::Link>
            </p>
        </ui::Screen>
    }
}
