//! Who it is, in two lines: the state of the account and the language in which to greet, then how
//! the person is reached.

use leptos::prelude::*;
use vestibule_shared::{
    address::AddressState, desk::PersonView, policy::CapacityStatus, registration::Capacity,
    staff::Role,
};

use super::Page;
use crate::{
    app::{route::Route, session::use_session},
    i18n::{capacity, key, t},
    pages::staff::{frame::About, shortcuts::COPY_ADDRESS, words},
    ui::{self, Icon, Kind, Shape},
};

/// What an agent needs before the first word.
#[component]
pub(super) fn Head(page: Page) -> impl IntoView {
    let session = use_session();
    let state = page.part(|view| view.state);
    let known = page.part(|view| (view.language, Acting::of(view)));
    let reached = page.part(Reached::of);
    let audits = Memo::new(move |_| session.role().is_some_and(Role::audits));
    view! {
        <div class="staff-who">
            <p>
                <span role="status" data-testid="state">
                    <span class="visually-hidden">{t(key::PERSON_STATE)} ": "</span>
                    {move || state.get().map(|state| {
                        let (look, words) = words::state(state);
                        view! { <span class=look>{t(words)}</span> }
                    })}
                </span>
                {move || known.get().map(|(language, acting)| view! {
                    <span class="badge badge-calm" data-testid="language">
                        <span class="visually-hidden">{t(key::PERSON_SPEAKS)} ": "</span>
                        <span lang=language.tag()>{language.name()}</span>
                    </span>
                    {acting.line()}
                })}
                {move || page.account.get().filter(|_| audits.get()).map(|account| view! {
                    <About to=Route::Trail account>{t(key::PERSON_TRAIL)}</About>
                })}
            </p>
            {move || reached.get().map(|reached| reached.line(page))}
        </div>
    }
}

/// The capacity of the person, with its number and verification status.
#[derive(Clone, PartialEq, Eq)]
struct Acting {
    capacity: Capacity,
    status: CapacityStatus,
    organisation: Option<String>,
    number: Option<String>,
}

impl Acting {
    fn of(view: &PersonView) -> Self {
        Self {
            capacity: view.capacity,
            status: view.capacity_status,
            organisation: view.organisation.clone(),
            number: view.number.clone(),
        }
    }

    fn line(self) -> impl IntoView {
        let Self { capacity: of, status, organisation, number } = self;
        let label = match of {
            Capacity::Organisation => key::FIELD_CBE,
            Capacity::Doctor | Capacity::Citizen => key::FIELD_RIZIV,
        };
        view! {
            <span data-testid="capacity">
                {t(capacity(of))} {organisation.map(|name| format!(": {name}"))}
                {number.map(|number| view! {
                    <span class="visually-hidden">", " {t(label)}</span> " " {number}
                })}
            </span>
            {words::check(status).map(|(look, text)| view! {
                <span class=look data-testid="check">{t(text)}</span>
            })}
        }
    }
}

/// How the person is reached.
#[derive(Clone, PartialEq, Eq)]
struct Reached {
    email: String,
    state: AddressState,
    phone: String,
}

impl Reached {
    fn of(view: &PersonView) -> Self {
        let (email, phone) = (view.email.clone(), view.phone_masked.clone());
        Self { email, state: view.email_state, phone }
    }

    fn line(self, page: Page) -> impl IntoView {
        let Self { email, state, phone } = self;
        let name = page.view.with_untracked(|view| view.as_ref().map(|view| view.name.clone()));
        let mark = match state {
            AddressState::Proved => None,
            AddressState::Unproved => Some(key::PERSON_EMAIL_UNPROVED),
            AddressState::Removed => Some(key::PERSON_EMAIL_REMOVED),
        };
        view! {
            <p>
                <span class="staff-fact">
                    <Icon shape=Shape::Mail />
                    <span class="visually-hidden">{t(key::FACT_EMAIL)} ": "</span>
                    <span data-testid="email">{email.clone()}</span>
                    {mark.map(|mark| view! { <span>"(" {t(mark)} ")"</span> })}
                </span>
                <span class="staff-fact" id=COPY_ADDRESS>
                    <ui::Copy text=email label=key::COPY_ADDRESS kind=Kind::Plain />
                </span>
                <span class="staff-fact">
                    <ui::Copy text=name.unwrap_or_default() label=key::COPY_NAME kind=Kind::Plain />
                </span>
                <span class="staff-fact">
                    <Icon shape=Shape::Phone />
                    <span class="visually-hidden">{t(key::FACT_PHONE)} ": "</span>
                    <span>{phone}</span>
                </span>
            </p>
        }
    }
}
