//! The card signs the challenge (R3).

use leptos::prelude::*;
use vestibule_shared::{
    problem::Code,
    registration::{
        BackToMeans, PresentCard, PresentCertificate, ReadCardStep, Registration, RenewChallenge,
    },
};

use super::WIZARD;
use crate::{
    api::Cause,
    app::route::{Route, Topic},
    flow::Flow,
    i18n::{key, t},
    ui::{self, Milestone},
};

/// Reads the card.
#[component]
pub(super) fn ReadCard(flow: Flow<Registration>, step: Signal<ReadCardStep>) -> impl IntoView {
    let challenge = Signal::derive(move || step.get().challenge);
    let back = Callback::new(move |()| flow.go(BackToMeans {}));
    let is_over = Memo::new(move |_| {
        let cause = flow.trouble.with(|trouble| trouble.as_ref().map(|trouble| trouble.cause));
        matches!(cause, Some(Cause::Code(Code::EidExpired | Code::EidRevoked | Code::EidSuspended)))
    });
    view! {
        <ui::Screen wizard=WIZARD step="read_card" at=Milestone::Card help=Topic::Reader>
            <ui::Action kind=ui::Kind::Back press=back busy=flow.busy>{t(key::BACK)}</ui::Action>
            <ui::Heading text=key::READ_CARD_TITLE />
            <p class="lead">{t(key::READ_CARD_LEAD)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <ui::CardReader challenge answers=flow.answers busy=flow.busy trouble=flow.trouble
                present=Callback::new(move |token| flow.go(PresentCard { token }))
                collect=Callback::new(move |code| flow.go(PresentCertificate { code }))
                renew=Callback::new(move |()| flow.go(RenewChallenge {})) />
            {move || is_over.get().then(|| view! {
                <p class="afterwards" data-testid="card-over">
                    {t(key::START_HAVE_ACCOUNT)} " "
                    <ui::Link to=Route::SignIn>{t(key::CARD_OVER_SIGN_IN)}</ui::Link>
                </p>
            })}
        </ui::Screen>
    }
}
