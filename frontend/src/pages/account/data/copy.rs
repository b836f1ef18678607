//! A data export, as a file to download.

use leptos::prelude::*;

use super::state::State;
use crate::{
    app::shell::{Intent, use_shell},
    i18n::{key, t},
    ui::{self, Kind, Tone},
};

/// The id of the heading.
pub(super) const PART: &str = "copy";
/// The id of the frame that says that the export is ready.
pub(super) const READY: &str = "copy-ready";

/// Describes the export, with the button that makes it; then the file.
#[component]
pub(super) fn Copy(state: State) -> impl IntoView {
    let make = Callback::new(move |()| state.begin(Intent::Copy));
    view! {
        <section class="part" aria-labelledby=PART data-part=PART>
            <h2 id=PART tabindex="-1">{t(key::DATA_COPY)}</h2>
            <p class="part-text">{t(key::DATA_COPY_TEXT)}</p>
            <p>{t(key::DATA_COPY_WHAT)}</p>
            <p>{t(key::DATA_COPY_HOW)}</p>
            {move || match state.copy.get() {
                Some(file) => view! { <Ready file /> }.into_any(),
                None => view! {
                    <div class="actions">
                        <ui::Action kind=Kind::Quiet press=make busy=state.controller.busy>
                            {t(key::DATA_COPY_MAKE)}
                        </ui::Action>
                    </div>
                }
                .into_any(),
            }}
        </section>
    }
}

#[component]
fn Ready(file: String) -> impl IntoView {
    let service = use_shell().config().service_name;
    let name = format!("{}-data.json", service.to_lowercase().replace(' ', "-"));
    view! {
        <div id=READY tabindex="-1">
            <ui::Alert tone=Tone::Good code="copy_ready" title=key::DATA_COPY_READY>
                <p>{t(key::DATA_COPY_READY_TEXT)}</p>
                <div class="actions">
                    <a class="button button-primary" href=file download=name>
                        {t(key::CODES_DOWNLOAD)}
                    </a>
                </div>
            </ui::Alert>
        </div>
    }
}
