//! Code from the text message and a password, in one submit (R7, R8).

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    problem::{Field, FieldProblem},
    registration::{Activate, ActivateStep, CodeSent, Registration, ResendCode},
    text::{CODE_LENGTH, PasswordPreset, parse_code},
};

use super::{
    WIZARD,
    change_phone::{self, ChangePhone},
};
use crate::{
    app::route::Topic,
    browser::page,
    flow::Flow,
    form::{Form, FormState, Values, field_id, new_password, problem},
    i18n::{key, t},
    ui::{self, Milestone},
};

/// The id of the button that asks for another number.
const CHANGE: &str = "change-phone";

/// What was typed.
#[derive(Clone)]
pub(super) struct ActivationValues {
    preset: PasswordPreset,
    code: String,
    password: String,
    confirmation: String,
}

impl ActivationValues {
    /// Nothing typed yet.
    pub(super) const fn new(preset: PasswordPreset) -> Self {
        Self { preset, code: String::new(), password: String::new(), confirmation: String::new() }
    }
}

impl Values for ActivationValues {
    fn problems(&self) -> Vec<FieldProblem> {
        let typed = (self.password.as_str(), self.confirmation.as_str());
        let [password, same] = new_password(typed, self.preset);
        let found = [problem(Field::Code, parse_code(&self.code, CODE_LENGTH)), password, same];
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

/// The activation screen.
#[component]
pub(super) fn ActivateAccount(
    flow: Flow<Registration>,
    form: Form<ActivationValues>,
    phone: Form<change_phone::PhoneValues>,
    step: Signal<ActivateStep>,
) -> impl IntoView {
    let sent = Signal::derive(move || step.get().sent);
    let preset = form.values.with_untracked(|values| values.preset);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(ActivationValues { code, password, confirmation, .. }) = form.ready() {
            flow.submit(form, Activate { code, password, confirmation });
        }
    };
    view! {
        <ui::Screen wizard=WIZARD step="activate" at=Milestone::Activation help=Topic::NoSms>
            <ui::Heading text=key::ACTIVATE_TITLE />
            <p class="lead">{t(key::ACTIVATE_LEAD)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <ui::FormProblems state=form.state />
            <ui::SentTo sent answers=flow.answers ask=Callback::new(move |()| flow.poll()) />
            <form novalidate=true on:submit=submit id="activation">
                // Password managers store the new password under this name.
                <input type="email" name="email" autocomplete="username" class="visually-hidden"
                    tabindex="-1" aria-hidden="true" readonly=true
                    prop:value=move || step.get().email />
                <ui::CodeField input=form.input(Field::Code)
                    left=Some(Signal::derive(move || sent.with(|sent| sent.tries_left))) />
                <ui::NewPasswordFields password=form.input(Field::Password)
                    confirmation=form.input(Field::Confirmation) preset />
                <div class="actions">
                    <ui::Submit busy=form.state.sending>{t(key::ACTIVATE_SUBMIT)}</ui::Submit>
                </div>
            </form>
            <NotReceived flow form=form.state phone sent />
        </ui::Screen>
    }
}

/// "Not received a text message?": send again, another number, and other help (UX 6). The form for
/// another number takes the place of the rest.
#[component]
fn NotReceived(
    flow: Flow<Registration>,
    form: FormState,
    phone: Form<change_phone::PhoneValues>,
    sent: Signal<CodeSent>,
) -> impl IntoView {
    let changing = RwSignal::new(false);
    let change = move |_| {
        // One list of problems on a page: that of the form that is filled in.
        form.forget_problems();
        changing.set(true);
        page::focus_soon(field_id(Field::Phone));
    };
    let close = Callback::new(move |()| {
        changing.set(false);
        page::focus_soon(CHANGE);
    });
    move || {
        if changing.get() {
            return view! { <ChangePhone flow form=phone close /> }.into_any();
        }
        view! {
            <section class="aid" aria-labelledby="not-received">
                <h2 id="not-received">{t(key::NOT_RECEIVED_TITLE)}</h2>
                <ul>
                    <li>{t(key::NOT_RECEIVED_WAIT)}</li>
                    <li>{t(key::NOT_RECEIVED_NUMBER)}</li>
                    <li>{t(key::NOT_RECEIVED_LATER)}</li>
                </ul>
                <div class="actions">
                    <ui::Resend sent answers=flow.answers busy=flow.busy
                        resend=Callback::new(move |()| flow.go(ResendCode {})) />
                    <button type="button" id=CHANGE class="button button-plain" on:click=change>
                        {t(key::CHANGE_PHONE)}
                    </button>
                </div>
            </section>
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests {
    use vestibule_shared::problem::Code;

    use super::*;

    fn values(code: &str, password: &str, confirmation: &str) -> ActivationValues {
        ActivationValues {
            code: code.to_owned(),
            password: password.to_owned(),
            confirmation: confirmation.to_owned(),
            ..ActivationValues::new(PasswordPreset::Seed)
        }
    }

    #[test]
    fn r8_code_password_and_confirmation_are_checked_together() {
        let codes = |values: ActivationValues| {
            values.problems().into_iter().map(|p| p.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(values("123 456", "zorgzaam1", "zorgzaam1")), []);
        assert_eq!(
            codes(values("12345", "zorg1", "")),
            [Code::CodeTooShort, Code::PasswordTooShort, Code::Required]
        );
        assert_eq!(codes(values("123456", "zorgzaam1", "zorgzaam2")), [Code::PasswordsDiffer]);
    }

    #[test]
    fn ux12_a_failed_attempt_keeps_the_code_and_forgets_the_passwords() {
        let mut typed = values("123456", "zorgzaam1", "zorgzaam1");
        typed.forget_secrets();
        assert_eq!((typed.code.as_str(), typed.password.as_str()), ("123456", ""));
    }
}
