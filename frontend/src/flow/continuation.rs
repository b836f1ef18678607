//! Where a person wanted to go: kept for this tab while they sign in, set something up or confirm
//! their identity, across reloads and other origins, and used once.
//!
//! A place is a page of this app ([`Place`]). Beside it is kept whose session ended there, by the
//! opaque name of the account: another person begins at the usual page.

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::problem::Code;

use crate::{
    api::Trouble,
    app::{
        route::{Place, Route},
        session::{Farewell, Session, use_session},
        shell::{Shell, use_shell},
    },
    browser::{page, storage},
};

/// Where to go after sign-in; before it, separated by a space, whose session ended there.
const WANTED: &str = "wanted";
/// Where to go after the person confirmed their identity.
const BACK: &str = "back";
/// A policy that was being typed; it holds no personal data.
pub(crate) const POLICY: &str = "policy";

/// Keeps the current place for after sign-in; not when the person signed out on purpose.
pub(crate) fn want(session: Session, shell: Shell) {
    if !matches!(session.farewell.get_untracked(), Some(Farewell::SignedOut | Farewell::Deleted)) {
        let here = match shell.route.get_untracked() {
            Route::Confirm => shell.after_confirm.get_untracked(),
            _ => here(),
        };
        if let Some(place) = here {
            let owner = session.last_account().map(|account| account.0).unwrap_or_default();
            storage::keep(WANTED, &[&owner, place.address()].join(" "));
        }
    }
}

/// The place in the address bar.
fn here() -> Option<Place> {
    Place::at(&[page::path(), page::fragment().unwrap_or_default()].join("#"))
}

/// Leads a person who signed in to where they wanted to go, or to their account. If a second factor
/// has to be set up, they go there after that.
pub(crate) fn arrive(session: Session, shell: Shell) {
    // The flow and its page may both notice a sign-in: the first one leads on.
    if !matches!(shell.route.get_untracked(), Route::SignIn | Route::Register) {
        return;
    }
    shell.user_name.set(String::new());
    if untrack(|| session.is_pressed()) {
        shell.redirect(Route::TwoStep);
    } else {
        shell.redirect_to(&spend(session, shell).unwrap_or(Route::Account.into()));
    }
}

/// The handle of an application's request, if that is where the person wants to go.
pub(crate) fn wanted_request() -> Option<String> {
    let kept = storage::take(WANTED)?;
    storage::keep(WANTED, &kept);
    let (_, address) = kept.split_once(' ')?;
    let place = Place::at(address).filter(|place| place.route == Route::Continue)?;
    Some(place.address().split_once('#')?.1.to_owned())
}

/// Takes the place where this person wanted to go, if they may go there.
pub(crate) fn spend(session: Session, shell: Shell) -> Option<Place> {
    let kept = storage::take(WANTED)?;
    let (owner, address) = kept.split_once(' ')?;
    let is_owner = session.last_account().is_some_and(|account| account.0 == owner);
    if !owner.is_empty() && !is_owner {
        forget(shell);
        return None;
    }
    Place::at(address).filter(|place| place.route.is_for(untrack(|| session.role())))
}

/// Whether a page is left only for signing in again or for a proof: then its typed texts are kept.
pub(crate) fn comes_back(shell: Shell) -> bool {
    matches!(shell.route.get_untracked(), Route::SignIn | Route::Confirm)
}

/// Asks for a proof first; then shows `back`, with its fragment if it is this page.
pub(crate) fn come_back(shell: Shell, back: Route) {
    let place = here().filter(|here| here.route == back).unwrap_or(back.into());
    storage::keep(BACK, place.address());
    shell.after_confirm.set(Some(place));
    shell.redirect(Route::Confirm);
}

/// What waits for a proof, if the page was reloaded meanwhile.
pub(crate) fn waiting_for_proof() -> Option<Place> {
    let address = storage::take(BACK)?;
    storage::keep(BACK, &address);
    Place::at(&address)
}

/// Goes back to the page that asked for a proof; to the security page if there is none, or if it is
/// not one that `may` accepts.
pub(crate) fn back(shell: Shell, may: fn(Route) -> bool) {
    let _ = storage::take(BACK);
    let back = shell.after_confirm.try_update(Option::take).flatten();
    let back = back.filter(|place| may(place.route));
    shell.redirect_to(&back.unwrap_or(Route::Security.into()));
}

/// Forgets intents and places: the person left, or another one came.
pub(crate) fn forget(shell: Shell) {
    for name in [WANTED, BACK, POLICY] {
        let _ = storage::take(name);
    }
    shell.application.set(None);
    shell.forget();
}

/// Leads away a person who is not signed in, or who has a duty first (M9).
pub(crate) fn require_session(trouble: RwSignal<Option<Trouble>>) {
    let (session, shell) = (use_session(), use_shell());
    Effect::new(move |_| {
        if session.is_known() && !session.is_signed_in() {
            want(session, shell);
            shell.redirect(Route::SignIn);
        }
    });
    Effect::new(move |_| match trouble.with(|trouble| trouble.as_ref().and_then(Trouble::code)) {
        Some(Code::NotSignedIn) => spawn_local(session.check_the_end()),
        Some(Code::EnrolmentRequired) => {
            want(session, shell);
            shell.redirect(Route::TwoStep);
        }
        _ => {}
    });
}
