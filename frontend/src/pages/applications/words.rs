//! What an application learns, in words.

use leptos::prelude::*;
use vestibule_shared::consent::SharedData;

use crate::i18n::{Text, key, t};

fn shared(data: SharedData) -> Text {
    match data {
        SharedData::Profile => key::SHARED_PROFILE,
        SharedData::Email => key::SHARED_EMAIL,
        SharedData::Phone => key::SHARED_PHONE,
        SharedData::Profession => key::SHARED_PROFESSION,
        SharedData::OfflineAccess => key::SHARED_OFFLINE,
    }
}

/// The list of what an application learns; it always begins with the sign-in itself.
pub(super) fn list(scopes: &[SharedData]) -> impl IntoView + use<> {
    let all = scopes.iter().map(|data| view! { <li>{t(shared(*data))}</li> });
    view! {
        <ul class="applications-shared">
            <li>{t(key::SHARED_SIGN_IN)}</li>
            {all.collect_view()}
        </ul>
    }
}
