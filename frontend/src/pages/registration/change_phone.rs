//! Another number before activation (R16).

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    problem::{Field, FieldProblem},
    registration::{self, Registration},
    text::check_phone_shape,
};

use crate::{
    browser::page,
    flow::Flow,
    form::{Form, Values, field_id, problem},
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

/// A button that opens a small form, which closes when the number is accepted.
#[component]
pub(super) fn ChangePhone(flow: Flow<Registration>, form: Form<PhoneValues>) -> impl IntoView {
    let open = RwSignal::new(false);
    let toggle = move |_| {
        open.update(|open| *open = !*open);
        if open.get_untracked() {
            page::focus_soon(field_id(Field::Phone));
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(PhoneValues { phone }) = form.ready() {
            flow.submit(form, registration::ChangePhone { phone });
        }
    };
    close_when_taken(form, open);
    view! {
        <button type="button" class="button button-plain" on:click=toggle aria-controls="change-phone"
            aria-expanded=move || if open.get() { "true" } else { "false" }>
            {t(key::CHANGE_PHONE)}
        </button>
        <div id="change-phone" class="change-phone" hidden=move || !open.get()>
            <Show when=move || open.get()>
                <ui::FormProblems state=form.state />
                <form novalidate=true on:submit=submit>
                    <ui::TextField input=form.input(Field::Phone) kind="tel" autocomplete="tel"
                        label=key::FIELD_NEW_PHONE hint=key::FIELD_PHONE_HINT class="field-short" />
                    <ui::Submit busy=form.state.sending>{t(key::CHANGE_PHONE_SUBMIT)}</ui::Submit>
                </form>
            </Show>
        </div>
    }
}

/// Closes the form when it was sent and has no problems: the number was accepted.
fn close_when_taken(form: Form<PhoneValues>, open: RwSignal<bool>) {
    Effect::new(move |was_sending: Option<bool>| {
        let sending = form.state.sending.get();
        let refused =
            form.state.failed.get_untracked() || form.state.trouble.with_untracked(Option::is_some);
        if was_sending == Some(true) && !sending && !refused {
            form.values.set(PhoneValues::default());
            open.set(false);
        }
        sending
    });
}
