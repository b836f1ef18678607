//! The frames at the top of a page while a deletion is pending, and after it was cancelled.

use leptos::prelude::*;
use vestibule_shared::time::Timestamp;

use crate::{
    browser::intl,
    i18n::{key, t, t_with, use_i18n},
    ui::{self, Tone},
};

/// When the account will be deleted, and the button to keep it.
pub(super) fn waits(at: Timestamp, busy: RwSignal<bool>, keep: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let text = move || key::data_waits_text(intl::date_and_time(i18n.language(), at));
    view! {
        <ui::Alert tone=Tone::Warm code="deletion_waits" title=key::DATA_WAITS>
            <p>{t_with(text)}</p>
            <div class="actions">
                <ui::Action press=keep busy>{t(key::DATA_KEEP)}</ui::Action>
            </div>
        </ui::Alert>
    }
    .into_any()
}

/// The account stays.
pub(super) fn kept() -> AnyView {
    view! { <ui::Alert tone=Tone::Good code="account_kept"><p>{t(key::DATA_KEPT)}</p></ui::Alert> }
        .into_any()
}
