//! "I am on the phone with the help line": a person identifies to the help desk, and checks that it
//! is the help desk. They read a code out; the help desk says two digits; they confirm them.
//!
//! For a person who is signed in, or has passed the password only: a separate page, so that the
//! sign-in screens need only a link to it.

use leptos::prelude::*;
use vestibule_shared::{
    api::{Endpoint, Nothing},
    desk::{AnswerCall, BeginCall, CallCheck, GetCall, Heard},
    problem::Code,
    time::Timestamp,
};

use crate::{
    api::{self, Cause, Trouble},
    app::{route::Route, session::use_session, shell::use_shell},
    browser::{clock, intl, tasks::Scope},
    flow::continuation,
    i18n::{key, t, t_with, use_i18n},
    ui::{self, Kind, Tone},
};

/// How often to poll for the progress of the help desk.
const POLL_MILLISECONDS: u32 = 2_000;

/// The state of the page.
#[derive(Clone, Copy)]
struct Page {
    scope: Scope,
    check: RwSignal<Option<CallCheck>>,
    /// Whether the person said that the digits were different.
    refused: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
    busy: RwSignal<bool>,
}

impl Page {
    fn ask<E: Endpoint<Response = CallCheck>>(self, request: E::Request) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        self.scope.spawn(async move {
            let answer = api::call::<E>(&request).await;
            self.busy.set(false);
            match answer {
                Ok(check) => self.check.set(Some(check)),
                Err(failure) => self.trouble.set(Some(failure.trouble())),
            }
        });
    }

    /// Repeats the request while the check can still change; failures are not shown.
    fn poll(self) {
        let waits = |check: &Option<CallCheck>| {
            matches!(check, Some(CallCheck::Read { .. } | CallCheck::Compare { .. }))
        };
        if self.busy.get_untracked() || !self.check.with_untracked(waits) {
            return;
        }
        self.scope.spawn(async move {
            if let Ok(check) = api::call::<GetCall>(&Nothing {}).await
                && !self.busy.get_untracked()
            {
                self.check.set(Some(check));
            }
        });
    }

    fn begin(self) {
        self.refused.set(false);
        self.ask::<BeginCall>(Nothing {});
    }

    fn answer(self, is_right: bool) {
        self.refused.set(!is_right);
        self.ask::<AnswerCall>(Heard { is_right });
    }

    /// Whether this browser has neither a session nor a passed password.
    fn is_unknown(self) -> bool {
        let not_signed_in = Cause::Code(Code::NotSignedIn);
        self.trouble.with(|trouble| trouble.as_ref().is_some_and(|t| t.cause == not_signed_in))
    }
}

/// The page.
#[component]
pub(crate) fn CallerCheck() -> impl IntoView {
    let page = Page {
        scope: Scope::new(),
        check: RwSignal::new(None),
        refused: RwSignal::new(false),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    page.ask::<GetCall>(Nothing {});
    clock::every(POLL_MILLISECONDS, move || page.poll());
    let (session, shell) = (use_session(), use_shell());
    // After sign-in, the person returns here.
    Effect::new(move |_| {
        if page.is_unknown() {
            continuation::want(session, shell);
        }
    });
    // A repeated answer is not news, and must not be read out again.
    let shown = Memo::new(move |_| page.check.get());
    let other = Signal::derive(move || page.trouble.get().filter(|_| !page.is_unknown()));
    let panel = move || match (shown.get(), page.refused.get()) {
        _ if page.is_unknown() => unknown().into_any(),
        (Some(CallCheck::Read { code, until }), _) => view! { <Read code until /> }.into_any(),
        (Some(CallCheck::Compare { figures, .. }), _) => {
            view! { <Compare page figures /> }.into_any()
        }
        (Some(CallCheck::Agreed { .. }), _) => agreed().into_any(),
        (Some(CallCheck::None {}), true) => view! { <Refused page /> }.into_any(),
        (None | Some(CallCheck::None {}), _) => view! { <Begin page /> }.into_any(),
    };
    view! {
        <ui::Screen step="support">
            <ui::Heading text=key::SUPPORT_TITLE />
            <p class="lead">{t(key::SUPPORT_LEAD)}</p>
            <ui::TroubleAlert trouble=other />
            <div role="status">{panel}</div>
            <p class="afterwards"><WayBack /></p>
        </ui::Screen>
    }
}

/// Leads back to where the person was.
#[component]
fn WayBack() -> impl IntoView {
    let session = use_session();
    move || {
        if session.is_signed_in() {
            view! { <ui::Link to=Route::Security>{t(key::CONTACT_BACK)}</ui::Link> }
        } else {
            view! { <ui::Link to=Route::SignIn>{t(key::BACK_TO_SIGN_IN)}</ui::Link> }
        }
    }
}

fn unknown() -> impl IntoView {
    view! {
        <ui::Alert tone=Tone::Calm code="not_signed_in"><p>{t(key::SUPPORT_NOBODY)}</p></ui::Alert>
    }
}

#[component]
fn Begin(page: Page) -> impl IntoView {
    let press = Callback::new(move |()| page.begin());
    view! {
        <div class="actions">
            <ui::Action press busy=page.busy>{t(key::SUPPORT_BEGIN)}</ui::Action>
        </div>
    }
}

/// The code to read out.
#[component]
fn Read(code: String, until: Timestamp) -> impl IntoView {
    let i18n = use_i18n();
    let text = move || key::support_read_text(intl::time_of_day(i18n.language(), until));
    view! {
        <div class="aloud" data-code="call_read">
            <p class="aloud-title">{t(key::SUPPORT_READ)}</p>
            {move || ui::spelled(&code, &i18n.say(&key::SUPPORT_WORDS))}
            <p>{t_with(text)}</p>
        </div>
    }
}

/// The help desk entered the code: asks whether it is the help desk.
#[component]
fn Compare(page: Page, figures: String) -> impl IntoView {
    let answer = |right: bool| Callback::new(move |()| page.answer(right));
    view! {
        <div class="aloud" data-code="call_compare">
            <p class="aloud-title">{t(key::support_compare(&figures))}</p>
            {ui::aloud(&figures)}
            <p>{t(key::SUPPORT_COMPARE_TEXT)}</p>
            <div class="actions">
                <ui::Action press=answer(true) busy=page.busy>{t(key::SUPPORT_YES)}</ui::Action>
                <ui::Action kind=Kind::Quiet press=answer(false) busy=page.busy>
                    {t(key::SUPPORT_NO)}
                </ui::Action>
            </div>
        </div>
    }
}

fn agreed() -> impl IntoView {
    view! {
        <ui::Alert tone=Tone::Good code="call_agreed" title=key::SUPPORT_AGREED>
            <p>{t(key::SUPPORT_AGREED_TEXT)}</p>
        </ui::Alert>
    }
}

/// The person refused: what to look at now. To begin again is small, since the deceiver may still be
/// on the line.
#[component]
fn Refused(page: Page) -> impl IntoView {
    let again = Callback::new(move |()| page.begin());
    view! {
        <ui::Alert tone=Tone::Warm code="call_was_refused" title=key::SUPPORT_REFUSED>
            <p>{t(key::SUPPORT_REFUSED_TEXT)}</p>
            <ui::HelpPhone />
        </ui::Alert>
        <div class="actions">
            <ui::Link to=Route::Security class="button button-primary">
                {t(key::SUPPORT_TO_SECURITY)}
            </ui::Link>
            <ui::Action kind=Kind::Plain press=again busy=page.busy>
                {t(key::SUPPORT_AGAIN)}
            </ui::Action>
        </div>
    }
}
