//! Who is signed in, and from where.

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{
    account::{AccountView, EndSession, GetAccount, SessionChoice, SessionRow, Strength},
    api::Nothing,
    id::SessionId,
    problem::Code,
    text::Language,
    time::Timestamp,
};

use crate::{
    api::{self, Cause, Failure, Trouble},
    browser::intl,
    i18n::{Text, capacity, key, t, t_with, use_i18n},
    route::Route,
    session::use_session,
    shell::use_shell,
    ui::{self, Icon, Shape},
};

/// What the page holds.
#[derive(Clone, Copy)]
struct Page {
    account: RwSignal<Option<AccountView>>,
    trouble: RwSignal<Option<Trouble>>,
    busy: RwSignal<bool>,
}

impl Page {
    fn settle(self, answer: Result<AccountView, Failure>) {
        // The page may have been left meanwhile.
        if self.account.is_disposed() {
            return;
        }
        self.busy.set(false);
        match answer {
            Ok(account) => {
                self.trouble.set(None);
                self.account.set(Some(account));
            }
            Err(failure) => self.trouble.set(Some(failure.trouble())),
        }
    }

    fn load(self) {
        spawn_local(async move { self.settle(api::call::<GetAccount>(&Nothing {}).await) });
    }

    fn end(self, session: SessionId) {
        self.busy.set(true);
        spawn_local(async move {
            self.settle(api::call::<EndSession>(&SessionChoice { session }).await);
        });
    }
}

/// The account page; leads to sign-in when nobody is signed in.
#[component]
pub(crate) fn Account() -> impl IntoView {
    let (session, shell) = (use_session(), use_shell());
    let page = Page {
        account: RwSignal::new(None),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    page.load();
    Effect::new(move |_| {
        if session.is_known() && !session.is_signed_in() {
            shell.redirect(Route::SignIn);
        }
    });
    Effect::new(move |_| {
        let gone = page.trouble.with(|trouble| {
            trouble.as_ref().is_some_and(|t| t.cause == Cause::Code(Code::NotSignedIn))
        });
        if gone {
            spawn_local(session.check_the_end());
        }
    });
    move || {
        match (page.account.get(), page.trouble.get()) {
        (Some(account), _) => view! { <Overview page account /> }.into_any(),
        (None, None) => view! { <ui::Loading /> }.into_any(),
        (None, Some(_)) => view! {
            <ui::Screen step="unavailable">
                <ui::Heading text=key::UNAVAILABLE_TITLE />
                <ui::TroubleAlert trouble=page.trouble />
                <ui::Action press=Callback::new(move |()| page.load())>{t(key::TRY_AGAIN)}</ui::Action>
            </ui::Screen>
        }
        .into_any(),
    }
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
    let rows = account.sessions.clone();
    view! {
        <ui::Screen step="account_page">
            <ui::Heading text=key::ACCOUNT_PAGE_TITLE />
            <p class="lead">{t(key::account_hello(name.clone()))}</p>
            <ui::TroubleAlert trouble=page.trouble />
            <ui::TroubleAlert trouble=session.trouble />
            <Facts account name />
            <p class="small">{t(strength_text(strength))}</p>
            <h2>{t(key::SESSIONS_TITLE)}</h2>
            <p>{t(key::SESSIONS_TEXT)}</p>
            <ul class="sessions">
                {rows.into_iter().map(|row| view! { <Line page row /> }).collect_view()}
            </ul>
            <div class="actions">
                <ui::Action press=Callback::new(move |()| session.sign_out())>
                    {t(key::SIGN_OUT)}
                </ui::Action>
                <ui::Action kind=ui::Kind::Quiet
                    press=Callback::new(move |()| session.sign_out_everywhere())>
                    {t(key::SIGN_OUT_EVERYWHERE)}
                </ui::Action>
            </div>
        </ui::Screen>
    }
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
        Strength::Eid => key::STRENGTH_EID,
    }
}

/// One live session.
#[component]
fn Line(page: Page, row: SessionRow) -> impl IntoView {
    let i18n = use_i18n();
    let SessionRow { id, current, browser, strength, started_at, seen_at } = row;
    let device = if browser.is_empty() { None } else { Some(browser) };
    let moment = move |language: Language, at: Timestamp| intl::date_and_time(language, at);
    let started = move || key::session_started(moment(i18n.language(), started_at));
    let seen = move || key::session_seen(moment(i18n.language(), seen_at));
    let means = match strength {
        Strength::Password => Shape::Key,
        Strength::Eid => Shape::Card,
    };
    view! {
        <li class="session" class:session-current=current>
            <Icon shape=means />
            <div class="session-words">
                <p class="session-name">
                    {device.unwrap_or_else(|| t(key::SESSION_UNKNOWN)())}
                    {current.then(|| view! { " " <span class="badge">{t(key::SESSION_CURRENT)}</span> })}
                </p>
                <p class="small">{t_with(seen)}</p>
                <p class="small">{t_with(started)}</p>
            </div>
            {(!current).then(|| view! {
                <ui::Action kind=ui::Kind::Plain busy=page.busy
                    press=Callback::new(move |()| page.end(id.clone()))>
                    {t(key::SESSION_END)}
                </ui::Action>
            })}
        </li>
    }
}
