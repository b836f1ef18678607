//! A part is summed up and, if its form is open, typed; the effects are shown, and the policy is
//! put in force or proposed to another administrator.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::policy::{self as wire, ChangePolicy, Impact, Policy, TryPolicy};

use super::{
    NOW, Page, change_of,
    edit::PolicyEdit,
    form,
    impact::affected,
    part::Part,
    sentences, words,
    wrong::{SUMMARY, Summary},
};
use crate::{
    api,
    app::shell::Intent,
    browser::page::focus_soon,
    change::Section,
    i18n::{key, t},
    json,
    pages::staff::{
        differences::differences,
        reason::{self, ReasonDialog, Words},
    },
    ui::{self, Kind, Tone},
};

/// The id of the panel that shows the effects.
const IMPACT: &str = "policy-impact";

/// A policy with its preview.
#[derive(Clone)]
pub(super) struct Tried {
    policy: Policy,
    impact: Impact,
}

/// A part of the policy: what it says, or its form.
#[component]
pub(super) fn OnePart(page: Page, part: Part, rules: Memo<bool>) -> impl IntoView {
    let i18n = page.speech.get_value();
    let says = move || {
        let said =
            page.view.with(|view| view.as_ref().map(|it| sentences::of(i18n, &it.policy, part)));
        let line = |text: String| view! { <li>{text}</li> };
        said.unwrap_or_default().into_iter().map(line).collect_view()
    };
    let open = Memo::new(move |_| page.open.with(|open| open.contains(&part)));
    let begin = Callback::new(move |()| {
        page.open.update(|open| open.push(part));
        focus_soon(part.first());
    });
    view! {
        <Section controller=page.controller id=part.id() title=part.title()>
            {move || match page.edit.get().filter(|_| rules.get() && open.get()) {
                Some(edit) => view! { <PartForm page part edit /> }.into_any(),
                None => view! {
                    <ul class="staff-says">{says}</ul>
                    {move || rules.get().then(|| view! {
                        <div class="actions">
                            <ui::Action kind=Kind::Quiet press=begin>
                                {t(key::POLICY_EDIT)}
                                <span class="visually-hidden">": " {t(part.title())}</span>
                            </ui::Action>
                        </div>
                    })}
                }
                .into_any(),
            }}
        </Section>
    }
}

#[component]
fn PartForm(page: Page, part: Part, edit: PolicyEdit) -> impl IntoView {
    let here = move || page.asked.get() == Some(part);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        page.asked.set(Some(part));
        try_it(page, part, edit);
    };
    let cancel = Callback::new(move |()| {
        page.leave(part);
        focus_soon(part.id());
    });
    // A preview belongs to the text of its time. A field that leaves the page while it has the
    // focus changes last: then these signals are gone.
    let typed = move |_| {
        if page.tried.try_with_untracked(Option::is_some) == Some(true) {
            page.tried.set(None);
        }
        let _ = page.same.try_set(false);
    };
    view! {
        <form class="staff-part" novalidate=true on:submit=submit on:input=typed on:change=typed>
            {move || here().then(|| view! { <Summary wrong=edit.wrong /> })}
            {form::controls(edit, part)}
            {move || (here() && page.same.get()).then(|| view! {
                <ui::Alert tone=Tone::Calm code="policy_same"><p>{t(key::POLICY_SAME)}</p></ui::Alert>
            })}
            <div class="actions">
                <ui::Submit busy=page.controller.busy>{t(key::POLICY_TRY)}</ui::Submit>
                <ui::Action kind=Kind::Plain press=cancel>{t(key::SECURITY_CANCEL)}</ui::Action>
            </div>
        </form>
        {move || page.tried.get().filter(|_| here()).map(|tried| view! { <Seen page tried /> })}
    }
}

/// Asks whom the typed policy would affect, and shows it; or what has to be corrected first.
fn try_it(page: Page, part: Part, edit: PolicyEdit) {
    page.tried.set(None);
    page.same.set(false);
    let Some(policy) = edit.read() else {
        focus_soon(SUMMARY);
        return;
    };
    let held = |policy: &Policy| {
        page.view.with_untracked(|view| view.as_ref().is_some_and(|it| it.policy == *policy))
    };
    if held(&policy) {
        page.same.set(true);
        return;
    }
    let asked = policy.clone();
    let answer = Box::pin(async move { api::call::<TryPolicy>(&asked).await });
    page.controller.run(part.id(), answer, move |impact| {
        page.tried.set(Some(Tried { policy, impact }));
        focus_soon(IMPACT);
    });
}

/// The changes, and whom they affect.
#[component]
fn Seen(page: Page, tried: Tried) -> impl IntoView {
    let Tried { policy, impact } = tried;
    let i18n = page.speech.get_value();
    let Some(view) = page.view.get_untracked() else { return ().into_any() };
    let wire::PolicyView { policy: held, version: replaces, today, .. } = view;
    let two = held.four_eyes;
    let after = policy.clone();
    let changes = move || differences(words::changes(i18n, &held, &after));
    let press = Callback::new(move |()| {
        let change = wire::Change { policy: policy.clone(), replaces, reason: String::new() };
        page.controller.begin(NOW, Intent::Policy(json::write(&change)));
    });
    view! {
        <div class="alert staff-impact" data-alert="impact" role="group" aria-labelledby=IMPACT>
            <div>
                <h3 id=IMPACT tabindex="-1">{t(key::POLICY_CHANGE)}</h3>
                {changes}
                {affected(page, impact, &today)}
                <div class="actions">
                    <ui::Action busy=page.controller.busy press>
                        {t(if two { key::POLICY_SUBMIT_TWO } else { key::POLICY_SUBMIT })}
                    </ui::Action>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// Asks for the reason first.
#[component]
pub(super) fn Question(page: Page) -> impl IntoView {
    let controller = page.controller;
    let words = Signal::derive(move || match controller.open.get() {
        Some(Intent::Policy(_)) => Some(Words {
            title: key::POLICY_SUBMIT_TITLE,
            text: key::POLICY_SUBMIT_TEXT,
            yes: key::POLICY_SUBMIT,
        }),
        _ => None,
    });
    let send = Callback::new(move |(intent, values, form): (Intent, reason::ReasonValues, _)| {
        let Some(change) = change_of(&intent) else { return };
        let request = wire::Change { reason: values.reason, ..change };
        let answer = Box::pin(async move { api::call::<ChangePolicy>(&request).await });
        controller.send(form, answer, move |view| {
            let before = page.view.with_untracked(|it| it.as_ref().map(|it| it.version));
            let is_in_force = before != Some(view.version);
            page.hear(view);
            controller.done(if is_in_force { key::POLICY_CHANGED } else { key::POLICY_PROPOSED });
        });
    });
    view! { <ReasonDialog controller words with_phone=false send /> }
}
