//! This person has an account already: sign in with the card instead of registering twice (R16).

use leptos::prelude::*;
use vestibule_shared::registration::{KnownStep, Registration, SignInInstead};

use super::{WIZARD, full_name};
use crate::{
    app::route::Route,
    flow::Flow,
    i18n::{key, t},
    ui::{self, Tone},
};

/// Says so, and offers to sign in.
#[component]
pub(super) fn Known(flow: Flow<Registration>, step: KnownStep) -> impl IntoView {
    let KnownStep { given_name, family_name, email_masked } = step;
    let name = full_name(given_name.as_deref(), &family_name);
    let enter = Callback::new(move |()| flow.go(SignInInstead {}));
    let not_me = Callback::new(move |()| flow.abandon());
    view! {
        <ui::Screen wizard=WIZARD step="known">
            <ui::Heading text=key::KNOWN_TITLE />
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <ui::Alert tone=Tone::Calm code="already_registered">
                <p>{t(key::known_text(email_masked, name))}</p>
            </ui::Alert>
            <div class="actions">
                <ui::Action press=enter busy=flow.busy>{t(key::KNOWN_SIGN_IN)}</ui::Action>
                <ui::Action kind=ui::Kind::Plain press=not_me>{t(key::CONFIRM_NOT_ME)}</ui::Action>
            </div>
            <p class="afterwards"><ui::Link to=Route::Recover>{t(key::FORGOTTEN_LINK)}</ui::Link></p>
        </ui::Screen>
    }
}
