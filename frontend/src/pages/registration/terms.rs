//! The terms: to read on the same screen, and to accept in their version.

use leptos::prelude::*;
use vestibule_shared::problem::Field;

use crate::{
    form::FormState,
    i18n::{key, t},
    ui,
};

/// The box to tick, and the terms themselves.
#[component]
pub(super) fn Terms(
    form: FormState,
    version: String,
    ticked: Signal<bool>,
    tick: Callback<bool>,
) -> impl IntoView {
    let label = Signal::derive(t(key::terms_agree(&version)));
    view! {
        <ui::Checkbox field=Field::Terms state=form label ticked tick>
            <details class="more terms">
                <summary>{t(key::TERMS_READ)}</summary>
                <h2>{t(key::terms_title(version))}</h2>
                <p>{t(key::TERMS_PURPOSE)}</p>
                <p>{t(key::TERMS_DATA)}</p>
                <p>{t(key::TERMS_NUMBER)}</p>
                <p>{t(key::TERMS_YOURS)}</p>
                <p>{t(key::TERMS_MESSAGES)}</p>
                <p>{t(key::TERMS_RIGHTS)}</p>
            </details>
        </ui::Checkbox>
    }
}
