//! Another number before activation (R16).

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    problem::{Field, FieldProblem},
    registration::{self, Registration},
    text::check_phone_shape,
};

use crate::{
    flow::Flow,
    form::{Form, Values, problem},
    i18n::{key, t},
    ui,
};

/// What was typed.
#[derive(Clone, Default)]
pub(super) struct PhoneValues {
    phone: String,
}

impl Values for PhoneValues {
    fn problems(&self) -> Vec<FieldProblem> {
        problem(Field::Phone, check_phone_shape(&self.phone)).into_iter().collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        (field == Field::Phone).then_some(&mut self.phone)
    }
}

/// The form, in place of the help that led to it; `close` brings that back.
#[component]
pub(super) fn ChangePhone(
    flow: Flow<Registration>,
    form: Form<PhoneValues>,
    close: Callback<()>,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(PhoneValues { phone }) = form.ready() {
            flow.submit(form, registration::ChangePhone { phone });
        }
    };
    let cancel = Callback::new(move |()| {
        form.state.forget_problems();
        close.run(());
    });
    close_when_taken(form, close);
    view! {
        <section class="aid" aria-labelledby="change-phone-title">
            <h2 id="change-phone-title">{t(key::CHANGE_PHONE)}</h2>
            <ui::FormProblems state=form.state />
            <form novalidate=true on:submit=submit>
                <ui::TextField input=form.input(Field::Phone) kind="tel" autocomplete="tel"
                    label=key::FIELD_NEW_PHONE hint=key::FIELD_PHONE_HINT class="field-short" />
                <div class="actions">
                    <ui::Submit busy=form.state.sending>{t(key::CHANGE_PHONE_SUBMIT)}</ui::Submit>
                    <ui::Action kind=ui::Kind::Plain press=cancel>{t(key::SECURITY_CANCEL)}</ui::Action>
                </div>
            </form>
        </section>
    }
}

/// Closes the form when it was sent and has no problems: the number was accepted.
fn close_when_taken(form: Form<PhoneValues>, close: Callback<()>) {
    Effect::new(move |was_sending: Option<bool>| {
        let sending = form.state.sending.get();
        let refused =
            form.state.failed.get_untracked() || form.state.trouble.with_untracked(Option::is_some);
        if was_sending == Some(true) && !sending && !refused {
            form.values.set(PhoneValues::default());
            close.run(());
        }
        sending
    });
}
