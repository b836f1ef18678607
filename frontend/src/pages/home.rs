//! The start address: leads on at once.

use leptos::prelude::*;

use crate::{http::session::use_session, route::Route, shell::use_shell, ui};

/// Leads to the account of a signed-in person, otherwise to sign-in.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let (session, shell) = (use_session(), use_shell());
    Effect::new(move |_| {
        if session.is_known() {
            let to = if session.is_signed_in() { Route::Account } else { Route::SignIn };
            shell.redirect(to);
        }
    });
    view! { <ui::Loading /> }
}
