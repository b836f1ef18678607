//! Ready for use (R13).

use leptos::prelude::*;
use vestibule_shared::registration::{Capacity, DoneStep, Registration};

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
    let is_doctor = step.capacity == Some(Capacity::Doctor);
    let card = step.card.then_some(key::IDENTITY_EID);
    let others = step.providers.into_iter().map(|provider| key::just(provider.name));
    let identities = card.into_iter().chain(others);
    view! {
        <ui::Screen wizard=WIZARD step="done" at=Milestone::Ready>
            <p class="seal"><Icon shape=Shape::Check /></p>
            <ui::Heading text=key::DONE_TITLE />
            <p class="lead">{t(key::DONE_LEAD)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <h2>{t(key::DONE_NOW)}</h2>
            <dl class="facts">
                <dt>{t(key::DONE_USER_NAME)}</dt>
                <dd data-testid="user-name">{step.email}</dd>
                <dt>{t(key::FIELD_PASSWORD)}</dt>
                <dd>{t(key::DONE_PASSWORD)}</dd>
                {identities.map(|identity| view! {
                    <dt>{t(key::DONE_IDENTITY)}</dt>
                    <dd data-testid="identity">{t(identity)}</dd>
                }).collect_view()}
            </dl>
            <p>{t(key::DONE_NEXT)}</p>
            {is_doctor.then(|| view! { <p data-testid="second-step">{t(key::DONE_DOCTOR)}</p> })}
            <div class="actions">
                <ui::Action press=on>{t(key::DONE_SIGN_IN)}</ui::Action>
            </div>
        </ui::Screen>
    }
}
