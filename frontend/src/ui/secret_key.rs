//! The key of an authenticator app as text: to type where a camera cannot be used (M5, UX 8).

use leptos::prelude::*;

use super::Copy;
use crate::i18n::{key, t};

/// The key in groups, and a button that copies it.
#[component]
pub(crate) fn SecretKey(value: String) -> impl IntoView {
    let bare: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    view! {
        <div class="secret-key">
            <p class="hint" id="secret-key-label">{t(key::APP_KEY)}</p>
            <p class="secret-key-text" aria-labelledby="secret-key-label" data-testid="secret-key"
                translate="no">{value}</p>
            <Copy text=bare label=key::APP_KEY_COPY />
        </div>
    }
}
