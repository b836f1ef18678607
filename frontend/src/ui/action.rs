//! Buttons.

use leptos::prelude::*;

use super::{Icon, Shape};
use crate::app::shell::use_shell;

/// The prominence of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Kind {
    /// The next step; one per screen.
    #[default]
    Primary,
    /// An alternative.
    Quiet,
    /// As quiet as a link.
    Plain,
    /// The way back, which the browser's back button makes too.
    Back,
    /// An alternative that takes something away for good.
    Danger,
    /// The same, as quiet as a link.
    PlainDanger,
}

impl Kind {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Quiet => "button button-quiet",
            Self::Plain => "button button-plain",
            Self::Back => "button button-plain button-back",
            Self::Danger => "button button-quiet button-danger",
            Self::PlainDanger => "button button-plain button-danger",
        }
    }
}

/// Makes `press` the move of the browser's back button while the calling component is on the page;
/// returns what the button on the screen has to do.
pub(crate) fn as_back(press: Callback<()>, busy: RwSignal<bool>) -> Callback<()> {
    use_shell().steps.back_move(press, busy.into())
}

/// A button with an immediate action.
#[component]
pub(crate) fn Action(
    press: Callback<()>,
    #[prop(optional)] kind: Kind,
    #[prop(optional, into)] busy: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let press = if kind == Kind::Back { use_shell().steps.back_move(press, busy) } else { press };
    let pressed = move |_| {
        if !busy.get_untracked() {
            press.run(());
        }
    };
    view! {
        <button type="button" class=kind.class() aria-disabled=busy_flag(busy) on:click=pressed>
            {(kind == Kind::Back).then(|| view! { <Icon shape=Shape::Back /> })}
            <Waiting busy />
            <span>{children()}</span>
        </button>
    }
}

/// The button that sends a form.
#[component]
pub(crate) fn Submit(#[prop(into)] busy: Signal<bool>, children: Children) -> impl IntoView {
    view! {
        <button type="submit" class=Kind::Primary.class() aria-disabled=busy_flag(busy)>
            <Waiting busy />
            <span>{children()}</span>
        </button>
    }
}

/// Not `disabled`: the focus would be lost, and a screen reader would not explain it.
fn busy_flag(busy: Signal<bool>) -> impl Fn() -> Option<&'static str> + Send + Sync + 'static {
    move || busy.get().then_some("true")
}

#[component]
fn Waiting(busy: Signal<bool>) -> impl IntoView {
    move || busy.get().then(|| view! { <span class="spinner" aria-hidden="true"></span> })
}
