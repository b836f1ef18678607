//! The question before an action for another person: what will happen, and the reason for it.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    problem::{Field, FieldProblem},
    text::{check_phone_shape, parse_reason},
};

use crate::{
    app::shell::Intent,
    browser::page::focus_soon,
    change::Controller,
    form::{Form, FormState, Values, field_id, problem},
    i18n::{Text, key, t},
    ui::{self, Kind},
};

/// What was typed.
#[derive(Clone, Default)]
pub(super) struct ReasonValues {
    /// The reason.
    pub(super) reason: String,
    /// A number, if one is requested.
    pub(super) phone: Option<String>,
}

impl Values for ReasonValues {
    fn problems(&self) -> Vec<FieldProblem> {
        let phone = self.phone.as_ref().map(|phone| check_phone_shape(phone));
        let phone = phone.and_then(|checked| problem(Field::Phone, checked));
        phone.into_iter().chain(problem(Field::Reason, parse_reason(&self.reason))).collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        match field {
            Field::Reason => Some(&mut self.reason),
            Field::Phone => self.phone.as_mut(),
            _ => None,
        }
    }
}

/// The texts of a dialog about an intent.
#[derive(Clone)]
pub(super) struct Words {
    /// The question.
    pub(super) title: Text,
    /// What will happen.
    pub(super) text: Text,
    /// What the button does.
    pub(super) yes: Text,
}

/// Asks for a reason while something that `words` knows is open; `send` makes the call.
#[component]
pub(super) fn ReasonDialog(
    controller: Controller,
    #[prop(into)] words: Signal<Option<Words>>,
    /// Whether the new number is requested too.
    #[prop(into)]
    with_phone: Signal<bool>,
    send: Callback<(Intent, ReasonValues, FormState)>,
) -> impl IntoView {
    let open = Signal::derive(move || words.with(Option::is_some));
    let title = Signal::derive(move || words.get().map_or(key::LOADING, |words| words.title));
    let close = Callback::new(move |()| controller.close());
    view! {
        <ui::Dialog id="desk-question" open title close>
            {move || words.get().map(|words| view! {
                <Question controller words with_phone=with_phone.get_untracked() send />
            })}
        </ui::Dialog>
    }
}

#[component]
fn Question(
    controller: Controller,
    words: Words,
    with_phone: bool,
    send: Callback<(Intent, ReasonValues, FormState)>,
) -> impl IntoView {
    let mut typed = controller.take_typed().into_iter();
    let reason = typed.next().unwrap_or_default();
    let phone = with_phone.then(|| typed.next().unwrap_or_default());
    let form = Form::named("question-summary", ReasonValues { reason, phone });
    controller.keep_typed(move || {
        let values = form.values.get_untracked();
        [values.reason].into_iter().chain(values.phone).collect()
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(intent) = controller.open.get_untracked()
            && let Some(values) = form.ready()
        {
            send.run((intent, values, form.state));
        }
    };
    let first = if with_phone { Field::Phone } else { Field::Reason };
    focus_soon(field_id(first));
    view! {
        <p>{t(words.text)}</p>
        <form novalidate=true on:submit=submit>
            <ui::FormProblems state=form.state />
            {with_phone.then(|| view! {
                <ui::TextField input=form.input(Field::Phone) kind="tel" label=key::FIELD_NEW_PHONE
                    autocomplete="off" />
            })}
            <ui::TextField input=form.input(Field::Reason) hint=key::REASON_HINT
                autocomplete="off" spellcheck=true />
            <div class="actions">
                <ui::Submit busy=form.state.sending>{t(words.yes)}</ui::Submit>
                <ui::Action kind=Kind::Quiet press=Callback::new(move |()| controller.close())>
                    {t(key::SECURITY_CANCEL)}
                </ui::Action>
            </div>
        </form>
    }
}
