//! The card identifies the person who forgot the password.

use leptos::prelude::*;
use vestibule_shared::recovery::{
    PresentCard, PresentCertificate, ReadCardStep, Recovery, RenewChallenge,
};

use super::WIZARD;
use crate::{
    app::route::Topic,
    flow::Flow,
    i18n::{key, t},
    ui,
};

/// Reads the card.
#[component]
pub(super) fn ReadCard(flow: Flow<Recovery>, step: Signal<ReadCardStep>) -> impl IntoView {
    let challenge = Signal::derive(move || step.get().challenge);
    let back = Callback::new(move |()| flow.abandon());
    view! {
        <ui::Screen wizard=WIZARD step="read_card" help=Topic::Reader>
            <ui::Action kind=ui::Kind::Back press=back busy=flow.busy>{t(key::BACK)}</ui::Action>
            <ui::Heading text=key::READ_CARD_RECOVER_TITLE />
            <p class="lead">{t(key::READ_CARD_LEAD)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <ui::CardReader challenge answers=flow.answers busy=flow.busy trouble=flow.trouble
                present=Callback::new(move |token| flow.go(PresentCard { token }))
                collect=Callback::new(move |code| flow.go(PresentCertificate { code }))
                renew=Callback::new(move |()| flow.go(RenewChallenge {})) />
        </ui::Screen>
    }
}
