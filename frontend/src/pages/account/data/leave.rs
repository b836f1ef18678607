//! The deletion of the account: what is deleted, what stays, when; and the question before.

use leptos::prelude::*;
use vestibule_shared::data::MayLeave;

use super::state::{Outcome, State};
use crate::{
    app::shell::Intent,
    i18n::{Text, key, t, t_with},
    ui::{self, Icon, Kind, Shape, Tone},
};

/// The id of the heading.
pub(super) const PART: &str = "leave";

/// What to know first, and the button; no button if the account cannot be deleted, or will be
/// already.
#[component]
pub(super) fn Leave(state: State) -> impl IntoView {
    let may = Memo::new(move |_| state.view.with(|view| view.as_ref().map(|view| view.may)));
    let waits = Memo::new(move |_| state.waits_until().is_some());
    let asked = move || (waits.get() && state.outcome.get() == Some(Outcome::Asked)).then(asked);
    let begin = Callback::new(move |()| state.begin(Intent::Leave));
    let way = move || match may.get() {
        Some(MayLeave::RoleFirst) => Some(stays("role_first", key::DATA_ROLE_FIRST)),
        Some(MayLeave::LastAdministrator) => {
            Some(stays("last_administrator", key::DATA_LAST_ADMIN))
        }
        Some(MayLeave::Yes) if !waits.get() => Some(
            view! {
                <div class="actions">
                    <ui::Action kind=Kind::Danger press=begin busy=state.controller.busy>
                        {t(key::DATA_LEAVE_SUBMIT)}
                    </ui::Action>
                </div>
            }
            .into_any(),
        ),
        Some(MayLeave::Yes) | None => None,
    };
    view! {
        <section class="part" aria-labelledby=PART data-part=PART>
            <h2 id=PART tabindex="-1">{t(key::DATA_LEAVE)}</h2>
            <p class="part-text">{t(key::DATA_LEAVE_TEXT)}</p>
            {asked}
            <Consequences state />
            {way}
            <Question state />
        </section>
    }
}

/// The request was stored.
fn asked() -> AnyView {
    view! { <ui::Alert tone=Tone::Good code="deletion_asked"><p>{t(key::DATA_LEAVE_ASKED)}</p></ui::Alert> }
        .into_any()
}

/// Why the account cannot be deleted now.
fn stays(code: &'static str, text: Text) -> AnyView {
    view! { <ui::Alert tone=Tone::Calm code><p>{t(text)}</p></ui::Alert> }.into_any()
}

#[component]
fn Consequences(state: State) -> impl IntoView {
    let waits = Memo::new(move |_| state.waits_until().is_some());
    let goes = vec![
        (Shape::Person, key::DATA_GONE_DETAILS),
        (Shape::Card, key::DATA_GONE_ACCESS),
        (Shape::Message, key::DATA_GONE_MESSAGES),
    ];
    let stays = vec![(Shape::Clock, key::DATA_STAYS_LOG), (Shape::Care, key::DATA_STAYS_CARE)];
    view! {
        <h3>{t(key::DATA_GONE_TITLE)}</h3>
        {lines(goes)}
        <h3>{t(key::DATA_STAYS_TITLE)}</h3>
        {lines(stays)}
        // The day is shown above, if there is one.
        {move || (!waits.get()).then(|| view! {
            <h3>{t(key::DATA_WHEN_TITLE)}</h3>
            <p>{t_with(move || when(state))}</p>
        })}
        <p>{t(key::DATA_AFTER)}</p>
    }
}

fn lines(all: Vec<(Shape, Text)>) -> AnyView {
    let all = all
        .into_iter()
        .map(|(shape, text)| view! { <li><Icon shape /> <span>{t(text)}</span></li> });
    view! { <ul class="checks">{all.collect_view()}</ul> }.into_any()
}

/// When it happens, and until when it can be cancelled.
fn when(state: State) -> Text {
    match state.view.with(|view| view.as_ref().map_or(0, |view| view.wait_days)) {
        0 => key::DATA_WHEN_NOW,
        1 => key::DATA_WHEN_ONE,
        days => key::data_when(days),
    }
}

#[component]
fn Question(state: State) -> impl IntoView {
    // The browser returns the focus to the button that opened it.
    let close = Callback::new(move |()| state.controller.close());
    let open = Memo::new(move |_| state.controller.open.get() == Some(Intent::Leave));
    let press = Callback::new(move |()| state.leave());
    view! {
        <ui::Dialog id="leave-question" open title=key::DATA_LEAVE_QUESTION
            text=Signal::derive(t_with(move || when(state))) close>
            <div class="actions">
                <ui::Action kind=Kind::Danger press busy=state.controller.busy>{t(key::DATA_LEAVE_YES)}</ui::Action>
                <ui::Action kind=Kind::Quiet press=close>{t(key::SECURITY_CANCEL)}</ui::Action>
            </div>
        </ui::Dialog>
    }
}
