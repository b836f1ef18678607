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
    // The location of a panic is for developers only: the names would be half of the download.
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(app::start());
}
