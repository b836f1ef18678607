//! The person is at the counter: the agent's reader reads their card.

use leptos::prelude::*;
use vestibule_shared::{
    desk::{AskCard, PersonChoice, PresentedCard, ShowCard},
    eid::{CardChallenge, WebEidToken},
};

use super::{Page, check::PART};
use crate::{
    api,
    browser::page::focus_soon,
    i18n::{key, t},
    ui::{self, Kind},
};

/// A button, and the reader after it was pressed.
#[component]
pub(super) fn Counter(page: Page) -> impl IntoView {
    let asked = RwSignal::new(None::<CardChallenge>);
    let answers = RwSignal::new(0);
    let ask = Callback::new(move |()| {
        let Some(account) = page.account.get_untracked() else { return };
        let request = PersonChoice { account };
        let answer = Box::pin(async move { api::call::<AskCard>(&request).await });
        page.controller.run(PART, answer, move |challenge| {
            asked.set(Some(challenge));
            answers.update(|count| *count += 1);
        });
    });
    let present = Callback::new(move |token: WebEidToken| {
        let Some(account) = page.account.get_untracked() else { return };
        let answer = Box::pin(async move {
            let again = PersonChoice { account: account.clone() };
            let shown = api::call::<ShowCard>(&PresentedCard { account, token }).await;
            // A challenge counts once: another card needs a new one.
            if shown.is_err()
                && let Ok(challenge) = api::call::<AskCard>(&again).await
            {
                let _ = asked.try_set(Some(challenge));
                let _ = answers.try_update(|count| *count += 1);
            }
            shown
        });
        page.controller.run(PART, answer, move |view| {
            page.hear(view);
            focus_soon(PART);
        });
    });
    let begun = Memo::new(move |_| asked.with(Option::is_some));
    view! {
        <details class="more" id="desk-counter">
            <summary>{t(key::CHECK_COUNTER)}</summary>
        <p>{t(key::CHECK_COUNTER_TEXT)}</p>
        {move || if begun.get() {
            asked.get_untracked().map(|first| {
                let challenge = Signal::derive(move || asked.get().unwrap_or_else(|| first.clone()));
                view! {
                    <ui::CardReader challenge answers busy=page.controller.busy trouble=page.controller.trouble
                        present collect=Callback::new(|_: String| {}) renew=ask />
                }
            }).into_any()
        } else {
            view! {
                <div class="actions">
                    <ui::Action kind=Kind::Quiet busy=page.controller.busy press=ask>
                        {t(key::CHECK_COUNTER_BEGIN)}
                    </ui::Action>
                </div>
            }
            .into_any()
        }}
        </details>
    }
}
