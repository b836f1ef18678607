//! The moment between a journey that signed a person in and where they wanted to go.

use leptos::{prelude::*, task::spawn_local};

use crate::{destination, session::use_session, shell::use_shell, ui};

/// Goes there, or to the account. Where the journey says "signed in" and the session says otherwise (it ended
/// since), `begin_again` starts the journey anew.
#[component]
pub(super) fn Entering(begin_again: Callback<()>) -> impl IntoView {
    let (session, shell) = (use_session(), use_shell());
    spawn_local(async move {
        session.refresh().await;
        if session.is_signed_in_now() {
            destination::arrive(session, shell);
        } else {
            begin_again.run(());
        }
    });
    view! { <ui::Loading /> }
}
