//! The form that grants a role.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    problem::{Field, FieldProblem},
    staff::{self as wire, GrantRole, Role},
    text::{Cbe, Email, parse_reason},
};

use super::{GRANT, Page};
use crate::{
    api,
    app::shell::Intent,
    browser::page::focus_soon,
    change::Section,
    form::{Form, Values, field_id, problem},
    i18n::{key, t},
    pages::staff::words,
    ui::{self, Choice, Kind},
};

/// What was typed and chosen.
#[derive(Clone)]
struct GrantValues {
    email: String,
    role: Role,
    cbe: String,
    reason: String,
}

impl Values for GrantValues {
    fn problems(&self) -> Vec<FieldProblem> {
        let of_organisation = self.role == Role::Organisation;
        let cbe = of_organisation.then(|| problem(Field::Cbe, Cbe::parse(&self.cbe))).flatten();
        let found = [
            problem(Field::Email, Email::parse(&self.email)),
            cbe,
            problem(Field::Reason, parse_reason(&self.reason)),
        ];
        found.into_iter().flatten().collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        match field {
            Field::Email => Some(&mut self.email),
            Field::Cbe => Some(&mut self.cbe),
            Field::Reason => Some(&mut self.reason),
            _ => None,
        }
    }
}

/// A button that opens the form.
#[component]
pub(super) fn Grant(page: Page) -> impl IntoView {
    let controller = page.controller;
    let is_open = Memo::new(move |_| controller.open.get() == Some(Intent::Grant));
    let begin = Callback::new(move |()| controller.begin(GRANT, Intent::Grant));
    view! {
        <Section controller id=GRANT title=key::STAFF_GRANT text=key::STAFF_GRANT_TEXT>
            {move || if is_open.get() {
                view! { <GrantForm page /> }.into_any()
            } else {
                view! {
                    <div class="actions">
                        <ui::Action kind=Kind::Quiet press=begin>{t(key::STAFF_GRANT)}</ui::Action>
                    </div>
                }
                .into_any()
            }}
        </Section>
    }
}

/// The form's value for a role.
const fn tag(role: Role) -> &'static str {
    match role {
        Role::Desk => "desk",
        Role::Administrator => "administrator",
        Role::Auditor => "auditor",
        Role::Organisation => "organisation",
    }
}

fn of_tag(chosen: &str) -> Role {
    Role::ALL.into_iter().find(|role| tag(*role) == chosen).unwrap_or(Role::Desk)
}

fn choices() -> Vec<Choice> {
    let choice = |role| {
        let (label, hint) = words::role(role);
        Choice { value: tag(role), label, hint: Some(hint), lang: None }
    };
    Role::ALL.map(choice).to_vec()
}

#[component]
fn GrantForm(page: Page) -> impl IntoView {
    let controller = page.controller;
    let mut typed = controller.take_typed().into_iter();
    let mut text = || typed.next().unwrap_or_default();
    let (email, role, cbe, reason) = (text(), of_tag(&text()), text(), text());
    let form = Form::new(GrantValues { email, role, cbe, reason });
    controller.keep_typed(move || {
        let GrantValues { email, role, cbe, reason } = form.values.get_untracked();
        vec![email, tag(role).to_owned(), cbe, reason]
    });
    let chosen = Signal::derive(move || form.values.with(|values| tag(values.role)));
    let choose = Callback::new(move |chosen: &'static str| {
        form.values.update(|values| values.role = of_tag(chosen));
        form.state.mend(Field::Cbe);
    });
    let of_organisation =
        Memo::new(move |_| form.values.with(|values| values.role == Role::Organisation));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(GrantValues { email, role, cbe, reason }) = form.ready() {
            let cbe = (role == Role::Organisation).then_some(cbe);
            let request = wire::Grant { email, role, cbe, reason };
            let answer = Box::pin(async move { api::call::<GrantRole>(&request).await });
            controller.send(form.state, answer, move |view| {
                page.hear(view);
                controller.done(key::STAFF_GRANTED);
            });
        }
    };
    focus_soon(field_id(Field::Email));
    view! {
        <form class="inline-form" novalidate=true on:submit=submit>
            <ui::FormProblems state=form.state />
            <ui::TextField input=form.input(Field::Email) kind="email" label=key::STAFF_EMAIL
                autocomplete="off" />
            <ui::RadioGroup name="role" legend=key::STAFF_GRANT_ROLE choices=choices() chosen choose />
            {move || of_organisation.get().then(|| view! {
                <ui::TextField input=form.input(Field::Cbe) hint=key::FIELD_CBE_HINT
                    autocomplete="off" class="field-short" />
            })}
            <ui::TextField input=form.input(Field::Reason) hint=key::REASON_HINT
                autocomplete="off" spellcheck=true />
            <div class="actions">
                <ui::Submit busy=form.state.sending>{t(key::STAFF_GRANT_SUBMIT)}</ui::Submit>
                <ui::Action kind=Kind::Plain press=Callback::new(move |()| {
                    controller.close();
                    focus_soon(GRANT);
                })>
                    {t(key::SECURITY_CANCEL)}
                </ui::Action>
            </div>
        </form>
    }
}
