//! A phone call that is confirmed with a digit, with its live status (M3, M8).

use leptos::prelude::*;
use vestibule_shared::call::{CallState, CallView};

use super::{Action, Alert, Icon, Kind, Link, Shape, Tone, countdown::countdown};
use crate::{
    app::route::Route,
    browser::keys,
    i18n::{Text, key, minutes, t, t_with},
};

/// Who ended a call that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    /// The other side, or its time.
    Itself,
    /// The person at this screen.
    Stopped,
}

/// The actions of a call.
#[derive(Clone, Copy)]
pub(crate) struct CallActions {
    /// Where the server reports changes.
    pub(crate) events: &'static str,
    /// Asks for the status of the call.
    pub(crate) ask: Callback<()>,
    /// Asks for another call.
    pub(crate) again: Callback<()>,
    /// Stops the call.
    pub(crate) stop: Callback<()>,
    /// Continues: the right digit was pressed.
    pub(crate) finish: Callback<()>,
}

/// The live status of the call; what to do if it failed.
#[component]
pub(crate) fn CallProgress(
    call: Signal<CallView>,
    answers: RwSignal<u32>,
    #[prop(into)] busy: Signal<bool>,
    actions: CallActions,
) -> impl IntoView {
    let CallActions { events, ask, again, stop, finish } = actions;
    // The server only knows that the call is over.
    let ended = RwSignal::new(Ended::Itself);
    let state = Memo::new(move |_| call.with(|call| call.state));
    let digits = Memo::new(move |_| call.with(|call| call.digits.clone()));
    let first = call.get_untracked().phone_masked;
    keys::follow(events, move || {
        if state.try_get_untracked().is_some_and(|state| !state.is_over()) {
            ask.run(());
        }
    });
    Effect::new(move |_| {
        if state.get() == CallState::Confirmed {
            finish.run(());
        }
    });
    let wait = Signal::derive(move || call.with(|call| call.again_in));
    let left = countdown(wait, move || answers.track());
    let waits = Memo::new(move |_| left.get() > 0);
    let press = Callback::new(move |()| {
        ended.set(Ended::Stopped);
        stop.run(());
    });
    let again = Callback::new(move |()| {
        ended.set(Ended::Itself);
        again.run(());
    });
    let go_on = move || match state.get() {
        state if !state.is_over() => view! {
            <Action kind=Kind::Quiet press busy>{t(key::CALL_STOP)}</Action>
        }
        .into_any(),
        // The next call is half an hour away: another method is the way on.
        CallState::Refused if waits.get() => view! {
            <Link to=Route::Recover>{t(key::NEW_PASSWORD_TITLE)}</Link>
        }
        .into_any(),
        CallState::Confirmed => view! {
            <Action press=finish busy>{t(key::CONTINUE)}</Action>
        }
        .into_any(),
        _ if waits.get() => {
            let text = move || key::call_again_wait(minutes(left.get()));
            view! { <p class="small resend-wait" data-testid="resend-wait">{t_with(text)}</p> }
                .into_any()
        }
        _ => view! { <Action press=again busy>{t(key::CALL_AGAIN)}</Action> }.into_any(),
    };
    view! {
        <p>{t(key::call_to(first))}</p>
        <div role="status">{move || under_way(state.get(), digits.get())}</div>
        {move || came_to_nothing((state.get(), ended.get()))}
        <div class="actions">{go_on}</div>
    }
}

/// The call rings or is answered; or it was confirmed.
fn under_way(state: CallState, digits: Option<String>) -> Option<impl IntoView> {
    let (title, text) = texts(state);
    let confirmed = state == CallState::Confirmed;
    if state.is_over() && !confirmed {
        return None;
    }
    let key_in = digits.filter(|_| !confirmed);
    let text = if key_in.is_some() { key::CALL_KEY_DIGITS } else { text };
    Some(view! {
        <div class="call" class:call-rings=state == CallState::Ringing data-code=name(state)>
            <span class="call-picture">
                <Icon shape=if confirmed { Shape::Tick } else { Shape::Call } />
            </span>
            <div>
                <p class="call-title">{t(title)}</p>
                <p>{t(text)}</p>
                {key_in.map(|digits| view! { <p class="call-digits">{digits}</p> })}
            </div>
        </div>
    })
}

/// The call failed: why, and what to do next.
fn came_to_nothing((state, ended): (CallState, Ended)) -> Option<impl IntoView> {
    if !state.is_over() || state == CallState::Confirmed {
        return None;
    }
    let (title, text) = match (state, ended) {
        (CallState::Expired, Ended::Stopped) => (key::CALL_STOPPED, key::CALL_STOPPED_DO),
        _ => texts(state),
    };
    let tone = if state == CallState::Refused { Tone::Bad } else { Tone::Calm };
    Some(view! { <Alert tone code=name(state) title><p>{t(text)}</p></Alert> })
}

const fn name(state: CallState) -> &'static str {
    match state {
        CallState::Queued => "call_queued",
        CallState::Ringing => "call_ringing",
        CallState::Answered => "call_answered",
        CallState::Confirmed => "call_confirmed",
        CallState::Refused => "call_refused",
        CallState::WrongKey => "call_wrong_key",
        CallState::NoAnswer => "call_no_answer",
        CallState::Busy => "call_busy",
        CallState::Voicemail => "call_voicemail",
        CallState::HungUp => "call_hung_up",
        CallState::Failed => "call_failed",
        CallState::Expired => "call_expired",
    }
}

const fn texts(state: CallState) -> (Text, Text) {
    match state {
        CallState::Queued => (key::CALL_QUEUED, key::CALL_QUEUED_DO),
        CallState::Ringing => (key::CALL_RINGING, key::CALL_RINGING_DO),
        CallState::Answered => (key::CALL_ANSWERED, key::CALL_ANSWERED_DO),
        CallState::Confirmed => (key::CALL_CONFIRMED, key::CALL_CONFIRMED_DO),
        CallState::Refused => (key::CALL_REFUSED, key::CALL_REFUSED_RESTS),
        CallState::WrongKey => (key::CALL_WRONG_KEY, key::CALL_WRONG_KEY_DO),
        CallState::NoAnswer => (key::CALL_NO_ANSWER, key::CALL_NO_ANSWER_DO),
        CallState::Busy => (key::CALL_BUSY, key::CALL_BUSY_DO),
        CallState::Voicemail => (key::CALL_VOICEMAIL, key::CALL_VOICEMAIL_DO),
        CallState::HungUp => (key::CALL_HUNG_UP, key::CALL_HUNG_UP_DO),
        CallState::Failed => (key::CALL_FAILED, key::CALL_FAILED_DO),
        CallState::Expired => (key::CALL_EXPIRED, key::CALL_EXPIRED_DO),
    }
}
