//! Links: to a page of this app, and out of it.

use leptos::{ev::MouseEvent, prelude::*};

use super::{Icon, Shape};
use crate::{
    app::{route::Route, shell::use_shell},
    i18n::{Text, key, t},
};

/// A link to a page of this app; opens in place, or in a new tab if the person asks the browser for
/// it.
#[component]
pub(crate) fn Link(
    to: Route,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    let shell = use_shell();
    let follow = move |event: MouseEvent| {
        let elsewhere =
            event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0;
        if !elsewhere {
            event.prevent_default();
            shell.go(to);
        }
    };
    let here = move || (shell.route.get() == to).then_some("page");
    view! { <a href=to.path() class=class aria-current=here on:click=follow>{children()}</a> }
}

/// A link out of this app or of this flow, in a new tab so that nothing typed is lost.
#[component]
pub(crate) fn Outside(href: &'static str, text: Text) -> impl IntoView {
    view! {
        <a href=href target="_blank" rel="noopener noreferrer" class="outside">
            {t(text)} <Icon shape=Shape::Out />
            " " <span class="visually-hidden">{t(key::NEW_TAB)}</span>
        </a>
    }
}
