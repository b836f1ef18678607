//! The single-page app of Vestibule: mounts it when its texts and its configuration are loaded.
//!
//! Modules in reading order:

#![expect(
    unreachable_pub,
    reason = "the component macro makes the fields of its property types `pub`"
)]

mod app;
mod change;
mod flow;
mod pages;

mod api;
mod form;
mod json;

mod browser;
mod i18n;
mod ui;

fn main() {
    // The names in the trace of a panic are for developers only: they would be half of the download.
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    #[cfg(not(debug_assertions))]
    std::panic::set_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            web_sys::console::error_1(&place.to_string().into());
        }
    }));
    wasm_bindgen_futures::spawn_local(app::start());
}
