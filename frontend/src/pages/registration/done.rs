//! Ready for use (R13).

use leptos::prelude::*;
use vestibule_shared::registration::{DoneStep, Registration};

use super::WIZARD;
use crate::{
    app::{route::Route, shell::use_shell},
    flow::Flow,
    i18n::{key, t},
    ui::{self, Icon, Milestone, Shape},
};

/// The account works; leads to sign-in, with the user name filled in.
#[component]
pub(super) fn Done(flow: Flow<Registration>, step: DoneStep) -> impl IntoView {
    let shell = use_shell();
    let user_name = step.email.clone();
    let on = Callback::new(move |()| {
        shell.user_name.set(user_name.clone());
        shell.go(Route::SignIn);
    });
    view! {
        <ui::Screen wizard=WIZARD step="done" at=Milestone::Ready>
            <p class="seal"><Icon shape=Shape::Check /></p>
            <ui::Heading text=key::DONE_TITLE />
            <p class="lead">{t(key::DONE_LEAD)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <dl class="facts">
                <dt>{t(key::DONE_USER_NAME)}</dt>
                <dd data-testid="user-name">{step.email}</dd>
            </dl>
            <p>{t(key::DONE_WAYS)}</p>
            <div class="actions">
                <ui::Action press=on>{t(key::DONE_SIGN_IN)}</ui::Action>
            </div>
        </ui::Screen>
    }
}
