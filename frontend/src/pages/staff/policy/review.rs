//! A policy is typed, its effects are shown, and it is put in force or proposed to another
//! administrator.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::policy::{self as wire, ChangePolicy, Impact, Policy, TryPolicy};

use super::{NOW, Page, change_of, edit::PolicyEdit, form::Controls, words};
use crate::{
    api,
    app::shell::Intent,
    i18n::{Text, key, t},
    json,
    pages::staff::reason::{self, ReasonDialog, Words},
    ui::{self, Kind, Tone},
};

/// A policy with its preview.
#[derive(Clone)]
struct Tried {
    policy: Policy,
    impact: Impact,
}

/// The form, and its result.
#[component]
pub(super) fn Change(page: Page) -> impl IntoView {
    move || page.edit.get().map(|edit| view! { <Editor page edit /> })
}

#[component]
fn Editor(page: Page, edit: PolicyEdit) -> impl IntoView {
    let tried = RwSignal::new(None::<Tried>);
    let same = RwSignal::new(false);
    let again = Callback::new(move |()| {
        if let Some(view) = page.view.get_untracked() {
            page.begin(&view.policy);
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        tried.set(None);
        let Some(policy) = edit.read() else { return };
        same.set(
            page.view.with_untracked(|view| view.as_ref().is_some_and(|it| it.policy == policy)),
        );
        if same.get_untracked() {
            return;
        }
        let asked = policy.clone();
        let answer = Box::pin(async move { api::call::<TryPolicy>(&asked).await });
        page.controller.run(NOW, answer, move |impact| {
            tried.set(Some(Tried { policy, impact }));
        });
    };
    // A preview belongs to the text of its time. A field that leaves the page while it has the
    // focus changes last: then these signals are gone.
    let typed = move |_| {
        if tried.try_with_untracked(Option::is_some) == Some(true) {
            tried.set(None);
        }
        let _ = same.try_set(false);
    };
    view! {
        <form novalidate=true on:submit=submit on:input=typed on:change=typed>
            <Controls edit />
            {move || Some(edit.bad.get()).filter(|bad| !bad.is_empty()).map(mend)}
            {move || same.get().then(|| view! {
                <ui::Alert tone=Tone::Calm code="policy_same"><p>{t(key::POLICY_SAME)}</p></ui::Alert>
            })}
            <div class="actions">
                <ui::Submit busy=page.controller.busy>{t(key::POLICY_TRY)}</ui::Submit>
                <ui::Action kind=Kind::Plain press=again>{t(key::POLICY_UNDO)}</ui::Action>
            </div>
        </form>
        {move || tried.get().map(|tried| view! { <Seen page tried /> })}
    }
}

fn mend(bad: Vec<Text>) -> impl IntoView {
    let lines = bad.into_iter().map(|about| view! { <li>{t(about)}</li> });
    view! {
        <ui::Alert tone=Tone::Bad code="policy_mend">
            <p>{t(key::POLICY_MEND)}</p>
            <ul>{lines.collect_view()}</ul>
        </ui::Alert>
    }
}

/// The changes, and whom they affect.
#[component]
fn Seen(page: Page, tried: Tried) -> impl IntoView {
    let Tried { policy, impact } = tried;
    let i18n = page.speech.get_value();
    let (held, replaces, two) = page.view.with_untracked(|view| {
        let view = view.as_ref();
        let held = view.map(|view| view.policy.clone());
        let two = held.as_ref().is_some_and(|policy| policy.four_eyes);
        (held, view.map_or(0, |view| view.version), two)
    });
    let after = policy.clone();
    let changes = move || held.as_ref().map(|held| difference(words::changes(i18n, held, &after)));
    let press = Callback::new(move |()| {
        let change = wire::Change { policy: policy.clone(), replaces, reason: String::new() };
        page.controller.begin(NOW, Intent::Policy(json::write(&change)));
    });
    let figure = |number: u32, about: Text| {
        view! {
            <dt>{t(about)}</dt> <dd>{number}</dd>
        }
    };
    view! {
        <div class="alert staff-impact" data-alert="impact" role="status">
            <div>
                <h3>{t(key::POLICY_CHANGE)}</h3>
                {changes}
                <h3>{t(key::POLICY_IMPACT)}</h3>
                <dl class="facts">
                    {figure(impact.people, key::POLICY_IMPACT_PEOPLE)}
                    {figure(impact.must_act, key::POLICY_IMPACT_ACT)}
                    {figure(impact.doctors, key::POLICY_IMPACT_DOCTORS)}
                    {figure(impact.without_any, key::POLICY_IMPACT_NONE)}
                    {figure(impact.ending, key::POLICY_IMPACT_ENDING)}
                </dl>
                <div class="actions">
                    <ui::Action busy=page.controller.busy press>
                        {t(if two { key::POLICY_SUBMIT_TWO } else { key::POLICY_SUBMIT })}
                    </ui::Action>
                </div>
            </div>
        </div>
    }
}

/// The differences, line by line.
pub(super) fn difference(changes: Vec<words::Changed>) -> impl IntoView {
    let line = |line: words::Changed| {
        view! {
            <dt>{line.about}</dt>
            <dd>{line.says} " " <span class="small">"(" {t(key::policy_was(line.before))} ")"</span></dd>
        }
    };
    view! { <dl class="facts">{changes.into_iter().map(line).collect_view()}</dl> }
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
