//! Too many wrong codes: what now (R10).

use leptos::prelude::*;
use vestibule_shared::registration::UnlockWithCard;

use super::{WIZARD, Walk};
use crate::{
    i18n::{key, t},
    ui::{self, Milestone, Tone},
};

/// The card unlocks, or the help line.
#[component]
pub(super) fn Locked(walk: Walk) -> impl IntoView {
    let unlock = Callback::new(move |()| walk.guide.go(UnlockWithCard {}));
    view! {
        <ui::Screen wizard=WIZARD step="locked" at=Milestone::Activation>
            <ui::Heading text=key::LOCKED_TITLE />
            <ui::Alert tone=Tone::Bad code="account_locked"><p>{t(key::PROBLEM_ACCOUNT_LOCKED)}</p></ui::Alert>
            <ui::Notices trouble=walk.guide.trouble moved=walk.guide.moved />
            <p>{t(key::LOCKED_TEXT)}</p>
            <div class="actions">
                <ui::Action press=unlock busy=walk.guide.busy>{t(key::LOCKED_UNLOCK)}</ui::Action>
            </div>
            <p>{t(key::LOCKED_HELP)}</p>
            <ui::HelpLine />
        </ui::Screen>
    }
}
