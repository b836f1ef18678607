//! Since when the account exists, and what belongs to it.

use leptos::prelude::*;
use vestibule_shared::time::Timestamp;

use super::{Page, names};
use crate::{
    browser::intl,
    change::Section,
    i18n::{Text, key, t, use_i18n},
};

/// The facts, in numbers and names.
#[derive(Clone, PartialEq, Eq)]
struct Known {
    since: Timestamp,
    identities: Vec<String>,
    recovery_left: Option<u32>,
    sessions: u32,
    browsers: u32,
}

/// The section.
#[component]
pub(super) fn Facts(page: Page) -> impl IntoView {
    let known = page.part(|view| Known {
        since: view.since,
        identities: view.identities.clone(),
        recovery_left: view.recovery_left,
        sessions: view.sessions,
        browsers: view.browsers,
    });
    view! {
        <Section controller=page.controller id="desk-facts" title=key::FACTS_TITLE>
            {move || known.get().map(|known| facts(&known))}
        </Section>
    }
}

fn facts(known: &Known) -> impl IntoView + use<> {
    let (i18n, since) = (use_i18n(), known.since);
    let line = |label: Text, value: AnyView| view! { <dt>{t(label)}</dt> <dd>{value}</dd> };
    let since = move || intl::date_and_time(i18n.language(), since);
    let recovery = match known.recovery_left {
        Some(left) => left.to_string().into_any(),
        None => t(key::PERSON_RECOVERY_NONE).into_any(),
    };
    view! {
        <dl class="facts">
            {line(key::PERSON_SINCE, since.into_any())}
            {line(key::PERSON_IDENTITIES, identities(&known.identities))}
            {line(key::PERSON_RECOVERY, recovery)}
            {line(key::PERSON_SESSIONS, known.sessions.into_any())}
            {line(key::PERSON_BROWSERS, known.browsers.into_any())}
        </dl>
    }
}

fn identities(linked: &[String]) -> AnyView {
    if linked.is_empty() {
        return t(key::PERSON_NONE).into_any();
    }
    let lines = linked.iter().map(|id| view! { <span>{t(names::identity(id))}</span> });
    view! { <span class="staff-cell">{lines.collect_view()}</span> }.into_any()
}
