//! A code by text message: where it was sent, its status, and the button to send it again (UX 4,
//! 6).

use leptos::prelude::*;
use vestibule_shared::registration::{CodeSent, Delivery};

use super::{Alert, Tone, countdown::countdown};
use crate::{
    browser::{clock, intl},
    i18n::{CodeOf, key, minutes, t, t_with, use_i18n},
};

/// Where and when the code was sent, and the status of the message; `ask` polls the server while it
/// is on its way.
#[component]
pub(crate) fn SentTo(
    sent: Signal<CodeSent>,
    answers: RwSignal<u32>,
    ask: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let is_mail = matches!(use_context::<CodeOf>(), Some(CodeOf::Mail));
    let mut ticks = 0_u32;
    clock::every(2_000, move || {
        ticks = ticks.wrapping_add(1);
        let is_under_way = |sent: &CodeSent| match sent.delivery {
            Delivery::Queued => sent.sent_at.is_some(),
            // Some carriers report the arrival late, and some never do.
            Delivery::Sent => !is_mail && ticks.is_multiple_of(5) && sent.expires_in > 0,
            Delivery::Delivered | Delivery::Failed => false,
        };
        if sent.with_untracked(is_under_way) {
            ask.run(());
        }
    });
    let expires = Signal::derive(move || sent.with(|sent| sent.expires_in));
    let left = countdown(expires, move || answers.track());
    let is_over = Memo::new(move |_| left.get() == 0 && sent.with(|sent| sent.sent_at.is_some()));
    // A repeated answer must not be read out again.
    let fate = Memo::new(move |_| {
        sent.with(|sent| (sent.delivery, sent.sent_at, sent.phone_masked.clone()))
    });
    let text = move || {
        fate.with(|(delivery, sent_at, phone)| match (delivery, sent_at) {
            (Delivery::Sent, Some(moment)) => {
                key::sent_at(phone, intl::time_of_day(i18n.language(), *moment))
            }
            (Delivery::Delivered, Some(moment)) => {
                key::sent_arrived(phone, intl::time_of_day(i18n.language(), *moment))
            }
            (_, Some(_)) => key::sent_queued(phone),
            // A message of another flow was sent just now, and the next may not be sent yet.
            (_, None) => key::sent_none(phone),
        })
    };
    let failed = Memo::new(move |_| sent.with(|sent| sent.delivery == Delivery::Failed));
    let failure = match use_context::<CodeOf>() {
        Some(CodeOf::Mail) => key::SENT_FAILED_MAIL,
        _ => key::SENT_FAILED,
    };
    view! {
        <div class="sent" role="status">
            {move || if failed.get() {
                let failure = failure.clone();
                view! {
                    <Alert tone=Tone::Bad code="delivery_failed">
                        <p>{t(failure)}</p>
                    </Alert>
                }.into_any()
            } else {
                view! { <p>{t_with(text)}</p> }.into_any()
            }}
        </div>
        {move || is_over.get().then(|| view! {
            <Alert tone=Tone::Calm code="code_expired"><p>{t(key::PROBLEM_CODE_EXPIRED)}</p></Alert>
        })}
    }
}

/// The button that sends the code again, after its waiting time.
#[component]
pub(crate) fn Resend(
    sent: Signal<CodeSent>,
    answers: RwSignal<u32>,
    #[prop(into)] busy: Signal<bool>,
    resend: Callback<()>,
) -> impl IntoView {
    let wait = Signal::derive(move || sent.with(|sent| sent.resend_in));
    let left = countdown(wait, move || answers.track());
    let waiting = Memo::new(move |_| left.get() > 0);
    let pressed = move |_| {
        if !waiting.get_untracked() && !busy.get_untracked() {
            resend.run(());
        }
    };
    let label = move || {
        if waiting.get() { key::resend_in(minutes(left.get())) } else { key::RESEND }
    };
    // The same button before and after: nothing on the page moves.
    view! {
        <button type="button" class="button button-quiet" class:button-waits=move || waiting.get()
            aria-disabled=move || (waiting.get() || busy.get()).then_some("true")
            data-testid=move || if waiting.get() { "resend-wait" } else { "resend" }
            on:click=pressed>
            <span>{t_with(label)}</span>
        </button>
    }
}
