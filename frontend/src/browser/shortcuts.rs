//! Keys that act by themselves: never while something is typed, nor behind a question (WCAG 2.1.4).

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent};

/// Input elements that take no text.
const TAKES_NO_TEXT: [&str; 4] = ["checkbox", "radio", "button", "submit"];

/// Calls `pressed` with each key that is not typed into anything, while the calling component is on
/// the page; a key for which it returns true has no other effect. Escape leaves a field.
pub(crate) fn on_key(pressed: impl Fn(&str) -> bool + 'static) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let is_browsers = event.ctrl_key() || event.alt_key() || event.meta_key();
        if is_browsers || event.is_composing() || event.default_prevented() || is_asked() {
            return;
        }
        match typed_into(&event) {
            Some(field) if event.key() == "Escape" => _ = field.blur(),
            None if pressed(&event.key()) => event.prevent_default(),
            _ => {}
        }
    });
    on_cleanup(move || handle.remove());
}

/// Whether a dialog waits for an answer.
fn is_asked() -> bool {
    let page = web_sys::window().and_then(|window| window.document());
    page.is_some_and(|page| page.query_selector("dialog[open]").ok().flatten().is_some())
}

/// The field that receives this key.
fn typed_into(event: &KeyboardEvent) -> Option<HtmlElement> {
    let target: HtmlElement = event.target()?.dyn_into().ok()?;
    let takes_text = match target.tag_name().as_str() {
        "INPUT" => {
            let kind = target.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::type_);
            kind.is_none_or(|kind| !TAKES_NO_TEXT.contains(&kind.as_str()))
        }
        "TEXTAREA" | "SELECT" => true,
        _ => target.is_content_editable(),
    };
    takes_text.then_some(target)
}
