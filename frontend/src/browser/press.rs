//! Whether a mouse button or a finger is down: changes that would move the page wait until it is
//! up.

use std::{cell::Cell, rc::Rc, time::Duration};

use leptos::leptos_dom::helpers::set_timeout;
use wasm_bindgen::{JsCast, closure::Closure};

thread_local! {
    static IS_DOWN: Rc<Cell<bool>> = Rc::default();
}

/// How soon to check again whether the pointer is up; the click follows in the same moment.
const SOON: Duration = Duration::from_millis(50);

/// Begins to watch the pointer; once, when the page starts.
pub(crate) fn watch() {
    for (event, down) in [("pointerdown", true), ("pointerup", false), ("pointercancel", false)] {
        let is_down = IS_DOWN.with(Rc::clone);
        let listener = Closure::<dyn Fn()>::new(move || is_down.set(down));
        if let Some(window) = web_sys::window() {
            let function = listener.as_ref().unchecked_ref();
            let _ = window.add_event_listener_with_callback_and_bool(event, function, true);
        }
        // Lives as long as the page.
        listener.forget();
    }
}

/// Runs `then` at once, or after the click if the pointer is down.
pub(crate) fn after(then: impl FnOnce() + 'static) {
    if IS_DOWN.with(|down| down.get()) {
        set_timeout(move || after(then), SOON);
    } else {
        then();
    }
}
