//! Reading the card, to sign in or to confirm.

use leptos::prelude::*;
use vestibule_shared::sign_in::{
    PresentCard, PresentCertificate, Purpose, ReadCardStep, RenewChallenge, SignIn, UsePassword,
};

use super::WIZARD;
use crate::{
    app::route::{Route, Topic},
    flow::Flow,
    i18n::{key, t},
    ui,
};

/// Reads the card.
#[component]
pub(super) fn ReadCard(
    flow: Flow<SignIn>,
    purpose: Purpose,
    step: Signal<ReadCardStep>,
) -> impl IntoView {
    let challenge = Signal::derive(move || step.get().challenge);
    let back = Callback::new(move |()| flow.go(UsePassword {}));
    let title = match purpose {
        Purpose::SignIn => key::READ_CARD_SIGN_IN_TITLE,
        Purpose::Confirm => key::READ_CARD_CONFIRM_TITLE,
    };
    view! {
        <ui::Screen wizard=WIZARD step="read_card" help=Topic::Reader>
            <ui::Action kind=ui::Kind::Back press=back busy=flow.busy>
                {t(key::SIGN_IN_OTHER_WAYS)}
            </ui::Action>
            <ui::Heading text=title />
            <p class="lead">{t(key::READ_CARD_LEAD)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <ui::CardReader challenge answers=flow.answers busy=flow.busy trouble=flow.trouble
                present=Callback::new(move |token| flow.go(PresentCard { token }))
                collect=Callback::new(move |code| flow.go(PresentCertificate { code }))
                renew=Callback::new(move |()| flow.go(RenewChallenge {})) />
            {(purpose == Purpose::SignIn).then(|| view! {
                <p class="afterwards">
                    {t(key::SIGN_IN_NO_ACCOUNT)} " "
                    <ui::Link to=Route::Register>{t(key::REGISTER_LINK)}</ui::Link>
                </p>
            })}
        </ui::Screen>
    }
}
