//! Shows a flow: a placeholder until the server reports its step, then a screen per kind of step.

use leptos::prelude::*;
use vestibule_shared::api::Wizard;

use super::{Flow, FlowState, expiry::warn, opening};

/// Draws the screen of the step with `draw`; redraws only when the kind of step changes.
pub(crate) fn screens<W: Wizard>(
    flow: Flow<W>,
    draw: impl Fn(W::Step) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let screen = flow.screen();
    // A link that was just refused has reported that already.
    if screen.with_untracked(String::is_empty) {
        flow.load();
    }
    move || {
        // Only the kind is tracked; a screen tracks the figures in its step itself.
        screen.track();
        flow.step().map_or_else(|| placeholder(*flow), &draw)
    }
}

/// The same, with a warning before the flow ends.
pub(crate) fn expiring_screens<W: Wizard>(
    flow: Flow<W>,
    draw: impl Fn(W::Step) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    (screens(flow, draw), warn(*flow))
}

/// A placeholder until the step is known, or the failure.
fn placeholder(state: FlowState) -> AnyView {
    let again = Callback::new(move |()| {
        state.trouble.set(None);
        state.load();
    });
    opening(state.trouble, again)
}
