//! The pages for staff: the help desk, the staff list, and the audit trail.

mod campaigns;
mod checks;
mod clients;
mod cockpit;
mod controls;
mod csv;
mod differences;
mod events;
mod figures;
mod find;
mod frame;
mod person;
mod policy;
mod proposals;
mod reason;
mod roles;
mod shortcuts;
mod trail;
mod words;

use leptos::prelude::*;

use crate::app::route::Route;

/// The page at `route`.
pub(super) fn draw(route: Route) -> AnyView {
    match route {
        Route::Trail => view! { <trail::Trail /> }.into_any(),
        Route::Policy => view! { <policy::Policy /> }.into_any(),
        Route::Cockpit => view! { <cockpit::Cockpit /> }.into_any(),
        Route::Campaigns => view! { <campaigns::Campaigns /> }.into_any(),
        Route::Clients => view! { <clients::Clients /> }.into_any(),
        Route::Client => view! { <clients::One /> }.into_any(),
        Route::Staff => view! { <roles::Staff /> }.into_any(),
        Route::Person => view! { <person::Person /> }.into_any(),
        _ => view! { <find::Find /> }.into_any(),
    }
}
