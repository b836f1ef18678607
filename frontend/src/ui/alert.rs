//! Messages about the whole screen.

use leptos::prelude::*;
use vestibule_shared::problem::Reason;

use super::{Icon, Shape};
use crate::{
    api::Trouble,
    app::shell::use_shell,
    i18n::{Text, cause_name, explain, key, moved as explain_move, refusal, t},
};

/// The kind of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Information.
    Calm,
    /// A success.
    Good,
    /// A warning: act soon.
    Warm,
    /// An error: something has to be corrected.
    Bad,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Calm => "alert",
            Self::Good => "alert alert-good",
            Self::Warm => "alert alert-warm",
            Self::Bad => "alert alert-bad",
        }
    }

    const fn role(self) -> &'static str {
        match self {
            Self::Calm | Self::Good | Self::Warm => "status",
            Self::Bad => "alert",
        }
    }

    const fn shape(self) -> Shape {
        match self {
            Self::Calm => Shape::Info,
            Self::Good => Shape::Check,
            Self::Warm | Self::Bad => Shape::Warning,
        }
    }
}

/// A few sentences in a coloured frame; `code` identifies them for tests and the help desk.
#[component]
pub(crate) fn Alert(
    tone: Tone,
    #[prop(into)] code: String,
    #[prop(optional)] title: Option<Text>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=tone.class() role=tone.role() data-code=code>
            <Icon shape=tone.shape() />
            <div class="alert-text">
                {title.map(|title| view! { <p class="alert-title">{t(title)}</p> })}
                {children()}
            </div>
        </div>
    }
}

/// What went wrong with a move or a page, if anything.
#[component]
pub(crate) fn TroubleAlert(
    #[prop(into)] trouble: Signal<Option<Trouble>>,
    /// The words for it.
    #[prop(default = explain)]
    words: fn(&Trouble) -> Text,
) -> impl IntoView {
    let shell = use_shell();
    shell.watch_failure(move || trouble.with(Option::is_some));
    move || {
        trouble.get().map(|trouble| {
            view! {
                <Alert tone=Tone::Bad code=cause_name(trouble.cause)>
                    {refusal(trouble.cause).map(|title| view! {
                        <p class="alert-title">{t(title)}</p>
                    })}
                    <p>{t(words(&trouble))}</p>
                    {trouble.trace.map(|trace| view! {
                        <p class="small">{t(key::trace(trace))}</p>
                    })}
                </Alert>
            }
        })
    }
}

/// Says that the flow is at another step than expected, or what went wrong with the last move.
#[component]
pub(crate) fn Notices(
    #[prop(into)] trouble: Signal<Option<Trouble>>,
    #[prop(into)] moved: Signal<Option<Reason>>,
    /// The text for a flow that moved on, if not the usual one.
    #[prop(optional)]
    elsewhere: Option<Text>,
) -> impl IntoView {
    view! {
        {move || moved.get().map(|reason| {
            let (code, text) = explain_move(reason);
            let text = elsewhere.clone().filter(|_| reason == Reason::Elsewhere).unwrap_or(text);
            let tone = if reason == Reason::NoCookie { Tone::Bad } else { Tone::Calm };
            view! { <Alert tone code><p>{t(text)}</p></Alert> }
        })}
        <TroubleAlert trouble />
    }
}
