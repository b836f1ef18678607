//! Who are you? (R1)

use leptos::prelude::*;
use vestibule_shared::registration::{Audience, ChooseAudience, Registration};

use super::WIZARD;
use crate::{
    app::route::Route,
    flow::Flow,
    i18n::{key, t},
    ui::{self, Milestone, Shape},
};

/// Two tiles: patients, and doctors or organisations.
#[component]
pub(super) fn Start(flow: Flow<Registration>) -> impl IntoView {
    let choose = move |audience| Callback::new(move |()| flow.go(ChooseAudience { audience }));
    view! {
        <ui::Screen wizard=WIZARD step="start" at=Milestone::Who>
            <ui::Heading text=key::START_TITLE />
            <p class="lead">{t(key::START_LEAD)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <div class="tiles">
                <ui::Tile shape=Shape::Person title=key::START_PATIENT text=key::START_PATIENT_TEXT
                    press=choose(Audience::Patient) />
                <ui::Tile shape=Shape::Care title=key::START_PROFESSIONAL
                    text=key::START_PROFESSIONAL_TEXT press=choose(Audience::Professional) />
            </div>
            <p class="afterwards">
                {t(key::START_HAVE_ACCOUNT)} " "
                <ui::Link to=Route::SignIn>{t(key::SIGN_IN_LINK)}</ui::Link>
            </p>
        </ui::Screen>
    }
}
