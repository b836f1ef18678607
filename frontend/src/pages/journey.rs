//! Shows a journey: a shimmer until the server says where it is, then a screen per kind of step.

use leptos::prelude::*;

use crate::{
    i18n::{key, t},
    ui,
    wizard::{Guide, Journey},
};

/// Draws the screen of the step with `draw`, anew only when the kind of step changes.
pub(super) fn journey<W: Journey>(
    guide: Guide<W>,
    draw: impl Fn(W::Step) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let screen = guide.screen();
    // A link that was just refused has told already.
    if guide.step.with_untracked(Option::is_none) {
        guide.load();
    }
    move || {
        // Only the kind is followed; a screen follows the figures in its step itself.
        match screen.get().and_then(|_| guide.step.get_untracked()) {
            Some(step) => draw(step),
            None => opening(guide),
        }
    }
}

/// Nothing is known yet, or asking failed.
fn opening<W: Journey>(guide: Guide<W>) -> AnyView {
    let failed = Memo::new(move |_| guide.trouble.with(Option::is_some));
    let again = Callback::new(move |()| guide.load());
    let draw = move || {
        if !failed.get() {
            return view! { <ui::Loading /> }.into_any();
        }
        view! {
            <ui::Screen step="unavailable">
                <ui::Heading text=key::UNAVAILABLE_TITLE />
                <ui::TroubleAlert trouble=guide.trouble />
                <ui::Action press=again>{t(key::TRY_AGAIN)}</ui::Action>
            </ui::Screen>
        }
        .into_any()
    };
    draw.into_any()
}
