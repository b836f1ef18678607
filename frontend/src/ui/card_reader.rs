//! Reading the card: the requirements, the reading itself, and help when it fails (R3, R16).

use leptos::{ev::MouseEvent, prelude::*};
use vestibule_shared::{
    eid::{CardChallenge, WebEidToken},
    problem::Code,
};

use super::{Action, Alert, Elsewhere, Tone, countdown::countdown};
use crate::{
    api::{Cause, Trouble},
    app::shell::use_shell,
    browser::{
        device::{self, Browser, System},
        page,
        tasks::Scope,
        webeid::{self, ReaderProblem},
    },
    i18n::{Text, key, reader_text, t, t_with, use_i18n},
};

mod preflight;
use preflight::Preflight;

/// The status of a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    Idle,
    Under,
    Failed(ReaderProblem),
}

/// The complete card reader. `present` receives the card's signature, `collect` the code for a card
/// that the browser read itself, `renew` requests a new challenge.
#[component]
pub(crate) fn CardReader(
    challenge: Signal<CardChallenge>,
    answers: RwSignal<u32>,
    #[prop(into)] busy: Signal<bool>,
    /// The problem with the last card; a new reading removes it.
    trouble: RwSignal<Option<Trouble>>,
    present: Callback<WebEidToken>,
    collect: Callback<String>,
    renew: Callback<()>,
) -> impl IntoView {
    if let Some(code) = use_shell().kept.try_update_value(|kept| kept.card_code.take()).flatten() {
        collect.run(code);
    }
    let reading = RwSignal::new(Reading::Idle);
    let renewed = renew_when_stale(trouble, renew);
    let lasts = Signal::derive(move || challenge.with(|challenge| challenge.expires_in));
    let fresh = countdown(lasts, move || answers.track());
    let read_soon = RwSignal::new(false);
    let read = reader(challenge, (reading, trouble), present);
    // A challenge that became stale meanwhile is replaced first, then used.
    let press = Callback::new(move |()| {
        if reading.get_untracked() == Reading::Under {
            return;
        }
        renewed.set(false);
        if fresh.get_untracked() > 0 {
            read.run(());
        } else {
            read_soon.set(true);
            renew.run(());
        }
    });
    Effect::new(move |before: Option<CardChallenge>| {
        let now = challenge.get();
        if before.is_some_and(|before| before != now) && read_soon.get_untracked() {
            read_soon.set(false);
            read.run(());
        }
        now
    });
    let at_work = Signal::derive(move || reading.get() == Reading::Under || busy.get());
    let device = device::this();
    if device.1 == System::Mobile {
        return view! { <Elsewhere address=page::address() /> }.into_any();
    }
    let has_failed = Memo::new(move |_| {
        matches!(reading.get(), Reading::Failed(_)) || trouble.with(Option::is_some)
    });
    view! {
        {move || renewed.get().then(|| view! {
            <Alert tone=Tone::Calm code="eid_challenge_stale">
                <p>{t(key::PROBLEM_EID_CHALLENGE_STALE)}</p>
            </Alert>
        })}
        <ReadingStatus reading busy />
        <Preflight device />
        <div class="actions">
            <Action press busy=at_work>
                {t_with(move || if has_failed.get() { key::READER_AGAIN } else { key::READER_READ })}
            </Action>
        </div>
        <ByBrowser challenge fresh busy renewed renew />
    }
    .into_any()
}

/// The way without an extension, if it is offered: a page of another origin, which redirects back
/// here.
#[component]
fn ByBrowser(
    challenge: Signal<CardChallenge>,
    fresh: Signal<u32>,
    busy: Signal<bool>,
    renewed: RwSignal<bool>,
    renew: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let url = Memo::new(move |_| challenge.with(|challenge| challenge.certificate_url.clone()));
    // While a new challenge is requested, the old one leads to a card that does not count.
    let href = move || {
        let tag = i18n.language().tag();
        url.get().filter(|_| !busy.get()).map(|url| format!("{url}&lang={tag}"))
    };
    // With a stale challenge a person would type the PIN in vain.
    let follow = move |event: MouseEvent| {
        if fresh.get_untracked() == 0 {
            event.prevent_default();
            renewed.set(true);
            renew.run(());
        }
    };
    let offered = Memo::new(move |_| url.with(Option::is_some));
    move || {
        offered.get().then(|| {
            view! {
                <p class="afterwards">
                    {t(key::READER_BY_BROWSER_TEXT)} " "
                    <a href=href on:click=follow>{t(key::READER_BY_BROWSER)}</a>
                </p>
            }
        })
    }
}

/// Asks the extension, and passes its answer on.
fn reader(
    challenge: Signal<CardChallenge>,
    (reading, trouble): (RwSignal<Reading>, RwSignal<Option<Trouble>>),
    present: Callback<WebEidToken>,
) -> Callback<()> {
    let (i18n, scope) = (use_i18n(), Scope::new());
    let virtual_reader = use_shell().config().virtual_reader;
    Callback::new(move |()| {
        reading.set(Reading::Under);
        trouble.set(None);
        let nonce = challenge.get_untracked().nonce;
        let tag = untrack(|| i18n.language()).tag();
        scope.spawn(async move {
            match webeid::authenticate(&nonce, tag, virtual_reader).await {
                Ok(token) => {
                    reading.set(Reading::Idle);
                    present.run(token);
                }
                Err(problem) => reading.set(Reading::Failed(problem)),
            }
        });
    })
}

/// Replaces a stale challenge without a request of the person; reports that it happened.
fn renew_when_stale(trouble: RwSignal<Option<Trouble>>, renew: Callback<()>) -> RwSignal<bool> {
    let renewed = RwSignal::new(false);
    Effect::new(move |_| {
        let stale = trouble.with(|trouble| {
            trouble.as_ref().is_some_and(|t| t.cause == Cause::Code(Code::EidChallengeStale))
        });
        if stale {
            renewed.set(true);
            renew.run(());
        }
    });
    renewed
}

#[component]
fn ReadingStatus(reading: RwSignal<Reading>, busy: Signal<bool>) -> impl IntoView {
    let doing = Memo::new(move |_| match (reading.get(), busy.get()) {
        (Reading::Under, _) => Some(key::READER_UNDER),
        (_, true) => Some(key::READER_CHECKING),
        _ => None,
    });
    let problem = move || match reading.get() {
        Reading::Failed(problem) => Some(view! { <ReaderAlert problem /> }),
        Reading::Idle | Reading::Under => None,
    };
    view! {
        <div class="reading" role="status">
            {move || doing.get().map(|text: Text| view! {
                <p>{t(text)}</p>
                <progress aria-hidden="true"></progress>
            })}
        </div>
        {problem}
    }
}

/// What went wrong at the reader and what to do; a cancelled reading is not an error (UX 20).
#[component]
fn ReaderAlert(problem: ReaderProblem) -> impl IntoView {
    let (title, advice) = reader_text(problem);
    let calm = matches!(problem, ReaderProblem::Cancelled | ReaderProblem::TimedOut);
    let tone = if calm { Tone::Calm } else { Tone::Bad };
    view! {
        <Alert tone code=problem.name() title>
            <p>{t(advice)}</p>
        </Alert>
    }
}
