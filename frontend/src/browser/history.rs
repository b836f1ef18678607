//! The browser's history. An entry that belongs to a step of a flow has its depth as its state.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{History, ScrollRestoration};

use super::page;

/// Deeper than any flow, and fewer than the entries that browsers keep.
const DEEPEST: f64 = 40.0;

fn history() -> Option<History> {
    web_sys::window()?.history().ok()
}

/// The depth of the present entry; nothing for an entry that belongs to no step.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a small positive number, as it was stored"
)]
pub(crate) fn depth() -> Option<u32> {
    let depth = history()?.state().ok()?.as_f64()?;
    (0.0..=DEEPEST).contains(&depth).then_some(depth as u32)
}

/// Adds an entry with the same address at this depth. The entry below it gets its own depth too.
pub(crate) fn push_step(depth: u32) {
    if let Some(history) = history() {
        // Each step begins at its top; a browser would scroll to where another one was left.
        let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
        let below = JsValue::from(depth.saturating_sub(1));
        let _ = history.replace_state_with_url(&below, "", None);
        let _ = history.push_state_with_url(&JsValue::from(depth), "", None);
    }
}

/// Goes this many entries back; `popstate` follows if there are so many.
pub(crate) fn go_back(entries: u32) {
    if let Some(history) = history() {
        let _ = history.go_with_delta(-i32::try_from(entries).unwrap_or_default());
    }
}

/// Goes to another address of this app, as a new entry.
pub(crate) fn push(path: &str) {
    if let Some(history) = history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(path));
        let _ = history.set_scroll_restoration(ScrollRestoration::Auto);
    }
}

/// Changes the address without a new entry.
pub(crate) fn replace(path: &str) {
    if let Some(history) = history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(path));
    }
}

/// Takes query and fragment out of the address bar. The entry keeps its depth.
pub(super) fn tidy() {
    if let Some(history) = history() {
        let state = history.state().unwrap_or(JsValue::NULL);
        let _ = history.replace_state_with_url(&state, "", Some(&page::path()));
    }
}

/// Runs `went` when the present entry is another one: a person pressed back or forward or edited
/// the fragment, or [`go_back`] was called.
pub(crate) fn on_change(went: impl Fn() + 'static) {
    let listener = Closure::<dyn Fn()>::new(went);
    if let Some(window) = web_sys::window() {
        let _ =
            window.add_event_listener_with_callback("popstate", listener.as_ref().unchecked_ref());
    }
    // Lives as long as the page.
    listener.forget();
}
