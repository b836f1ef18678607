//! What every page shows until its data arrives.

use leptos::prelude::*;

use crate::{
    api::Trouble,
    app::shell::use_shell,
    browser::page,
    i18n::{explain_page, key, t},
    ui,
};

/// The parts of a page when its data has arrived; until then a placeholder.
pub(crate) fn once_loaded(
    loaded: Memo<bool>,
    trouble: RwSignal<Option<Trouble>>,
    load: Callback<()>,
    parts: impl Fn() -> AnyView + Send + 'static,
) -> impl IntoView {
    move || if loaded.get() { parts() } else { opening(trouble, load) }
}

/// A placeholder until data arrives, or the failure.
pub(crate) fn opening(trouble: RwSignal<Option<Trouble>>, again: Callback<()>) -> AnyView {
    let failed = Memo::new(move |_| trouble.with(Option::is_some));
    let shell = use_shell();
    let again = Callback::new(move |()| {
        // A page that started without its configuration reloads with it.
        if shell.config().figures.is_empty() {
            page::reload();
        } else {
            again.run(());
        }
    });
    let draw = move || {
        if !failed.get() {
            return view! { <ui::Loading /> }.into_any();
        }
        view! {
            <ui::Screen step="unavailable">
                <ui::Heading text=key::UNAVAILABLE_TITLE />
                <ui::TroubleAlert trouble words=explain_page />
                <ui::Action press=again>{t(key::TRY_AGAIN)}</ui::Action>
            </ui::Screen>
        }
        .into_any()
    };
    draw.into_any()
}
