//! The pages. Each flow is one match on its step; no page imports another.

mod account;
mod applications;
mod caller_check;
mod factors;
mod help;
mod home;
mod links;
mod not_found;
mod recovery;
mod registration;
mod sign_in;
mod staff;

use leptos::prelude::*;

pub(crate) use home::Home;
pub(crate) use not_found::NotFound;
pub(crate) use sign_in::SignIn;

use crate::app::route::Route;

/// Registration.
pub(crate) fn registration(_: Route) -> AnyView {
    view! { <registration::Register /> }.into_any()
}

/// A forgotten password, and the page for a person who is on the phone with the help desk.
pub(crate) fn aid(route: Route) -> AnyView {
    match route {
        Route::Continue => view! { <applications::Continue /> }.into_any(),
        Route::SignOut => view! { <applications::SignOut /> }.into_any(),
        Route::Call => view! { <caller_check::CallerCheck /> }.into_any(),
        Route::Reset => view! { <links::Refuse /> }.into_any(),
        Route::Later => view! { <links::Later /> }.into_any(),
        _ => view! { <recovery::Recover /> }.into_any(),
    }
}

/// The help.
pub(crate) fn help(route: Route) -> AnyView {
    help::draw(route)
}

/// The pages for staff.
pub(crate) fn staff(route: Route) -> AnyView {
    staff::draw(route)
}

/// The pages of an account.
pub(crate) fn inside(route: Route) -> AnyView {
    match route {
        Route::Confirm => view! { <sign_in::Confirm /> }.into_any(),
        Route::Security => view! { <account::Security /> }.into_any(),
        Route::Contact => view! { <account::Contact /> }.into_any(),
        Route::Data => view! { <account::Data /> }.into_any(),
        Route::Address => view! { <links::Address /> }.into_any(),
        Route::Applications => view! { <applications::Applications /> }.into_any(),
        Route::Undo => view! { <links::Undo /> }.into_any(),
        Route::Link => view! { <sign_in::Link /> }.into_any(),
        Route::TwoStep => view! { <factors::TwoStep /> }.into_any(),
        _ => view! { <account::Account /> }.into_any(),
    }
}
