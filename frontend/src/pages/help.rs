//! What one needs, and what to do when something does not work.

use leptos::prelude::*;

use crate::{
    browser::webeid::ReaderProblem,
    i18n::{Text, key, reader_text, t},
    route::Route,
    ui::{self, Icon, Shape},
};

/// What happens most, first.
const AT_THE_READER: [ReaderProblem; 7] = [
    ReaderProblem::ExtensionMissing,
    ReaderProblem::NativeMissing,
    ReaderProblem::NoReader,
    ReaderProblem::NoCard,
    ReaderProblem::PinBlocked,
    ReaderProblem::VersionMismatch,
    ReaderProblem::Pending,
];

/// The help page.
#[component]
pub(crate) fn Help() -> impl IntoView {
    view! {
        <ui::Screen step="help">
            <ui::Heading text=key::HELP_PAGE_TITLE />
            <p class="lead">{t(key::HELP_PAGE_LEAD)}</p>
            <h2>{t(key::MEANS_NEED)}</h2>
            <ul class="checks">
                <li><Icon shape=Shape::Card /> <span>{t(key::MEANS_NEED_CARD)}</span></li>
                <li><Icon shape=Shape::Reader /> <span>{t(key::MEANS_NEED_READER)}</span></li>
                <li><Icon shape=Shape::Screen /> <span>{t(key::HELP_NEED_SOFTWARE)}</span></li>
                <li><Icon shape=Shape::Phone /> <span>{t(key::MEANS_NEED_PHONE)}</span></li>
                <li><Icon shape=Shape::Mail /> <span>{t(key::MEANS_NEED_MAIL)}</span></li>
            </ul>
            <p>
                <ui::Outside href="https://eid.belgium.be" text=key::HELP_EID_SITE /> " "
                <ui::Outside href="https://web-eid.eu" text=key::HELP_WEB_EID_SITE />
            </p>
            <h2>{t(key::HELP_READER_TITLE)}</h2>
            {AT_THE_READER.map(reader_text).map(answer).collect_view()}
            <h2>{t(key::HELP_ACCOUNT_TITLE)}</h2>
            {[
                (key::HELP_NO_SMS, key::HELP_NO_SMS_DO),
                (key::HELP_LOCKED, key::HELP_LOCKED_DO),
                (key::HELP_FORGOTTEN, key::HELP_FORGOTTEN_DO),
                (key::HELP_LATER, key::HELP_LATER_DO),
                (key::HELP_EXPIRED, key::HELP_EXPIRED_DO),
                (key::HELP_NO_CARD, key::HELP_NO_CARD_DO),
            ].map(answer).collect_view()}
            <p class="afterwards">
                <ui::Link to=Route::Register>{t(key::REGISTER_LINK)}</ui::Link> " · "
                <ui::Link to=Route::SignIn>{t(key::SIGN_IN_LINK)}</ui::Link> " · "
                <ui::Link to=Route::Recover>{t(key::FORGOTTEN_LINK)}</ui::Link>
            </p>
        </ui::Screen>
    }
}

fn answer((question, answer): (Text, Text)) -> impl IntoView {
    view! {
        <details class="more">
            <summary>{t(question)}</summary>
            <p>{t(answer)}</p>
        </details>
    }
}
