//! What a person has to know about the whole screen.

use leptos::prelude::*;
use vestibule_shared::problem::Reason;

use super::{Icon, Shape};
use crate::{
    api::Trouble,
    i18n::{Text, cause_name, explain, key, moved as told, t},
    shell::use_shell,
};

/// How an alert is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Good to know.
    Calm,
    /// Something went well.
    Good,
    /// Something is better done soon.
    Warm,
    /// Something has to be mended.
    Bad,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Calm => "alert alert-calm",
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

/// A few sentences in a coloured frame; `code` names them for tests and the help desk.
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

/// What went wrong with a move or a page, if anything did.
#[component]
pub(crate) fn TroubleAlert(#[prop(into)] trouble: Signal<Option<Trouble>>) -> impl IntoView {
    let shell = use_shell();
    shell.watch_failure(move || trouble.with(Option::is_some));
    move || {
        trouble.get().map(|trouble| {
            view! {
                <Alert tone=Tone::Bad code=cause_name(trouble.cause)>
                    <p>{t(explain(&trouble))}</p>
                    {trouble.trace.map(|trace| view! {
                        <p class="small">{t(key::trace(trace))}</p>
                    })}
                </Alert>
            }
        })
    }
}

/// Says that the journey turned out to be elsewhere; what went wrong with the last move.
#[component]
pub(crate) fn Notices(
    #[prop(into)] trouble: Signal<Option<Trouble>>,
    #[prop(into)] moved: Signal<Option<Reason>>,
    /// What is said where the journey went on elsewhere, if not the usual.
    #[prop(optional)]
    elsewhere: Option<Text>,
) -> impl IntoView {
    view! {
        {move || moved.get().map(|reason| {
            let (code, text) = told(reason);
            let text = elsewhere.clone().filter(|_| reason == Reason::Elsewhere).unwrap_or(text);
            let tone = if reason == Reason::NoCookie { Tone::Bad } else { Tone::Calm };
            view! { <Alert tone code><p>{t(text)}</p></Alert> }
        })}
        <TroubleAlert trouble />
    }
}
