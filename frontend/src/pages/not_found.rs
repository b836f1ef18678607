//! The page for an unknown address.

use leptos::prelude::*;

use crate::{
    app::route::Route,
    i18n::{key, t},
    ui,
};

/// Says so, and shows where to go next.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <ui::Screen step="not_found">
            <ui::Heading text=key::NOT_FOUND_TITLE />
            <p class="lead">{t(key::NOT_FOUND_TEXT)}</p>
            <div class="actions">
                <ui::Link to=Route::Home class="button button-primary">{t(key::NOT_FOUND_HOME)}</ui::Link>
                <ui::Link to=Route::Help class="button button-quiet">{t(key::HELP_PAGE)}</ui::Link>
            </div>
        </ui::Screen>
    }
}
