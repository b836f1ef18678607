//! Recovery codes, shown only once: to print, to save as a file, or to copy.

use leptos::prelude::*;

use super::{Action, Copy, HelpPhone, Kind};
use crate::{
    app::shell::use_shell,
    browser::{clock, intl, page},
    i18n::{Text, key, t, t_with, use_i18n},
};

/// The codes, and three ways to save them. On paper also whose they are, from when, where they are
/// typed and who helps, and a box beside each code.
#[component]
pub(crate) fn CodeSheet(codes: Vec<String>, user_name: String) -> impl IntoView {
    let i18n = use_i18n();
    let service = use_shell().config().service_name;
    let all = codes.join("\n");
    let today = clock::now();
    let made = move || key::codes_made(intl::date(i18n.language(), today));
    let facts = [key::codes_of(user_name), key::codes_address(page::host())];
    let file = {
        let (all, facts) = (all.clone(), facts.clone());
        move || {
            let head: Vec<Text> =
                [&[key::CODES_FILE][..], &facts, &[made(), key::CODES_ONCE]].concat();
            let head: Vec<String> = head.iter().map(|line| i18n.say(line)).collect();
            page::as_file(&(head.join("\n") + "\n\n" + &all + "\n"))
        }
    };
    let name = format!("{}-codes.txt", service.to_lowercase().replace(' ', "-"));
    view! {
        <div class="code-sheet">
            <p class="code-sheet-title">{t(key::CODES_FILE)}</p>
            <div class="on-paper">
                {facts.map(|line| view! { <p>{t(line)}</p> }).into_iter().collect_view()}
                <p>{t_with(made)}</p>
            </div>
            <p class="small">{t(key::CODES_ONCE)}</p>
            <ol class="code-sheet-codes" aria-label=t(key::CODES_LIST)>
                {codes.into_iter().map(|code| view! {
                    <li><span class="code-box" aria-hidden="true"></span><code>{code}</code></li>
                }).collect_view()}
            </ol>
            <div class="on-paper">
                <p>{t(key::HELP_TITLE)}</p>
                <HelpPhone />
            </div>
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
