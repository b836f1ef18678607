//! Who are you? (R1)

use leptos::prelude::*;
use vestibule_shared::registration::{Audience, ChooseAudience, Registration, StartStep};

use super::WIZARD;
use crate::{
    app::route::Route,
    browser::device,
    flow::Flow,
    i18n::{key, t},
    ui::{self, Icon, Milestone, Shape},
};

/// Two tiles: patients, and doctors or organisations; then what a person will need.
#[component]
pub(super) fn Start(flow: Flow<Registration>, step: StartStep) -> impl IntoView {
    let choose = move |audience| Callback::new(move |()| flow.go(ChooseAudience { audience }));
    let StartStep { providers, address, qr } = step;
    let names: Vec<String> = providers.into_iter().map(|provider| provider.name).collect();
    let instead = names.clone();
    view! {
        <ui::Screen wizard=WIZARD step="start" at=Milestone::Who>
            <ui::Heading text=key::START_TITLE />
            <p class="lead">{t(key::START_LEAD)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            {device::is_mobile().then(|| view! {
                <ui::Elsewhere address=address.clone()>
                    {names.into_iter().map(|name| view! {
                        <p>{t(key::elsewhere_provider(name))}</p>
                    }).collect_view()}
                    <details class="more">
                        <summary>{t(key::ELSEWHERE_QR)}</summary>
                        <ui::QrCode code=qr label=key::ELSEWHERE_QR_LABEL />
                        <p class="small">{address}</p>
                    </details>
                </ui::Elsewhere>
            })}
            <div class="tiles">
                <ui::Tile shape=Shape::Person title=key::START_PATIENT_TITLE
                    text=key::START_PATIENT press=choose(Audience::Patient) />
                <ui::Tile shape=Shape::Care title=key::START_PROFESSIONAL_TITLE
                    text=key::START_PROFESSIONAL press=choose(Audience::Professional) />
            </div>
            <Ready instead />
            <p class="afterwards">
                {t(key::START_HAVE_ACCOUNT)} " "
                <ui::Link to=Route::SignIn>{t(key::SIGN_IN_LINK)}</ui::Link>
            </p>
        </ui::Screen>
    }
}

/// What to have at hand, for every choice; `instead` are the providers in place of the card.
#[component]
fn Ready(instead: Vec<String>) -> impl IntoView {
    let instead = instead.into_iter().map(|name| {
        view! { <li><Icon shape=Shape::App /> <span>{t(key::start_ready_provider(name))}</span></li> }
    });
    let lines = [
        (Shape::Phone, key::MEANS_NEED_PHONE),
        (Shape::Mail, key::MEANS_NEED_MAIL),
        (Shape::Clock, key::MEANS_NEED_TIME),
        (Shape::Care, key::START_READY_DOCTOR),
        (Shape::Care, key::START_READY_ORGANISATION),
    ];
    view! {
        <h2>{t(key::START_READY)}</h2>
        <ul class="checks">
            <li><Icon shape=Shape::Card /> <span>{t(key::MEANS_NEED_CARD)}</span></li>
            <li><Icon shape=Shape::Reader /> <span>{t(key::MEANS_NEED_READER)}</span></li>
            {instead.collect_view()}
            {lines.map(|(shape, text)| view! {
                <li><Icon shape /> <span>{t(text)}</span></li>
            }).collect_view()}
        </ul>
    }
}
