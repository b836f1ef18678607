//! The frame of a page for staff: wide, since it holds tables, and with links to the others.

use leptos::{ev::MouseEvent, prelude::*};
use vestibule_shared::{id::AccountId, staff::Role};

use crate::{
    http::session::use_session,
    i18n::{key, t},
    route::Route,
    shell::use_shell,
    ui,
};

/// One page; `step` names it for tests.
#[component]
pub(super) fn Frame(step: &'static str, children: Children) -> impl IntoView {
    let session = use_session();
    let audits = Memo::new(move |_| session.role().is_some_and(Role::audits));
    view! {
        <div class="layout layout-wide">
            <section class="sheet" data-step=step>
                <nav class="desk-ways" aria-label=t(key::DESK_WAYS)>
                    <ui::Link to=Route::Desk>{t(key::DESK_LINK)}</ui::Link>
                    {move || audits.get().then(|| view! {
                        <ui::Link to=Route::Staff>{t(key::STAFF_LINK)}</ui::Link>
                        <ui::Link to=Route::Policy>{t(key::POLICY_LINK)}</ui::Link>
                        <ui::Link to=Route::Cockpit>{t(key::COCKPIT_TITLE)}</ui::Link>
                        <ui::Link to=Route::Campaigns>{t(key::CAMPAIGNS_TITLE)}</ui::Link>
                        <ui::Link to=Route::Trail>{t(key::TRAIL_LINK)}</ui::Link>
                    })}
                </nav>
                {children()}
            </section>
        </div>
    }
}

/// A link to a page about one account.
#[component]
pub(super) fn About(
    to: Route,
    account: AccountId,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    let shell = use_shell();
    let href = format!("{}#{account}", to.path());
    let follow = move |event: MouseEvent| {
        let elsewhere =
            event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0;
        if !elsewhere {
            event.prevent_default();
            shell.go_about(to, &account);
        }
    };
    view! { <a href=href class=class on:click=follow>{children()}</a> }
}
