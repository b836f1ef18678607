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

/// Runs `tick` every `milliseconds` for as long as the component that asked is on the page.
pub(crate) fn every(milliseconds: u32, tick: impl FnMut() + 'static) {
    // Owned by the component: leaving the page drops the interval, which stops it.
    let _ = StoredValue::new_local(Interval::new(milliseconds, tick));
}
