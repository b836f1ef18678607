//! The new password works.

use leptos::prelude::*;
use vestibule_shared::recovery::Recovery;

use super::WIZARD;
use crate::{
    app::route::Route,
    flow::Flow,
    i18n::{key, t},
    ui::{self, Icon, Shape},
};

/// Says so; leads to sign-in.
#[component]
pub(super) fn Done(flow: Flow<Recovery>) -> impl IntoView {
    view! {
        <ui::Screen wizard=WIZARD step="done">
            <p class="seal"><Icon shape=Shape::Check /></p>
            <ui::Heading text=key::RECOVERED_TITLE />
            <p class="lead">{t(key::RECOVERED_TEXT)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <div class="actions">
                <ui::Link to=Route::SignIn class="button button-primary">{t(key::DONE_SIGN_IN)}</ui::Link>
            </div>
        </ui::Screen>
    }
}
