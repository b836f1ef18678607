//! Too many wrong codes: what now (R10).

use leptos::prelude::*;
use vestibule_shared::registration::{Registration, UnlockWithCard};

use super::WIZARD;
use crate::{
    app::route::Topic,
    flow::Flow,
    i18n::{key, t},
    ui::{self, Milestone, Tone},
};

/// Offers the card, which unlocks, or the help line.
#[component]
pub(super) fn Locked(flow: Flow<Registration>, reference: String) -> impl IntoView {
    let unlock = Callback::new(move |()| flow.go(UnlockWithCard {}));
    view! {
        <ui::Screen wizard=WIZARD step="locked" at=Milestone::Activation help=Topic::Locked>
            <ui::Heading text=key::LOCKED_TITLE />
            <ui::Alert tone=Tone::Bad code="account_locked"><p>{t(key::PROBLEM_ACCOUNT_LOCKED)}</p></ui::Alert>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <p>{t(key::LOCKED_TEXT)}</p>
            <div class="actions">
                <ui::Action press=unlock busy=flow.busy>{t(key::LOCKED_UNLOCK)}</ui::Action>
            </div>
            <p>{t(key::LOCKED_HELP)}</p>
            <ui::HelpPhone />
            <ui::Reference reference />
        </ui::Screen>
    }
}
