//! The screen between a flow that signed a person in and the page where they wanted to go.

use leptos::{prelude::*, task::spawn_local};

use super::inside::opening;
use crate::{
    api::{Cause, Trouble},
    destination,
    http::session::use_session,
    shell::use_shell,
};

/// Goes to the page where the person wanted to go, or to the account. If the flow says "signed in"
/// and the session says otherwise, either the browser did not keep the cookie, which the page
/// reports, or the session ended since, and `begin_again` starts the flow again.
#[component]
pub(super) fn Entering(begin_again: Callback<()>) -> impl IntoView {
    let (session, shell) = (use_session(), use_shell());
    let trouble = RwSignal::new(None);
    let look = Callback::new(move |()| {
        trouble.set(None);
        spawn_local(async move {
            match session.ask_who().await {
                Ok(_) if session.is_signed_in_now() => destination::arrive(session, shell),
                Ok(true) => begin_again.run(()),
                Ok(false) => _ = trouble.try_set(Some(Trouble::of(Cause::NoCookie))),
                Err(why) => _ = trouble.try_set(Some(why)),
            }
        });
    });
    look.run(());
    let again = Callback::new(move |()| {
        // Without a cookie only a new flow can succeed, when the browser accepts one.
        if trouble.with_untracked(|why| why.as_ref().is_some_and(|it| it.cause == Cause::NoCookie))
        {
            begin_again.run(());
        } else {
            look.run(());
        }
    });
    opening(trouble, again)
}
