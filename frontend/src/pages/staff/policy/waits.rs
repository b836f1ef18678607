//! The proposals that wait for a second administrator.

use leptos::prelude::*;
use vestibule_shared::policy::{DecideProposal, Decision, Proposal, Proposed};

use super::{Page, WAITS, review::difference, words};
use crate::{
    api,
    app::shell::Intent,
    browser::intl,
    change::Section,
    i18n::{key, t},
    pages::staff::reason::{self, ReasonDialog, Words},
    ui::{self, Kind},
};

/// The waiting changes, if there are any.
#[component]
pub(super) fn Waits(page: Page, rules: Memo<bool>) -> impl IntoView {
    let controller = page.controller;
    let waiting = Memo::new(move |_| {
        page.view.with(|view| view.as_ref().map(|view| view.proposals.clone())).unwrap_or_default()
    });
    // The section stays while it shows the result of the last decision.
    let was_used = RwSignal::new(false);
    let shows = Memo::new(move |_| was_used.get() || !waiting.with(Vec::is_empty));
    view! {
        {move || shows.get().then(|| view! {
            <Section controller id=WAITS title=key::POLICY_WAITS text=key::POLICY_WAITS_TEXT>
                <ul class="sessions">
                    {move || waiting.get().into_iter().map(|one| line(page, one, rules.get())).collect_view()}
                </ul>
            </Section>
        })}
        <Question page was_used />
    }
}

fn line(page: Page, one: Proposal, rules: bool) -> impl IntoView {
    let i18n = page.speech.get_value();
    let Proposal { id, what, by, is_yours, at, .. } = one;
    let (reason, what) = match what {
        Proposed::Policy(change) => {
            let held = page.view.with_untracked(|view| view.as_ref().map(|it| it.policy.clone()));
            let changes = move || {
                held.as_ref().map(|held| difference(words::changes(i18n, held, &change.policy)))
            };
            (change.reason, changes.into_any())
        }
        // It is shown, and decided, with the applications.
        Proposed::Client(change) => (change.reason, ().into_any()),
        Proposed::Role(grant) => {
            (grant.reason, view! { <p>{t(key::policy_role(grant.email))}</p> }.into_any())
        }
    };
    let decide = move |agrees: bool| {
        let id = id.clone();
        Callback::new(move |()| page.controller.begin(WAITS, Intent::Decide(id.clone(), agrees)))
    };
    let (agree, decline) = (decide(true), decide(false));
    let no = if is_yours { key::POLICY_TAKE_BACK } else { key::POLICY_DECLINE };
    view! {
        <li class="session">
            <div class="session-words">
                <p class="session-name">{t(key::policy_by(by))}</p>
                <p class="small">{move || intl::date_and_time(i18n.language(), at)}</p>
                {what}
                <p class="session-detail">{t(key::policy_reason(reason))}</p>
            </div>
            <div class="row-actions">
                {(rules && !is_yours).then(|| view! {
                    <ui::Action kind=Kind::Quiet busy=page.controller.busy press=agree>{t(key::POLICY_AGREE)}</ui::Action>
                })}
                {rules.then(|| view! {
                    <ui::Action kind=Kind::Plain busy=page.controller.busy press=decline>{t(no)}</ui::Action>
                })}
            </div>
        </li>
    }
}

/// Whether a waiting change is the reader's own.
fn is_yours(page: Page, id: &str) -> bool {
    let own = |it: &Proposal| it.id == id && it.is_yours;
    page.view.with_untracked(|view| view.as_ref().is_some_and(|it| it.proposals.iter().any(own)))
}

#[component]
fn Question(page: Page, was_used: RwSignal<bool>) -> impl IntoView {
    let controller = page.controller;
    let words = Signal::derive(move || match controller.open.get() {
        Some(Intent::Decide(_, true)) => Some(Words {
            title: key::POLICY_AGREE_TITLE,
            text: key::POLICY_AGREE_TEXT,
            yes: key::POLICY_AGREE,
        }),
        Some(Intent::Decide(id, false)) if is_yours(page, &id) => Some(Words {
            title: key::POLICY_TAKE_BACK_TITLE,
            text: key::POLICY_TAKE_BACK_TEXT,
            yes: key::POLICY_TAKE_BACK,
        }),
        Some(Intent::Decide(_, false)) => Some(Words {
            title: key::POLICY_DECLINE_TITLE,
            text: key::POLICY_DECLINE_TEXT,
            yes: key::POLICY_DECLINE,
        }),
        _ => None,
    });
    let send = Callback::new(move |(intent, edit, form): (Intent, reason::ReasonValues, _)| {
        let Intent::Decide(id, agrees) = intent else { return };
        let done = match agrees {
            true => key::POLICY_AGREED,
            false if is_yours(page, &id) => key::POLICY_TAKEN_BACK,
            false => key::POLICY_DECLINED,
        };
        let request = Decision { id, agrees, reason: edit.reason };
        let answer = Box::pin(async move { api::call::<DecideProposal>(&request).await });
        controller.send(form, answer, move |view| {
            was_used.set(true);
            page.hear(view);
            controller.done(done);
        });
    });
    view! { <ReasonDialog controller words with_phone=false send /> }
}
