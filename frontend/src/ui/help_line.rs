//! The help line: its number and its hours, in the words of the language (UX 23).

use leptos::prelude::*;

use super::{Icon, Link, Shape};
use crate::{
    browser::intl,
    i18n::{key, opening_hours, t, use_i18n},
    route::Route,
    shell::use_shell,
};

/// Where to ask a person; only the help page where there is no help line.
#[component]
pub(crate) fn HelpLine() -> impl IntoView {
    view! {
        <div class="help-line">
            <h2>{t(key::HELP_TITLE)}</h2>
            <HelpPhone />
            <p><Link to=Route::Help>{t(key::HELP_PAGE)}</Link></p>
        </div>
    }
}

/// What to name when one calls, so that the help line finds what happened.
#[component]
pub(crate) fn Reference(reference: String) -> impl IntoView {
    view! {
        <p class="reference">
            {t(key::HELP_REFERENCE)} " " <strong data-testid="reference">{reference}</strong>
        </p>
    }
}

/// The number and the hours; nothing where there is no help line.
#[component]
pub(crate) fn HelpPhone() -> impl IntoView {
    let config = use_shell().config();
    (!config.help_phone.is_empty()).then(|| {
        let dialled: String =
            config.help_phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        let hours = config.help_hours;
        view! {
            <p class="help-phone">
                <Icon shape=Shape::Phone />
                <a href=format!("tel:{dialled}")>{config.help_phone}</a>
            </p>
            {(!hours.is_empty()).then(|| view! { <Hours hours /> })}
        }
    })
}

#[component]
fn Hours(hours: String) -> impl IntoView {
    let i18n = use_i18n();
    let said = move || opening_hours(&hours, |day| intl::weekday(i18n.language(), day));
    view! { <p class="help-hours">{said}</p> }
}
