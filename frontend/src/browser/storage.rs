//! What this browser stores: the language and whether shortcuts are off, nothing else (S27: no
//! token, phone number or name in the browser's storage). What this tab stores is as harmless:
//! addresses of this app's pages, a policy that is being typed, and which part of a person's page
//! is open.

use std::cell::Cell;

const LANGUAGE: &str = "language";
const SHORTCUTS: &str = "shortcuts";
const OFF: &str = "off";

thread_local! {
    static HAS_SHORTCUTS: Cell<bool> = const { Cell::new(true) };
}

/// Whether single keys are shortcuts on the pages for staff.
pub(crate) fn has_shortcuts() -> bool {
    let stored = browser().and_then(|storage| storage.get_item(SHORTCUTS).ok().flatten());
    let on = stored.as_deref() != Some(OFF);
    HAS_SHORTCUTS.set(on);
    on
}

/// Makes single keys shortcuts again.
pub(crate) fn turn_shortcuts_on() {
    HAS_SHORTCUTS.set(true);
    if let Some(storage) = browser() {
        let _ = storage.remove_item(SHORTCUTS);
    }
}

/// Makes single keys do nothing.
pub(crate) fn turn_shortcuts_off() {
    HAS_SHORTCUTS.set(false);
    if let Some(storage) = browser() {
        let _ = storage.set_item(SHORTCUTS, OFF);
    }
}

/// Stores the language of the page, and that shortcuts are off, again after signing out, which
/// clears them.
pub(crate) fn remember_language_shown() {
    let page = web_sys::window().and_then(|window| window.document());
    if let Some(tag) = page.and_then(|page| page.document_element()?.get_attribute("lang")) {
        remember_language(&tag);
    }
    if !HAS_SHORTCUTS.get() {
        turn_shortcuts_off();
    }
}

/// Stores the chosen language; a browser that stores nothing simply asks again.
pub(crate) fn remember_language(tag: &str) {
    if let Some(storage) = browser() {
        let _ = storage.set_item(LANGUAGE, tag);
    }
}

fn browser() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
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

/// A text that this tab stores.
pub(crate) fn kept(name: &str) -> Option<String> {
    tab()?.get_item(name).ok()?
}

/// Takes a stored text out.
pub(crate) fn take(name: &str) -> Option<String> {
    let tab = tab()?;
    let text = tab.get_item(name).ok()??;
    let _ = tab.remove_item(name);
    Some(text)
}
