//! What this browser stores: the language, and nothing else (S27: no token, phone number or name in
//! local storage). What this tab stores is as harmless: addresses of this app's pages, and a policy
//! that is being typed.

const LANGUAGE: &str = "language";

/// Stores the language of the page again after signing out, which clears it.
pub(crate) fn remember_language_shown() {
    let page = web_sys::window().and_then(|window| window.document());
    if let Some(tag) = page.and_then(|page| page.document_element()?.get_attribute("lang")) {
        remember_language(&tag);
    }
}

/// Stores the chosen language; a browser that stores nothing simply asks again.
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

/// Stores a text for as long as this tab is open.
pub(crate) fn keep(name: &str, text: &str) {
    if let Some(tab) = tab() {
        let _ = tab.set_item(name, text);
    }
}

/// Takes a stored text out.
pub(crate) fn take(name: &str) -> Option<String> {
    let tab = tab()?;
    let text = tab.get_item(name).ok()??;
    let _ = tab.remove_item(name);
    Some(text)
}
