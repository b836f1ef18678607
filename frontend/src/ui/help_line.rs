//! The help line: its number and its hours, in the current language (UX 23).

use leptos::prelude::*;

use super::{Icon, Link, Outside, Shape};
use crate::{
    app::{
        route::{Route, Topic},
        shell::use_shell,
    },
    browser::intl,
    i18n::{key, opening_hours, t, use_i18n},
};

/// Where to ask a person, and where to read more: the help about `topic` opens in a new tab, so
/// that nothing typed is lost. Without a help line, only the link is shown.
#[component]
pub(super) fn HelpLine(topic: Option<Topic>) -> impl IntoView {
    let on = match topic {
        Some(topic) => view! { <Outside href=topic.href() text=key::HELP_WITH /> }.into_any(),
        None => view! { <Link to=Route::Help>{t(key::HELP_PAGE)}</Link> }.into_any(),
    };
    view! {
        <div class="help-line">
            <h2>{t(key::HELP_TITLE)}</h2>
            <HelpPhone />
            <p>{on}</p>
        </div>
    }
}

/// What a caller should mention, so that the help line finds the event.
#[component]
pub(crate) fn Reference(reference: String) -> impl IntoView {
    view! {
        <p class="reference">
            {t(key::HELP_REFERENCE)} " " <strong data-testid="reference">{reference}</strong>
        </p>
    }
}

/// The number and the hours in the current language; nothing if the help line does not serve it.
#[component]
pub(crate) fn HelpPhone() -> impl IntoView {
    let (lines, i18n) = (use_shell().config().help, use_i18n());
    move || {
        let line = lines.iter().find(|line| line.language == i18n.language())?.clone();
        let dialled: String =
            line.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        let hours = opening_hours(&line.hours, |day| intl::weekday(i18n.language(), day));
        Some(view! {
            <p class="help-phone">
                <Icon shape=Shape::Phone />
                <a href=format!("tel:{dialled}")>{line.phone}</a>
            </p>
            {(!hours.is_empty()).then(|| view! { <p class="help-hours">{hours}</p> })}
        })
    }
}
