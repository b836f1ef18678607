//! The footer of every page.

use leptos::prelude::*;

use super::Link;
use crate::{
    app::route::Route,
    i18n::{key, t},
};

/// The footer of every page.
#[component]
pub(crate) fn Footer() -> impl IntoView {
    view! {
        <footer class="footer">
            <p>{t(key::FOOTER_PROMISE)}</p>
            <p><Link to=Route::Help>{t(key::HELP_PAGE)}</Link></p>
        </footer>
    }
}
