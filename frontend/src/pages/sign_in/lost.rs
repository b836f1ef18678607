//! The person has no method any more: the card, or the help line (UX 23).

use leptos::prelude::*;
use vestibule_shared::sign_in::{BackToChoose, ProveByCard, SignIn};

use super::WIZARD;
use crate::{
    app::route::{Route, Topic},
    flow::Flow,
    i18n::{key, t},
    ui::{self, Icon, Kind, Shape},
};

/// What to do now.
#[component]
pub(super) fn Lost(flow: Flow<SignIn>, reference: String) -> impl IntoView {
    let card = Callback::new(move |()| flow.go(ProveByCard {}));
    let back = Callback::new(move |()| flow.go(BackToChoose {}));
    view! {
        <ui::Screen wizard=WIZARD step="lost" help=Topic::LostPhone>
            <ui::Action kind=Kind::Back press=back busy=flow.busy>{t(key::BACK)}</ui::Action>
            <ui::Heading text=key::LOST_TITLE />
            <p class="lead">{t(key::LOST_LEAD)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <div class="actions">
                <ui::Action press=card busy=flow.busy>
                    <Icon shape=Shape::Reader /> {t(key::LOST_CARD)}
                </ui::Action>
            </div>
            <p>{t(key::LOST_HELP)}</p>
            <ui::HelpPhone />
            <ui::Reference reference />
            <p><ui::Link to=Route::Call>{t(key::CALL_LINK)}</ui::Link></p>
        </ui::Screen>
    }
}
