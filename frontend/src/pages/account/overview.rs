//! The account page: the signed-in person, and links to what belongs to the account.

use leptos::prelude::*;
use vestibule_shared::{
    account::{AccountView, GetAccount, Strength},
    address::{AddressState, MailAddressLink},
    api::Nothing,
    consent::{Application, GetApplications},
    policy::CapacityStatus,
    staff::Role,
};

use super::duty::DutyBanner;
use crate::{
    api::{self, Trouble},
    app::{route::Route, session::use_session, shell::use_shell},
    browser::{keys, tasks::Scope},
    flow::{continuation::require_session, opening},
    i18n::{Text, capacity, key, t},
    ui::{self, Icon, Shape, Tone},
};

/// The state of the page.
#[derive(Clone, Copy)]
struct Page {
    scope: Scope,
    account: RwSignal<Option<AccountView>>,
    /// The applications that the person may use.
    usable: RwSignal<Vec<Application>>,
    trouble: RwSignal<Option<Trouble>>,
    /// Why the mail about the address was not sent again.
    refused: RwSignal<Option<Trouble>>,
    /// Whether it was sent again.
    asked: RwSignal<bool>,
    busy: RwSignal<bool>,
}

impl Page {
    fn load(self) {
        self.trouble.set(None);
        self.scope.spawn(async move {
            let answer = api::call::<GetAccount>(&Nothing {}).await;
            match answer {
                Ok(account) => {
                    self.account.set(Some(account));
                    keys::signal();
                }
                Err(failure) => {
                    self.trouble.set(Some(failure.trouble()));
                    return;
                }
            }
            // Without them the page is still of use.
            if let Ok(view) = api::call::<GetApplications>(&Nothing {}).await {
                self.usable.set(view.usable);
            }
        });
    }
}

impl Page {
    /// Sends the mail that proves the address again.
    fn ask_again(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.refused.set(None);
        self.scope.spawn(async move {
            let answer = api::call::<MailAddressLink>(&Nothing {}).await;
            self.busy.set(false);
            match answer {
                // If the link was followed meanwhile, the notice disappears.
                Ok(account) if account.email_state == AddressState::Unproved => {
                    self.asked.set(true);
                }
                Ok(account) => self.account.set(Some(account)),
                Err(failure) => self.refused.set(Some(failure.trouble())),
            }
        });
    }
}

/// The account page; leads to sign-in if no account is signed in.
#[component]
pub(crate) fn Account() -> impl IntoView {
    let page = Page {
        scope: Scope::new(),
        account: RwSignal::new(None),
        usable: RwSignal::new(Vec::new()),
        trouble: RwSignal::new(None),
        refused: RwSignal::new(None),
        asked: RwSignal::new(false),
        busy: RwSignal::new(false),
    };
    page.load();
    require_session(page.trouble);
    move || match page.account.get() {
        Some(account) => view! { <Overview page account /> }.into_any(),
        None => opening(page.trouble, Callback::new(move |()| page.load())),
    }
}

#[component]
fn Overview(page: Page, account: AccountView) -> impl IntoView {
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
            {use_shell().config().portal.map(|url| view! {
                <div class="actions">
                    <a class="button button-primary button-large" href=url>
                        <span>{t(key::PORTAL_ON)} <Icon shape=Shape::On /></span>
                    </a>
                </div>
            })}
            <DutyBanner duty=Signal::derive(move || session.person().map(|person| person.duty)) />
            <AddressNotice page state=account.email_state />
            <Usable page />
            <Facts account name />
            <nav class="tiles" aria-label=t(key::ACCOUNT_PAGE_TITLE)>
                {tile(Route::Security, Shape::Key, key::SECURITY_TITLE, key::ACCOUNT_SECURITY_TEXT)}
                {tile(Route::Contact, Shape::Phone, key::ACCOUNT_CONTACT, key::ACCOUNT_CONTACT_TEXT)}
                {tile(Route::Applications, Shape::Screen, key::APPLICATIONS_TITLE, key::APPLICATIONS_TEXT)}
                {move || session.role().map(work)}
            </nav>
            <p class="small account-signed-in">{t(strength_text(strength))}</p>
        </ui::Screen>
    }
}

/// The applications that the person may use, as tiles.
#[component]
fn Usable(page: Page) -> impl IntoView {
    let tile = |application: Application| {
        view! {
            <a class="tile" href=application.address>
                <span class="tile-picture"><Icon shape=Shape::On /></span>
                <span class="tile-words"><strong>{application.name}</strong></span>
            </a>
        }
    };
    move || {
        let all = page.usable.get();
        (!all.is_empty()).then(|| {
            view! {
                <nav class="tiles" aria-label=t(key::APPLICATIONS_TITLE)>
                    {all.into_iter().map(tile).collect_view()}
                </nav>
            }
        })
    }
}

/// What still has to be done about the e-mail address.
#[component]
fn AddressNotice(page: Page, state: AddressState) -> impl IntoView {
    let press = Callback::new(move |()| page.ask_again());
    let ask = move || {
        if page.asked.get() {
            return view! { <p>{t(key::ADDRESS_SENT)}</p> }.into_any();
        }
        view! {
            <ui::Action kind=ui::Kind::Quiet press busy=page.busy>{t(key::ADDRESS_AGAIN)}</ui::Action>
        }
        .into_any()
    };
    match state {
        AddressState::Proved => ().into_any(),
        AddressState::Unproved => view! {
            <ui::Alert tone=Tone::Warm code="address_unproved">
                <p>{t(key::ADDRESS_UNPROVED)}</p>
                {ask}
            </ui::Alert>
            <ui::TroubleAlert trouble=page.refused />
        }
        .into_any(),
        AddressState::Removed => view! {
            <ui::Alert tone=Tone::Warm code="address_removed">
                <p>{t(key::ADDRESS_LOST)}</p>
                <p><ui::Link to=Route::Contact>{t(key::ACCOUNT_CONTACT)}</ui::Link></p>
            </ui::Alert>
        }
        .into_any(),
    }
}

/// The links for staff.
fn work(role: Role) -> impl IntoView {
    let auditing = || {
        let staff = tile(Route::Staff, Shape::Person, key::STAFF_LINK, key::STAFF_LINK_TEXT);
        (staff, tile(Route::Trail, Shape::Clock, key::TRAIL_LINK, key::TRAIL_LINK_TEXT))
    };
    let desk = tile(Route::Desk, Shape::Rescue, key::DESK_LINK, key::DESK_LINK_TEXT);
    (desk, role.audits().then(auditing))
}

/// A link as large as a tile.
fn tile(to: Route, shape: Shape, title: Text, text: Text) -> AnyView {
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
            <dd data-testid="capacity">
                {t(capacity(account.capacity))}
                {checked(account.capacity_status).map(|text| view! {
                    <p class="small" data-testid="checked">{t(text)}</p>
                })}
            </dd>
            {account.riziv.map(|number| line(key::FIELD_RIZIV, "riziv", number))}
            {account.organisation.map(|name| line(key::FIELD_ORGANISATION, "organisation", name))}
            {account.cbe.map(|number| line(key::FIELD_CBE, "cbe", number))}
            {line(key::FIELD_LANGUAGE, "language", account.language.name().to_owned())}
        </dl>
    }
}

/// The verification status of the capacity; nothing if the policy requires no verification.
const fn checked(status: CapacityStatus) -> Option<Text> {
    match status {
        CapacityStatus::Declared => None,
        CapacityStatus::Waiting => Some(key::CAPACITY_WAITING),
        CapacityStatus::Confirmed => Some(key::CAPACITY_CONFIRMED),
        CapacityStatus::Refused => Some(key::CAPACITY_REFUSED),
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
