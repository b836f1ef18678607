//! The browser's clock and its timers.

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use vestibule_shared::time::Timestamp;

/// Now, by the clock of this computer: for differences only, it may be wrong by years.
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds fit in 53 bits for 280,000 years"
)]
pub(crate) fn now() -> Timestamp {
    Timestamp(js_sys::Date::now() as i64)
}

/// The moment at which a day begins here, `days` after the one that an input of dates wrote as `2026-11-22`;
/// nothing for what is no day.
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

/// Runs `tick` every `milliseconds` for as long as the component that asked is on the page.
pub(crate) fn every(milliseconds: u32, tick: impl FnMut() + 'static) {
    // Owned by the component: leaving the page drops the interval, which stops it.
    let _ = StoredValue::new_local(Interval::new(milliseconds, tick));
}
