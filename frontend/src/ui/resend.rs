//! A code by text message: where it was sent, its status, and the button to send it again (UX 4,
//! 6).

use leptos::prelude::*;
use vestibule_shared::registration::{CodeSent, Delivery};

use super::{Action, Alert, Kind, Tone, countdown::countdown};
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
        <TriesLeft left=Signal::derive(move || sent.with(|sent| sent.tries_left)) />
    }
}

/// From three down, the remaining tries (UX 3), and what follows them.
#[component]
pub(crate) fn TriesLeft(left: Signal<u32>) -> impl IntoView {
    let left = Memo::new(move |_| left.get());
    // A second factor pauses for a while; a code that activates or recovers locks the account.
    let rests = use_context::<CodeOf>().is_some();
    let text = move |left| match left {
        0 if rests => key::PROBLEM_STEP_RESTS,
        _ if rests => key::tries_left_rests(left),
        _ => key::tries_left(left),
    };
    view! {
        <div role="status">
            {move || (left.get() <= 3).then(|| view! {
                <p class="tries" data-testid="tries-left">{t(text(left.get()))}</p>
            })}
        </div>
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
    move || {
        if waiting.get() {
            let text = move || key::resend_wait(minutes(left.get()));
            view! { <p class="small resend-wait" data-testid="resend-wait">{t_with(text)}</p> }
                .into_any()
        } else {
            view! {
                <Action kind=Kind::Quiet press=resend busy>{t(key::RESEND)}</Action>
            }
            .into_any()
        }
    }
}
