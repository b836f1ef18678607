//! A new password; with the code of a text message if the only proof so far is a mail.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    problem::{Field, FieldProblem},
    recovery::{NewPasswordStep, Recovery, ResendCode, SetPassword},
    registration::CodeSent,
    text::{CODE_LENGTH, PasswordPreset, parse_code},
};

use super::WIZARD;
use crate::{
    app::{route::Topic, shell::use_shell},
    flow::Flow,
    form::{Form, Values, new_password, problem},
    i18n::{key, t},
    ui,
};

/// What was typed.
#[derive(Clone)]
struct NewPasswordValues {
    preset: PasswordPreset,
    with_code: bool,
    code: String,
    password: String,
    confirmation: String,
}

impl Values for NewPasswordValues {
    fn problems(&self) -> Vec<FieldProblem> {
        let code = self.with_code.then(|| parse_code(&self.code, CODE_LENGTH));
        let typed = (self.password.as_str(), self.confirmation.as_str());
        let [password, same] = new_password(typed, self.preset);
        let found = [code.and_then(|code| problem(Field::Code, code)), password, same];
        found.into_iter().flatten().collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        match field {
            Field::Code => Some(&mut self.code),
            Field::Password => Some(&mut self.password),
            Field::Confirmation => Some(&mut self.confirmation),
            _ => None,
        }
    }

    fn forget_secrets(&mut self) {
        self.password.clear();
        self.confirmation.clear();
    }
}

/// The form.
#[component]
pub(super) fn ChooseNewPassword(
    flow: Flow<Recovery>,
    step: Signal<NewPasswordStep>,
) -> impl IntoView {
    let preset = use_shell().config().password;
    let first_sent = step.with_untracked(|step| step.sent.clone());
    let form = Form::new(NewPasswordValues {
        preset,
        with_code: first_sent.is_some(),
        code: String::new(),
        password: String::new(),
        confirmation: String::new(),
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(NewPasswordValues { code, password, confirmation, .. }) = form.ready() {
            flow.submit(form, SetPassword { code, password, confirmation });
        }
    };
    let sent = first_sent
        .map(|first| Signal::derive(move || step.get().sent.unwrap_or_else(|| first.clone())));
    view! {
        <ui::Screen wizard=WIZARD step="new_password" help=Topic::NoSms>
            <ui::Heading text=key::NEW_PASSWORD_TITLE />
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <ui::FormProblems state=form.state />
            {sent.map(|sent| view! { <ui::SentTo sent answers=flow.answers ask=Callback::new(move |()| flow.poll()) /> })}
            <form novalidate=true on:submit=submit>
                {sent.map(|sent| {
                    let left = Some(Signal::derive(move || sent.with(|sent| sent.tries_left)));
                    view! { <ui::CodeField input=form.input(Field::Code) left /> }
                })}
                <ui::NewPasswordFields password=form.input(Field::Password)
                    confirmation=form.input(Field::Confirmation) preset />
                <div class="actions">
                    <ui::Submit busy=form.state.sending>{t(key::NEW_PASSWORD_SUBMIT)}</ui::Submit>
                </div>
            </form>
            {sent.map(|sent| view! { <NotReceived flow sent /> })}
        </ui::Screen>
    }
}

/// The number is masked and cannot be changed here; without the phone, the card helps (UX 6).
#[component]
fn NotReceived(flow: Flow<Recovery>, sent: Signal<CodeSent>) -> impl IntoView {
    let instead = Callback::new(move |()| flow.abandon());
    view! {
        <section class="aid" aria-labelledby="not-received">
            <h2 id="not-received">{t(key::NOT_RECEIVED_TITLE)}</h2>
            <ul>
                <li>{t(key::NOT_RECEIVED_WAIT)}</li>
                <li>{t(key::NOT_RECEIVED_PHONE_GONE)}</li>
            </ul>
            <div class="actions">
                <ui::Resend sent answers=flow.answers busy=flow.busy
                    resend=Callback::new(move |()| flow.go(ResendCode {})) />
                <ui::Action kind=ui::Kind::Plain press=instead>{t(key::ANOTHER_WAY)}</ui::Action>
            </div>
        </section>
    }
}
