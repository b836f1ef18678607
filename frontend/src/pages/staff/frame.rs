//! The frame of a page for staff: wide, since it holds tables, and with links to the others.

use leptos::{ev::MouseEvent, prelude::*};
use vestibule_shared::{id::AccountId, staff::Role};

use super::{find::BOX, shortcuts::Shortcuts};
use crate::{
    app::{
        route::Route,
        session::use_session,
        shell::{Shell, use_shell},
    },
    browser::page,
    i18n::{key, t},
    ui,
};

/// One page; `step` names it for tests.
#[component]
pub(super) fn Frame(step: &'static str, children: Children) -> impl IntoView {
    let session = use_session();
    let audits = Memo::new(move |_| session.role().is_some_and(Role::audits));
    view! {
        <div class="layout staff-layout">
            <section class="sheet" data-step=step>
                <nav class="staff-ways" aria-label=t(key::DESK_WAYS)>
                    <ToSearch>{t(key::DESK_LINK)}</ToSearch>
                    {move || audits.get().then(|| view! {
                        <ui::Link to=Route::Staff>{t(key::STAFF_LINK)}</ui::Link>
                        <ui::Link to=Route::Policy>{t(key::POLICY_LINK)}</ui::Link>
                        <ui::Link to=Route::Clients>{t(key::CLIENTS_LINK)}</ui::Link>
                        <ui::Link to=Route::Cockpit>{t(key::COCKPIT_TITLE)}</ui::Link>
                        <ui::Link to=Route::Campaigns>{t(key::CAMPAIGNS_TITLE)}</ui::Link>
                        <ui::Link to=Route::Trail>{t(key::TRAIL_LINK)}</ui::Link>
                    })}
                </nav>
                {children()}
                <Shortcuts />
            </section>
        </div>
    }
}

/// A link to the search, which begins empty: it is for the next caller.
#[component]
pub(super) fn ToSearch(#[prop(optional)] class: &'static str, children: Children) -> impl IntoView {
    let shell = use_shell();
    let follow = move |event: MouseEvent| {
        if !is_elsewhere(&event) {
            event.prevent_default();
            begin_search(shell);
        }
    };
    let here = move || (shell.route.get() == Route::Desk).then_some("page");
    view! { <a href=Route::Desk.path() class=class aria-current=here on:click=follow>{children()}</a> }
}

/// Shows the search without the last query; where it is shown already, the field gets the focus.
pub(super) fn begin_search(shell: Shell) {
    if shell.route.get_untracked() == Route::Desk {
        page::select(BOX);
    } else {
        shell.kept.update_value(|kept| kept.search = None);
        shell.go(Route::Desk);
    }
}

fn is_elsewhere(event: &MouseEvent) -> bool {
    event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0
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
        if !is_elsewhere(&event) {
            event.prevent_default();
            shell.go_about(to, &account);
        }
    };
    view! { <a href=href class=class on:click=follow>{children()}</a> }
}
