//! Help: what a person needs, which method suits, what to do when something does not work, and what
//! changes when a method ends. Fetched with its own texts at its first use.

mod answers;
mod change;
mod chooser;
mod ends;
mod page;
mod rank;
mod words;

use leptos::{ev::MouseEvent, prelude::*};

use crate::{
    app::{
        route::{Route, Topic},
        shell::use_shell,
    },
    i18n::{Text, t},
};

/// The page at `route`.
pub(super) fn draw(route: Route) -> AnyView {
    match route {
        Route::Change => view! { <change::Change /> }.into_any(),
        _ => view! { <page::Help /> }.into_any(),
    }
}

/// A link to a part of the help, from another part of it.
#[component]
fn To(topic: Topic, text: Text) -> impl IntoView {
    let shell = use_shell();
    let follow = move |event: MouseEvent| {
        let elsewhere =
            event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0;
        if !elsewhere {
            event.prevent_default();
            shell.go_to(
                if topic == Topic::Change { Route::Change } else { Route::Help },
                topic.href(),
            );
        }
    };
    view! { <a href=topic.href() on:click=follow>{t(text)}</a> }
}
