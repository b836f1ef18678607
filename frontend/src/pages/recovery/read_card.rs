//! The card proves who forgot the password.

use leptos::prelude::*;
use vestibule_shared::recovery::{
    PresentCard, PresentCertificate, ReadCardStep, Recovery, RenewChallenge,
};

use super::WIZARD;
use crate::{
    i18n::{key, t},
    route::Topic,
    ui,
    wizard::Guide,
};

/// Reads the card.
#[component]
pub(super) fn ReadCard(guide: Guide<Recovery>, step: Signal<ReadCardStep>) -> impl IntoView {
    let challenge = Signal::derive(move || step.get().challenge);
    let back = Callback::new(move |()| guide.abandon());
    view! {
        <ui::Screen wizard=WIZARD step="read_card" help=Topic::Reader>
            <ui::Action kind=ui::Kind::Back press=back>{t(key::BACK)}</ui::Action>
            <ui::Heading text=key::READ_CARD_RECOVER_TITLE />
            <p class="lead">{t(key::READ_CARD_LEAD)}</p>
            <ui::Notices trouble=guide.trouble moved=guide.moved />
            <ui::CardReader challenge answers=guide.answers busy=guide.busy trouble=guide.trouble
                present=Callback::new(move |token| guide.go(PresentCard { token }))
                collect=Callback::new(move |code| guide.go(PresentCertificate { code }))
                renew=Callback::new(move |()| guide.go(RenewChallenge {})) />
        </ui::Screen>
    }
}
