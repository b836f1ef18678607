//! Recovery codes, shown only once: to print, to save as a file, or to copy.

use leptos::prelude::*;

use super::{Action, Copy, Kind};
use crate::{
    app::shell::use_shell,
    browser::page,
    i18n::{key, t, use_i18n},
};

/// The codes, and three ways to save them.
#[component]
pub(crate) fn CodeSheet(codes: Vec<String>) -> impl IntoView {
    let i18n = use_i18n();
    let service = use_shell().config().service_name;
    let all = codes.join("\n");
    let file = {
        let all = all.clone();
        move || page::as_file(&(i18n.say(&key::CODES_FILE) + "\n\n" + &all + "\n"))
    };
    let name = format!("{}-codes.txt", service.to_lowercase().replace(' ', "-"));
    view! {
        <div class="code-sheet">
            <p class="code-sheet-title">{t(key::CODES_FILE)}</p>
            <ol class="code-sheet-codes" aria-label=t(key::CODES_LIST)>
                {codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view()}
            </ol>
        </div>
        <div class="actions">
            <Action kind=Kind::Quiet press=Callback::new(|()| page::print())>
                {t(key::CODES_PRINT)}
            </Action>
            <a class="button button-quiet" href=file download=name>{t(key::CODES_DOWNLOAD)}</a>
            <Copy text=all label=key::CODES_COPY />
        </div>
    }
}
