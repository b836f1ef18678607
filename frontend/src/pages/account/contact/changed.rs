//! The new number or address is in force.

use leptos::prelude::*;
use vestibule_shared::contact::{Contact, What};

use super::WIZARD;
use crate::{
    app::route::Route,
    browser::keys,
    flow::Flow,
    i18n::{key, t},
    ui::{self, Icon, Shape},
};

/// Says so, and that the old one was notified; leads back to the security page.
#[component]
pub(super) fn Changed(flow: Flow<Contact>, what: What) -> impl IntoView {
    keys::signal();
    let (title, text) = match what {
        What::Phone => (key::CONTACT_CHANGED_PHONE, key::CONTACT_CHANGED_PHONE_TEXT),
        What::Email => (key::CONTACT_CHANGED_EMAIL, key::CONTACT_CHANGED_EMAIL_TEXT),
    };
    view! {
        <ui::Screen wizard=WIZARD step="changed">
            <p class="seal"><Icon shape=Shape::Check /></p>
            <ui::Heading text=title />
            <p class="lead">{t(text)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <p>{t(key::CONTACT_CHANGED_TOLD)}</p>
            <div class="actions">
                <ui::Link to=Route::Security class="button button-primary">
                    {t(key::CONTACT_BACK)}
                </ui::Link>
            </div>
        </ui::Screen>
    }
}
