//! A change of the password: the current one is required too, so that an open screen is not enough.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    problem::{Code, Field, FieldProblem},
    security::{ChangePassword, PasswordChange},
    text::PasswordPreset,
};

use super::{
    page::Page,
    part::{Part, Section},
};
use crate::{
    app::shell::{Intent, use_shell},
    browser::page::focus_soon,
    form::{Form, Values, field_id, new_password, problem},
    i18n::{key, t},
    ui::{self, Kind},
};

/// What was typed.
#[derive(Clone)]
struct PasswordValues {
    preset: PasswordPreset,
    current: String,
    password: String,
    confirmation: String,
}

impl Values for PasswordValues {
    fn problems(&self) -> Vec<FieldProblem> {
        let current = if self.current.is_empty() { Err(Code::Required) } else { Ok(()) };
        let typed = (self.password.as_str(), self.confirmation.as_str());
        let [password, same] = new_password(typed, self.preset);
        let found = [problem(Field::CurrentPassword, current), password, same];
        found.into_iter().flatten().collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        match field {
            Field::CurrentPassword => Some(&mut self.current),
            Field::Password => Some(&mut self.password),
            Field::Confirmation => Some(&mut self.confirmation),
            _ => None,
        }
    }

    fn forget_secrets(&mut self) {
        self.current.clear();
        self.password.clear();
        self.confirmation.clear();
    }
}

/// A button that opens the form.
#[component]
pub(super) fn Password(page: Page) -> impl IntoView {
    let is_open = Memo::new(move |_| page.controller.open.get() == Some(Intent::Password));
    let begin = Callback::new(move |()| page.begin(Part::Password, Intent::Password));
    view! {
        <Section page part=Part::Password>
            {move || if is_open.get() {
                view! { <PasswordForm page /> }.into_any()
            } else {
                view! {
                    <div class="actions">
                        <ui::Action kind=Kind::Quiet press=begin>
                            {t(key::SECURITY_PASSWORD_CHANGE)}
                        </ui::Action>
                    </div>
                }
                .into_any()
            }}
        </Section>
    }
}

#[component]
fn PasswordForm(page: Page) -> impl IntoView {
    let preset = use_shell().config().password;
    let form = Form::new(PasswordValues {
        preset,
        current: String::new(),
        password: String::new(),
        confirmation: String::new(),
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(PasswordValues { current, password, confirmation, .. }) = form.ready() {
            let request = PasswordChange { current, password, confirmation };
            let done = key::SECURITY_PASSWORD_CHANGED;
            page.submit::<ChangePassword, _>(Part::Password, form, request, done);
        }
    };
    let email = page.account.with_untracked(|view| view.as_ref().map(|view| view.email.clone()));
    focus_soon(field_id(Field::CurrentPassword));
    view! {
        <form class="inline-form" novalidate=true on:submit=submit>
            <ui::FormProblems state=form.state />
            // Password managers store the new password under this name.
            <input type="email" name="email" autocomplete="username" class="visually-hidden"
                tabindex="-1" aria-hidden="true" readonly=true prop:value=email />
            <ui::PasswordField input=form.input(Field::CurrentPassword)
                autocomplete="current-password" />
            <ui::NewPasswordFields password=form.input(Field::Password)
                confirmation=form.input(Field::Confirmation) preset />
            <p class="small">{t(key::SECURITY_PASSWORD_NOTE)}</p>
            <div class="actions">
                <ui::Submit busy=form.state.sending>{t(key::SECURITY_PASSWORD_CHANGE)}</ui::Submit>
                <ui::Action kind=Kind::Plain
                    press=Callback::new(move |()| page.shut(Part::Password))>
                    {t(key::SECURITY_CANCEL)}
                </ui::Action>
            </div>
        </form>
    }
}
