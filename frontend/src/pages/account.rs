//! Who is signed in, and the ways to what belongs to the account.

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{
    account::{AccountView, GetAccount, Strength},
    api::Nothing,
    staff::Role,
};

use super::{
    duty::DutyBanner,
    inside::{only_inside, opening},
};
use crate::{
    api::{self, Trouble},
    browser::keys,
    i18n::{Text, capacity, key, t},
    route::Route,
    session::use_session,
    ui::{self, Icon, Shape},
};

/// What the page holds.
#[derive(Clone, Copy)]
struct Page {
    account: RwSignal<Option<AccountView>>,
    trouble: RwSignal<Option<Trouble>>,
}

impl Page {
    fn load(self) {
        self.trouble.set(None);
        spawn_local(async move {
            let answer = api::call::<GetAccount>(&Nothing {}).await;
            // The page may have been left meanwhile.
            if self.account.is_disposed() {
                return;
            }
            match answer {
                Ok(account) => {
                    self.account.set(Some(account));
                    keys::signal();
                }
                Err(failure) => self.trouble.set(Some(failure.trouble())),
            }
        });
    }
}

/// The account page; leads to sign-in when nobody is signed in.
#[component]
pub(crate) fn Account() -> impl IntoView {
    let page = Page { account: RwSignal::new(None), trouble: RwSignal::new(None) };
    page.load();
    only_inside(page.trouble);
    move || match page.account.get() {
        Some(account) => view! { <Overview account /> }.into_any(),
        None => opening(page.trouble, Callback::new(move |()| page.load())),
    }
}

#[component]
fn Overview(account: AccountView) -> impl IntoView {
    let session = use_session();
    let name = match &account.given_name {
        Some(given) => format!("{given} {}", account.family_name),
        None => account.family_name.clone(),
    };
    let strength =
        untrack(|| session.person()).map_or(Strength::Password, |person| person.strength);
    view! {
        <ui::Screen step="account_page">
            <ui::Heading text=key::ACCOUNT_PAGE_TITLE />
            <p class="lead">{t(key::account_hello(name.clone()))}</p>
            <ui::TroubleAlert trouble=session.trouble />
            <DutyBanner duty=Signal::derive(move || session.person().map(|person| person.duty)) />
            <Facts account name />
            <nav class="tiles" aria-label=t(key::ACCOUNT_PAGE_TITLE)>
                {[
                    (Route::Security, Shape::Key, key::SECURITY_TITLE, key::ACCOUNT_SECURITY_TEXT),
                    (Route::Contact, Shape::Phone, key::ACCOUNT_CONTACT, key::ACCOUNT_CONTACT_TEXT),
                ].map(way).collect_view()}
                {move || session.role().map(work)}
            </nav>
            <p class="small signed-in">{t(strength_text(strength))}</p>
            <div class="actions">
                <ui::Action kind=ui::Kind::Quiet press=Callback::new(move |()| session.sign_out())>
                    {t(key::SIGN_OUT)}
                </ui::Action>
            </div>
        </ui::Screen>
    }
}

/// The ways of who works here.
fn work(role: Role) -> impl IntoView {
    let desk = (Route::Desk, Shape::Rescue, key::DESK_LINK, key::DESK_LINK_TEXT);
    let staff = (Route::Staff, Shape::Person, key::STAFF_LINK, key::STAFF_LINK_TEXT);
    let trail = (Route::Trail, Shape::Clock, key::TRAIL_LINK, key::TRAIL_LINK_TEXT);
    let ways = [Some(desk), role.audits().then_some(staff), role.audits().then_some(trail)];
    ways.into_iter().flatten().map(way).collect_view()
}

/// A way on, as large as a tile.
fn way((to, shape, title, text): (Route, Shape, Text, Text)) -> AnyView {
    view! {
        <ui::Link to class="tile">
            <span class="tile-picture"><Icon shape /></span>
            <span class="tile-words">
                <strong>{t(title)}</strong>
                <span>{t(text)}</span>
            </span>
            <span class="tile-on"><Icon shape=Shape::On /></span>
        </ui::Link>
    }
    .into_any()
}

#[component]
fn Facts(account: AccountView, name: String) -> impl IntoView {
    let line = |label: Text, id: &'static str, value: String| {
        view! { <dt>{t(label)}</dt> <dd data-testid=id>{value}</dd> }
    };
    view! {
        <dl class="facts">
            {line(key::FACT_NAME, "name", name)}
            {line(key::FACT_EMAIL, "email", account.email)}
            {line(key::FACT_PHONE, "phone", account.phone_masked)}
            <dt>{t(key::FACT_CAPACITY)}</dt>
            <dd data-testid="capacity">{t(capacity(account.capacity))}</dd>
            {account.riziv.map(|number| line(key::FIELD_RIZIV, "riziv", number))}
            {account.organisation.map(|name| line(key::FIELD_ORGANISATION, "organisation", name))}
            {account.cbe.map(|number| line(key::FIELD_CBE, "cbe", number))}
            {line(key::FIELD_LANGUAGE, "language", account.language.name().to_owned())}
        </dl>
    }
}

const fn strength_text(strength: Strength) -> Text {
    match strength {
        Strength::Password => key::STRENGTH_PASSWORD,
        Strength::Remembered => key::STRENGTH_REMEMBERED,
        Strength::TwoStep => key::STRENGTH_TWO_STEP,
        Strength::Passkey => key::STRENGTH_PASSKEY,
        Strength::Eid => key::STRENGTH_EID,
        Strength::Provider | Strength::ProviderTwoStep => key::STRENGTH_PROVIDER,
    }
}
