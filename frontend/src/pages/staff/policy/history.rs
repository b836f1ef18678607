//! The policies that were put in force: by whom, when, why, and what they changed.

use leptos::prelude::*;
use vestibule_shared::policy::{PastPolicy, Policy};

use super::{HISTORY, Page, words};
use crate::{
    app::route::Route,
    browser::intl,
    change::Section,
    i18n::{key, t},
    pages::staff::{differences::differences, frame::About},
};

/// The decisions, the latest first.
#[component]
pub(super) fn History(page: Page) -> impl IntoView {
    let lines = move || {
        let view = page.view.get()?;
        let past = view.history;
        let before = past.iter().skip(1).map(|it| it.policy.clone()).chain([view.before]);
        let lines: Vec<_> = past.iter().cloned().zip(before).map(|it| line(page, it)).collect();
        Some(view! { <ul class="sessions">{lines}</ul> })
    };
    let is_empty =
        move || page.view.with(|view| view.as_ref().is_none_or(|it| it.history.is_empty()));
    view! {
        <Show when=move || !is_empty()>
            <Section controller=page.controller id=HISTORY title=key::POLICY_HISTORY>{lines}</Section>
        </Show>
    }
}

fn line(page: Page, (past, before): (PastPolicy, Policy)) -> impl IntoView + use<> {
    let i18n = page.speech.get_value();
    let PastPolicy { version, at, by, name, reason, policy } = past;
    let changes = move || {
        let changes = words::changes(i18n, &before, &policy);
        if changes.is_empty() {
            return view! { <p class="session-detail">{t(key::POLICY_HISTORY_SAME)}</p> }
                .into_any();
        }
        differences(changes)
    };
    // Nothing but the settings of the installation came before the first one.
    let first = (version == 1).then(|| {
        view! { <p class="session-detail">{t(key::POLICY_HISTORY_FIRST)}</p> }
    });
    view! {
        <li class="session staff-past">
            <div class="session-words">
                <p class="session-name">{t(key::policy_version(version.to_string()))}</p>
                <p class="small">
                    {move || intl::date_and_time(i18n.language(), at)} " · "
                    <About to=Route::Person account=by>{name}</About>
                </p>
                {reason.map(|reason| view! { <p>{t(key::policy_reason(reason))}</p> })}
                {first}
                {changes}
            </div>
        </li>
    }
}
