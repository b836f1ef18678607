//! Shows a journey: a shimmer until the server says where it is, then a screen per kind of step.

use leptos::prelude::*;
use vestibule_shared::api::Wizard;

use super::journey_end::warn;
use crate::{
    i18n::{key, t},
    ui,
    wizard::{Course, Guide},
};

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
    let shown = move || {
        // Only the kind is followed; a screen follows the figures in its step itself.
        screen.track();
        guide.step().map_or_else(|| opening(*guide), &draw)
    };
    (shown, warn(*guide))
}

/// Nothing is known yet, or asking failed.
fn opening(course: Course) -> AnyView {
    let failed = Memo::new(move |_| course.trouble.with(Option::is_some));
    let again = Callback::new(move |()| course.load());
    let draw = move || {
        if !failed.get() {
            return view! { <ui::Loading /> }.into_any();
        }
        view! {
            <ui::Screen step="unavailable">
                <ui::Heading text=key::UNAVAILABLE_TITLE />
                <ui::TroubleAlert trouble=course.trouble />
                <ui::Action press=again>{t(key::TRY_AGAIN)}</ui::Action>
            </ui::Screen>
        }
        .into_any()
    };
    draw.into_any()
}
