//! A countdown in seconds.

use leptos::prelude::*;

use crate::browser::clock;

/// Counts down from `seconds`, from now on and again whenever `again` changes. A computer that
/// slept shows the right figure when it wakes: it comes from the clock, not from counted ticks.
pub(crate) fn countdown(
    seconds: Signal<u32>,
    again: impl Fn() + Send + Sync + 'static,
) -> Signal<u32> {
    let end = Memo::new(move |_| {
        again();
        (clock::now().plus_seconds(i64::from(seconds.get())), seconds.get())
    });
    let left = RwSignal::new(seconds.get_untracked());
    let look = move || {
        let now = clock::now().seconds_until(end.get_untracked().0);
        if left.get_untracked() != now {
            left.set(now);
        }
    };
    Effect::new(move |_| {
        // Read, not only tracked: a memo that is not read is never computed.
        end.get();
        look();
    });
    clock::every(500, look);
    left.into()
}
