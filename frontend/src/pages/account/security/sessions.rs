//! The sessions, and the remembered browsers: each can be ended.

use leptos::prelude::*;
use vestibule_shared::{
    account::{EndSession, SessionChoice, SessionRow},
    security::{BrowserChoice, ForgetBrowser, Remembered},
};

use super::{
    page::Page,
    part::{Part, Row, RowAction, Section, When},
    words,
};
use crate::{
    api,
    app::session::use_session,
    browser::intl,
    i18n::{Text, key, t, use_i18n},
    ui::{self, Kind, Shape},
};

/// The active sessions, this one first.
#[component]
pub(super) fn Sessions(page: Page) -> impl IntoView {
    let session = use_session();
    let rows = Memo::new(move |_| {
        page.account.with(|view| view.as_ref().map(|v| v.sessions.clone()).unwrap_or_default())
    });
    view! {
        <Section page part=Part::Sessions>
            <ul class="sessions" data-testid="sessions">
                {move || rows.get().into_iter().map(|row| session_line(page, row)).collect_view()}
            </ul>
            <ui::TroubleAlert trouble=session.trouble />
            <div class="actions">
                <ui::Action kind=Kind::Quiet
                    press=Callback::new(move |()| session.sign_out_everywhere())>
                    {t(key::SIGN_OUT_EVERYWHERE)}
                </ui::Action>
            </div>
        </Section>
    }
}

fn session_line(page: Page, row: SessionRow) -> AnyView {
    let i18n = use_i18n();
    // The network is left out: people do not recognise theirs.
    let SessionRow { id, current, browser, strength, started_at, seen_at, place: _ } = row;
    let (shape, how) = words::how(strength);
    let name = named(browser, key::SESSION_UNKNOWN);
    let moments = vec![
        When { text: key::session_seen, format: intl::date_and_time, at: seen_at },
        When { text: key::session_started, format: intl::date_and_time, at: started_at },
    ];
    let detail = Signal::derive(move || i18n.say(&how));
    let end = Callback::new(move |()| {
        let choice = SessionChoice { session: id.clone() };
        let answer = Box::pin(async move { api::call::<EndSession>(&choice).await });
        page.run(Part::Sessions, answer, move |view| {
            page.account.set(Some(view));
            page.controller.done(key::SECURITY_SESSION_ENDED);
        });
    });
    view! {
        <Row shape name badge=current.then_some(key::SESSION_CURRENT)
            detail moments>
            {(!current).then(|| view! {
                <RowAction page label=key::SESSION_END about=name press=end />
            })}
        </Row>
    }
    .into_any()
}

/// The browsers that are not asked for the second factor.
#[component]
pub(super) fn Browsers(page: Page) -> impl IntoView {
    let rows = Memo::new(move |_| {
        page.security.with(|view| view.as_ref().map(|v| v.browsers.clone()).unwrap_or_default())
    });
    let is_empty = Memo::new(move |_| rows.with(Vec::is_empty));
    view! {
        <Section page part=Part::Browsers>
            {move || is_empty.get().then(|| view! { <p>{t(key::SECURITY_BROWSERS_NONE)}</p> })}
            <ul class="sessions">
                {move || rows.get().into_iter().map(|row| browser_line(page, row)).collect_view()}
            </ul>
        </Section>
    }
}

fn browser_line(page: Page, row: Remembered) -> AnyView {
    let Remembered { id, browser, current, since, seen_at, until } = row;
    let name = named(browser, key::SECURITY_BROWSER_UNKNOWN);
    let moments = vec![
        When { text: key::security_browser_since, format: intl::date, at: since },
        When { text: key::session_seen, format: intl::date_and_time, at: seen_at },
        When { text: key::security_browser_until, format: intl::date, at: until },
    ];
    let forget = Callback::new(move |()| {
        let choice = BrowserChoice { browser: id.clone() };
        page.change::<ForgetBrowser>(Part::Browsers, choice, key::SECURITY_FORGOTTEN);
    });
    view! {
        <Row shape=Shape::Screen name badge=current.then_some(key::SECURITY_BROWSER_CURRENT)
            detail=String::new() moments>
            <RowAction page label=key::SECURITY_FORGET about=name press=forget />
        </Row>
    }
    .into_any()
}

/// The name of a browser, or a text for an unknown one.
fn named(browser: String, unknown: Text) -> Signal<String> {
    let i18n = use_i18n();
    Signal::derive(move || if browser.is_empty() { i18n.say(&unknown) } else { browser.clone() })
}
