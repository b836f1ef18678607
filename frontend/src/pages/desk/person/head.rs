//! The person's name, and the state of the account.

use leptos::prelude::*;
use vestibule_shared::{
    address::AddressState,
    desk::{Check, PersonView},
    staff::Role,
};

use super::Page;
use crate::{
    browser::intl,
    http::session::use_session,
    i18n::{Text, capacity, key, t, use_i18n},
    pages::desk::{frame::About, words},
    route::Route,
    ui::{Icon, Shape},
};

/// The name of the e-ID card among the identities.
const CARD: &str = "be-eid";

/// Name and state, and the facts below.
#[component]
pub(super) fn Head(page: Page) -> impl IntoView {
    let session = use_session();
    let who = page.part(|view| (view.name.clone(), view.organisation.clone()));
    let state = page.part(|view| view.state);
    let told = page.part(facts_of);
    let audits = Memo::new(move |_| session.role().is_some_and(Role::audits));
    view! {
        <div class="identity">
            <Icon shape=Shape::Person />
            <div>
                {move || who.get().map(|(name, organisation)| view! {
                    <p class="identity-name" data-testid="name">{name}</p>
                    {organisation.map(|name| view! { <p>{name}</p> })}
                })}
                <p role="status" data-testid="state">
                    <span class="visually-hidden">{t(key::PERSON_STATE)} ": "</span>
                    {move || state.get().map(|state| {
                        let (look, words) = words::state(state);
                        view! { <span class=look>{t(words)}</span> }
                    })}
                </p>
            </div>
        </div>
        {move || told.get().map(facts)}
        {move || page.account.get().filter(|_| audits.get()).map(|account| view! {
            <p><About to=Route::Trail account>{t(key::PERSON_TRAIL)}</About></p>
        })}
    }
}

/// The input of the facts: other changes on the page do not redraw them.
fn facts_of(view: &PersonView) -> PersonView {
    let check = Check::Open {};
    let (messages, events) = (Vec::new(), Vec::new());
    PersonView { check, messages, events, fresh_for: 0, ..view.clone() }
}

fn facts(view: PersonView) -> impl IntoView {
    let i18n = use_i18n();
    let line = |label: Text, value: AnyView| view! { <dt>{t(label)}</dt> <dd>{value}</dd> };
    let since = move || intl::date_and_time(i18n.language(), view.since);
    let recovery = match view.recovery_left {
        Some(left) => left.to_string().into_any(),
        None => t(key::PERSON_RECOVERY_NONE).into_any(),
    };
    view! {
        <dl class="facts">
            {line(key::FACT_EMAIL, address(view.email, view.email_state))}
            {line(key::FACT_PHONE, view.phone_masked.into_any())}
            {line(key::FACT_CAPACITY, t(capacity(view.capacity)).into_any())}
            {line(key::PERSON_LANGUAGE, view! {
                <span lang=view.language.tag()>{view.language.name()}</span>
            }.into_any())}
            {line(key::PERSON_SINCE, since.into_any())}
            {line(key::PERSON_IDENTITIES, identities(view.identities))}
            {line(key::PERSON_RECOVERY, recovery)}
            {line(key::PERSON_SESSIONS, view.sessions.into_any())}
            {line(key::PERSON_BROWSERS, view.browsers.into_any())}
        </dl>
    }
}

/// The address, with a mark if it is not proved.
fn address(email: String, state: AddressState) -> AnyView {
    let mark = match state {
        AddressState::Proved => None,
        AddressState::Unproved => Some(key::PERSON_EMAIL_UNPROVED),
        AddressState::Removed => Some(key::PERSON_EMAIL_REMOVED),
    };
    view! { {email} {mark.map(|mark| view! { " (" {t(mark)} ")" })} }.into_any()
}

fn identities(linked: Vec<String>) -> AnyView {
    if linked.is_empty() {
        return t(key::PERSON_NONE).into_any();
    }
    let name = |id: String| if id == CARD { key::IDENTITY_EID } else { key::identity_provider(id) };
    let lines = linked.into_iter().map(|id| view! { <span>{t(name(id))}</span> });
    view! { <span class="cell-lines">{lines.collect_view()}</span> }.into_any()
}
