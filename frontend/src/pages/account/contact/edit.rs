//! What is changed, and the new number or address.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    contact::{Contact, EditStep, NewEmail, NewPhone, What},
    problem::{Field, FieldProblem},
    text::{Email, check_phone_shape},
};

use super::WIZARD;
use crate::{
    app::{
        route::{Route, Topic},
        shell::{Intent, use_shell},
    },
    flow::Flow,
    form::{Form, Values, problem},
    i18n::{key, t},
    ui::{self, Choice},
};

/// What was chosen and typed.
#[derive(Clone)]
pub(super) struct ContactValues {
    what: What,
    phone: String,
    email: String,
}

impl ContactValues {
    /// What was begun before a proof was requested, or nothing yet.
    pub(super) fn new(begun: Option<Intent>) -> Self {
        let (what, phone, email) = match begun {
            Some(Intent::Email(email)) => (What::Email, String::new(), email),
            Some(Intent::Phone(phone)) => (What::Phone, phone, String::new()),
            _ => (What::Phone, String::new(), String::new()),
        };
        Self { what, phone, email }
    }

    /// What to continue with, if a proof is requested first.
    pub(super) fn intent(&self) -> Intent {
        match self.what {
            What::Phone => Intent::Phone(self.phone.clone()),
            What::Email => Intent::Email(self.email.clone()),
        }
    }
}

impl Values for ContactValues {
    fn problems(&self) -> Vec<FieldProblem> {
        let found = match self.what {
            What::Phone => problem(Field::Phone, check_phone_shape(&self.phone)),
            What::Email => problem(Field::Email, Email::parse(&self.email)),
        };
        found.into_iter().collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        match field {
            Field::Phone => Some(&mut self.phone),
            Field::Email => Some(&mut self.email),
            _ => None,
        }
    }
}

const PHONE: &str = "phone";
const EMAIL: &str = "email";

/// The form.
#[component]
pub(super) fn Edit(
    flow: Flow<Contact>,
    form: Form<ContactValues>,
    step: EditStep,
) -> impl IntoView {
    let shell = use_shell();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(values) = form.ready() {
            shell.intent.set(Some(values.intent()));
            match values.what {
                What::Phone => flow.submit(form, NewPhone { phone: values.phone }),
                What::Email => flow.submit(form, NewEmail { email: values.email }),
            }
        }
    };
    let what = Memo::new(move |_| form.values.with(|values| values.what));
    let choice = |value, label, now: String| Choice {
        value,
        label,
        hint: Some(key::contact_now(now)),
        lang: None,
    };
    let choices = vec![
        choice(PHONE, key::FACT_PHONE, step.phone_masked),
        choice(EMAIL, key::CONTACT_EMAIL, step.email),
    ];
    let chosen = Signal::derive(move || if what.get() == What::Phone { PHONE } else { EMAIL });
    let choose = Callback::new(move |value| {
        let what = if value == PHONE { What::Phone } else { What::Email };
        form.values.update(|values| values.what = what);
        form.state.mend(Field::Phone);
        form.state.mend(Field::Email);
    });
    view! {
        <ui::Screen wizard=WIZARD step="edit" help=Topic::OldEmail>
            <ui::Link to=Route::Security class="button button-plain button-back">
                <ui::Icon shape=ui::Shape::Back /> {t(key::SECURITY_TITLE)}
            </ui::Link>
            <ui::Heading text=key::ACCOUNT_CONTACT />
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <ui::FormProblems state=form.state />
            <form novalidate=true on:submit=submit>
                <ui::RadioGroup name="what" legend=key::CONTACT_WHAT choices chosen choose
                    class="choices-cards" />
                {move || match what.get() {
                    What::Phone => view! {
                        <ui::TextField input=form.input(Field::Phone) kind="tel" autocomplete="tel"
                            label=key::FIELD_NEW_PHONE hint=key::CONTACT_PHONE_HINT
                            class="field-short" />
                    },
                    What::Email => view! {
                        <ui::TextField input=form.input(Field::Email) kind="email"
                            autocomplete="email" label=key::CONTACT_NEW_EMAIL
                            hint=key::CONTACT_EMAIL_HINT  />
                    },
                }}
                <p class="small">{t(key::CONTACT_TOLD)}</p>
                <div class="actions">
                    <ui::Submit busy=form.state.sending>{t(key::CONTACT_SEND)}</ui::Submit>
                </div>
            </form>
        </ui::Screen>
    }
}

#[cfg(test)]
mod tests {
    use vestibule_shared::problem::Code;

    use super::*;

    #[test]
    fn only_what_is_changed_has_to_be_right() {
        let mut values = ContactValues::new(None);
        let required = |field| vec![FieldProblem { field, code: Code::Required }];
        assert_eq!(values.problems(), required(Field::Phone));
        values.phone = "0470 12 34 56".to_owned();
        assert_eq!(values.problems(), []);
        values.what = What::Email;
        assert_eq!(values.problems(), required(Field::Email));
    }
    #[test]
    fn what_was_typed_outlives_the_proof_that_was_asked() {
        let typed = Intent::Email("nora@example.be".to_owned());
        let values = ContactValues::new(Some(typed.clone()));
        assert_eq!((values.what, values.intent()), (What::Email, typed));
    }
}
