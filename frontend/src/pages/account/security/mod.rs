//! My account, security: how the account is protected, what happened to it, and every way to change
//! it.

mod activity;
mod codes;
mod contact;
mod identities;
mod methods;
mod page;
mod part;
mod password;
mod sessions;
mod words;

use leptos::{ev::MouseEvent, prelude::*, task::spawn_local};
use vestibule_shared::{api::Nothing, data::KeepAccount, factor::Duty, security::SnoozeDuty};

use self::{page::Page, part::Part};
use super::{duty::DutyBanner, leaving};
use crate::{
    api,
    app::route::Route,
    browser::{clock, page::focus},
    flow::once_loaded,
    i18n::{key, t, use_i18n},
    ui,
};

/// The security page.
#[component]
pub(crate) fn Security() -> impl IntoView {
    let page = Page::new();
    page.load();
    let ready = Memo::new(move |_| page.is_ready());
    let load = Callback::new(move |()| page.load());
    once_loaded(ready, page.controller.trouble, load, move || view! { <Parts page /> }.into_any())
}

#[component]
fn Parts(page: Page) -> impl IntoView {
    // Recovery codes and remembered browsers mean nothing to a person without a second factor.
    let two_step = Memo::new(move |_| {
        page.security.with(|view| view.as_ref().is_some_and(|view| !view.methods.is_empty()))
    });
    view! {
        <ui::Screen step="security" beside=view! { <Contents two_step /> }.into_any()>
            <ui::Link to=Route::Account class="button button-plain button-back">
                <ui::Icon shape=ui::Shape::Back /> {t(key::ACCOUNT_LINK)}
            </ui::Link>
            <ui::Heading text=key::SECURITY_TITLE />
            <p class="lead">{t(key::SECURITY_LEAD)}</p>
            <Leaving page />
            <Reminder page />
            <Proof page />
            <methods::Methods page />
            {move || two_step.get().then(|| view! { <codes::Codes page /> })}
            <password::Password page />
            <contact::Contact page />
            <identities::Identities page />
            <sessions::Sessions page />
            {move || two_step.get().then(|| view! { <sessions::Browsers page /> })}
            <activity::History page />
            <div class="afterwards actions">
                <ui::Link to=Route::Data class="button button-quiet">{t(key::DATA_LINK)}</ui::Link>
                <ui::Link to=Route::Call class="button button-quiet">{t(key::CALL_LINK)}</ui::Link>
            </div>
        </ui::Screen>
    }
}

/// The sections of this long page, to go to.
#[component]
fn Contents(two_step: Memo<bool>) -> impl IntoView {
    let line = |part: Part| {
        let go = move |event: MouseEvent| {
            event.prevent_default();
            focus(part.id());
        };
        let href = format!("#{}", part.id());
        view! { <li><a href=href on:click=go>{t(part.words().0)}</a></li> }
    };
    let lines = move || {
        let shown = Part::ALL.into_iter().filter(|part| two_step.get() || !part.needs_method());
        shown.map(line).collect_view()
    };
    view! {
        <nav class="contents" aria-labelledby="contents">
            <h2 id="contents">{t(key::SECURITY_CONTENTS)}</h2>
            <ul>{lines}</ul>
        </nav>
    }
}

/// Shows a pending deletion, and cancels it. Its texts are fetched only then: few people need them.
#[component]
fn Leaving(page: Page) -> impl IntoView {
    let i18n = use_i18n();
    let (worded, kept) = (RwSignal::new(false), RwSignal::new(false));
    let at = Memo::new(move |_| page.security.with(|view| view.as_ref().and_then(|v| v.deletion)));
    Effect::new(move |_| {
        if at.get().is_some() && !worded.get_untracked() {
            spawn_local(async move {
                let _ = worded.try_set(i18n.learn("desk").await);
            });
        }
    });
    let keep = Callback::new(move |()| {
        let answer = Box::pin(api::call::<KeepAccount>(&Nothing {}));
        page.run(Part::Methods, answer, move |_| {
            kept.set(true);
            page.reload();
        });
    });
    move || match (worded.get(), at.get()) {
        (true, Some(at)) => Some(leaving::waits(at, page.controller.busy, keep)),
        (true, None) if kept.get() => Some(leaving::kept()),
        _ => None,
    }
}

/// Why a proof is requested, or that it was given.
#[component]
fn Proof(page: Page) -> impl IntoView {
    let tick = RwSignal::new(());
    clock::every(10_000, move || tick.set(()));
    let proved = Memo::new(move |_| {
        tick.track();
        page.controller.is_proved()
    });
    view! {
        <p class="small account-proof">
            <ui::Icon shape=ui::Shape::Key />
            <span>
                {move || if proved.get() {
                    t(key::SECURITY_FRESH)()
                } else {
                    t(key::SECURITY_STALE)()
                }}
            </span>
        </p>
    }
}

/// Reminds of what has to be set up, and postpones it if that is possible.
#[component]
fn Reminder(page: Page) -> impl IntoView {
    let duty = Memo::new(move |_| page.security.with(|view| view.as_ref().map(|v| v.duty.clone())));
    let snooze = Callback::new(move |()| {
        page.change::<SnoozeDuty>(Part::Methods, Nothing {}, key::DUTY_SNOOZED);
    });
    let can_snooze =
        Memo::new(move |_| matches!(duty.get(), Some(Duty::Grace { can_snooze: true, .. })));
    view! {
        <DutyBanner duty>
            {move || can_snooze.get().then(|| view! {
                <ui::Action kind=ui::Kind::Quiet press=snooze busy=page.controller.busy>
                    {t(key::DUTY_SNOOZE)}
                </ui::Action>
            })}
        </DutyBanner>
    }
}
