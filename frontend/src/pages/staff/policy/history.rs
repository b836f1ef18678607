//! The policies that were put in force: by whom, when, and what they changed.

use leptos::prelude::*;
use vestibule_shared::policy::{PastPolicy, Policy};

use super::{HISTORY, Page, review::difference, words};
use crate::{
    app::route::Route,
    browser::intl,
    change::Section,
    i18n::{key, t},
    pages::staff::frame::About,
};

/// The earlier decisions, the latest first.
#[component]
pub(super) fn History(page: Page) -> impl IntoView {
    let lines = move || {
        let past = page.view.with(|view| view.as_ref().map(|view| view.history.clone()));
        let past = past.unwrap_or_default();
        if past.is_empty() {
            return view! { <p>{t(key::POLICY_HISTORY_NONE)}</p> }.into_any();
        }
        let before = past.iter().skip(1).map(|it| Some(it.policy.clone())).chain([None]);
        let lines: Vec<_> = past.iter().cloned().zip(before).map(|it| line(page, it)).collect();
        view! { <ul class="sessions">{lines}</ul> }.into_any()
    };
    view! { <Section controller=page.controller id=HISTORY title=key::POLICY_HISTORY>{lines}</Section> }
}

fn line(page: Page, (past, before): (PastPolicy, Option<Policy>)) -> impl IntoView + use<> {
    let i18n = page.speech.get_value();
    let PastPolicy { version, at, by, name, policy } = past;
    let changes = before.map(|before| move || difference(words::changes(i18n, &before, &policy)));
    view! {
        <li class="session">
            <div class="session-words">
                <p class="session-name">{t(key::policy_version(version.to_string()))}</p>
                <p class="small">
                    {move || intl::date_and_time(i18n.language(), at)} " · "
                    <About to=Route::Person account=by>{name}</About>
                </p>
                {changes}
            </div>
        </li>
    }
}
