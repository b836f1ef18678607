//! Links to the page of one application, which is in the fragment.

use leptos::{ev::MouseEvent, prelude::*};

use crate::app::{route::Route, shell::use_shell};

/// The address of the page of an application.
pub(super) fn address(id: &str) -> String {
    format!("{}#{id}", Route::Client.path())
}

/// A link to the page of an application.
#[component]
pub(super) fn ToClient(id: String, children: Children) -> impl IntoView {
    let shell = use_shell();
    let href = address(&id);
    let follow = move |event: MouseEvent| {
        let elsewhere =
            event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0;
        if !elsewhere {
            event.prevent_default();
            shell.go_to(Route::Client, &address(&id));
        }
    };
    view! { <a href=href on:click=follow>{children()}</a> }
}
