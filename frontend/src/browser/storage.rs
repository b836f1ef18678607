//! What this browser remembers between visits: the language, and nothing else (S27: no token,
//! phone number or name in local storage). What this tab keeps is as harmless: addresses of our own pages, and a policy
//! that is being typed.

const LANGUAGE: &str = "language";

/// Remembers the language of the page, when what was remembered has been cleared: signing out does that.
pub(crate) fn remember_language_shown() {
    let page = web_sys::window().and_then(|window| window.document());
    if let Some(tag) = page.and_then(|page| page.document_element()?.get_attribute("lang")) {
        remember_language(&tag);
    }
}

/// Remembers the language that was chosen; a browser that stores nothing simply asks again.
pub(crate) fn remember_language(tag: &str) {
    if let Some(window) = web_sys::window()
        && let Ok(Some(storage)) = window.local_storage()
    {
        let _ = storage.set_item(LANGUAGE, tag);
    }
}

fn tab() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// Keeps a text for as long as this tab is open.
pub(crate) fn keep(name: &str, text: &str) {
    if let Some(tab) = tab() {
        let _ = tab.set_item(name, text);
    }
}

/// Takes a text that was kept.
pub(crate) fn take(name: &str) -> Option<String> {
    let tab = tab()?;
    let text = tab.get_item(name).ok()??;
    let _ = tab.remove_item(name);
    Some(text)
}
