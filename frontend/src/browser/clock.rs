//! The browser's clock and its timers.

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use vestibule_shared::time::Timestamp;

/// Now, by the clock of this computer. Only for differences: the clock may be wrong by years.
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds fit in 53 bits for 280,000 years"
)]
pub(crate) fn now() -> Timestamp {
    Timestamp(js_sys::Date::now() as i64)
}

/// The moment at which a day begins here, `days` after the day that a date input wrote as
/// `2026-11-22`; nothing where the text is no day.
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds fit in 53 bits for 280,000 years"
)]
pub(crate) fn midnight(day: &str, days: u32) -> Option<Timestamp> {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_str(&format!("{day}T00:00")));
    date.set_date(date.get_date() + days);
    let moment = date.get_time();
    moment.is_finite().then_some(Timestamp(moment as i64))
}

/// Runs `tick` every `milliseconds` while the calling component is on the page.
pub(crate) fn every(milliseconds: u32, tick: impl FnMut() + 'static) {
    // Owned by the component: when the page is left, the interval is dropped and stops.
    let _ = StoredValue::new_local(Interval::new(milliseconds, tick));
}
