//! Shows a journey: a shimmer until the server says where it is, then a screen per kind of step.

use leptos::prelude::*;
use vestibule_shared::api::Wizard;

use super::{inside, journey_end::warn};
use crate::wizard::{Course, Guide};

/// Draws the screen of the step with `draw`, anew only when the kind of step changes.
pub(super) fn journey<W: Wizard>(
    guide: Guide<W>,
    draw: impl Fn(W::Step) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let screen = guide.screen();
    // A link that was just refused has told already.
    if screen.with_untracked(String::is_empty) {
        guide.load();
    }
    move || {
        // Only the kind is followed; a screen follows the figures in its step itself.
        screen.track();
        guide.step().map_or_else(|| opening(*guide), &draw)
    }
}

/// The same, with a warning before the journey ends.
pub(super) fn lasting<W: Wizard>(
    guide: Guide<W>,
    draw: impl Fn(W::Step) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    (journey(guide, draw), warn(*guide))
}

/// Nothing is known yet, or asking failed.
fn opening(course: Course) -> AnyView {
    let again = Callback::new(move |()| {
        course.trouble.set(None);
        course.load();
    });
    inside::opening(course.trouble, again)
}
