//! The pages. Each flow is one match on its step; no page imports another.

mod account;
mod address;
mod contact;
mod desk;
mod help;
mod home;
mod not_found;
mod recovery;
mod refuse;
mod registration;
mod security;
mod sign_in;
mod support;
mod time_out;
mod two_step;
mod undo;

mod away;
mod code_form;
mod duty;
mod entering;
mod inside;
mod journey;
mod journey_end;
mod later;
mod mail_link;

use leptos::prelude::*;

pub(crate) use away::Return;
pub(crate) use home::Home;
pub(crate) use inside::opening;
pub(crate) use not_found::NotFound;
pub(crate) use sign_in::SignIn;
pub(crate) use time_out::TimeOut;

use crate::route::Route;

/// Registration.
pub(crate) fn registration(_: Route) -> AnyView {
    view! { <registration::Register /> }.into_any()
}

/// A forgotten password, and the page for a person who is on the phone with the help desk.
pub(crate) fn aid(route: Route) -> AnyView {
    match route {
        Route::Call => view! { <support::Support /> }.into_any(),
        Route::Reset => view! { <refuse::Refuse /> }.into_any(),
        Route::Later => view! { <later::Later /> }.into_any(),
        _ => view! { <recovery::Recover /> }.into_any(),
    }
}

/// The help.
pub(crate) fn help(route: Route) -> AnyView {
    help::draw(route)
}

/// The pages for staff.
pub(crate) fn desk(route: Route) -> AnyView {
    desk::draw(route)
}

/// The pages of an account.
pub(crate) fn inside(route: Route) -> AnyView {
    match route {
        Route::Confirm => view! { <sign_in::Confirm /> }.into_any(),
        Route::Security => view! { <security::Security /> }.into_any(),
        Route::Contact => view! { <contact::Contact /> }.into_any(),
        Route::Data => view! { <security::Data /> }.into_any(),
        Route::Address => view! { <address::Address /> }.into_any(),
        Route::Undo => view! { <undo::Undo /> }.into_any(),
        Route::Link => view! { <sign_in::Link /> }.into_any(),
        Route::TwoStep => view! { <two_step::TwoStep /> }.into_any(),
        _ => view! { <account::Account /> }.into_any(),
    }
}
