//! Copies a text to the clipboard, and reports the result.

use leptos::prelude::*;

use super::{Action, Kind};
use crate::{
    browser::{page, tasks::Scope},
    i18n::{Text, key, t},
};

/// A button that copies `text`; a screen reader announces the result.
#[component]
pub(crate) fn Copy(
    text: String,
    label: Text,
    #[prop(default = Kind::Quiet)] kind: Kind,
) -> impl IntoView {
    let (scope, said) = (Scope::new(), RwSignal::new(None::<Text>));
    let press = Callback::new(move |()| {
        let text = text.clone();
        scope.spawn(async move {
            let outcome = if page::copy(&text).await { key::COPIED } else { key::COPY_FAILED };
            said.set(Some(outcome));
        });
    });
    view! {
        <Action kind press>{t(label)}</Action>
        <span class="copied" role="status">{move || said.get().map(|text| t(text)())}</span>
    }
}
