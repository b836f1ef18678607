//! The sections of the security page: a heading, the last result there, and a list.

use leptos::prelude::*;
use vestibule_shared::{text::Language, time::Timestamp};

use super::page::Page;
use crate::{
    change,
    i18n::{Text, key, t, use_i18n},
    ui::{self, Icon, Shape},
};

/// A section of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The second factors.
    Methods,
    /// The recovery codes.
    Codes,
    /// The password.
    Password,
    /// Number and address.
    Contact,
    /// What opens the account besides the password.
    Identities,
    /// The sessions.
    Sessions,
    /// The remembered browsers.
    Browsers,
    /// The history.
    Activity,
}

impl Part {
    /// Every section, in the order of the page.
    pub(super) const ALL: [Self; 8] = [
        Self::Methods,
        Self::Codes,
        Self::Password,
        Self::Contact,
        Self::Identities,
        Self::Sessions,
        Self::Browsers,
        Self::Activity,
    ];

    /// Whether it is shown only to a person with a second factor.
    pub(super) const fn needs_method(self) -> bool {
        matches!(self, Self::Codes | Self::Browsers)
    }

    /// The id of its heading.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Methods => "methods",
            Self::Codes => "recovery-codes",
            Self::Password => "password-part",
            Self::Contact => "contact",
            Self::Identities => "identities",
            Self::Sessions => "sessions",
            Self::Browsers => "browsers",
            Self::Activity => "activity",
        }
    }

    /// Its title, and what it is about.
    pub(super) const fn words(self) -> (Text, Text) {
        match self {
            Self::Methods => (key::SECURITY_METHODS, key::SECURITY_METHODS_TEXT),
            Self::Codes => (key::SECURITY_CODES, key::SECURITY_CODES_TEXT),
            Self::Password => (key::FIELD_PASSWORD, key::SECURITY_PASSWORD_TEXT),
            Self::Contact => (key::SECURITY_CONTACT, key::SECURITY_CONTACT_TEXT),
            Self::Identities => (key::SECURITY_IDENTITIES, key::SECURITY_IDENTITIES_TEXT),
            Self::Sessions => (key::SESSIONS_TITLE, key::SESSIONS_TEXT),
            Self::Browsers => (key::SECURITY_BROWSERS, key::SECURITY_BROWSERS_TEXT),
            Self::Activity => (key::SECURITY_ACTIVITY, key::SECURITY_ACTIVITY_TEXT),
        }
    }
}

/// One section of the page; shows the result of the last action in it.
#[component]
pub(super) fn Section(page: Page, part: Part, children: Children) -> impl IntoView {
    let (title, text) = part.words();
    view! {
        <change::Section controller=page.controller id=part.id() title text>
            {children()}
        </change::Section>
    }
}

/// A moment with its sentence, as `Last used: 22 November 2026, 14:32`.
#[derive(Clone, Copy)]
pub(super) struct When {
    /// The sentence around the moment.
    pub(super) text: fn(String) -> Text,
    /// The format of the moment.
    pub(super) format: fn(Language, Timestamp) -> String,
    /// The moment.
    pub(super) at: Timestamp,
}

/// One entry of a list: a picture, a name, its facts, and its actions.
#[component]
pub(super) fn Row(
    shape: Shape,
    #[prop(into)] name: Signal<String>,
    #[prop(optional_no_strip)] badge: Option<Text>,
    #[prop(into)] detail: Signal<String>,
    moments: Vec<When>,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let moments = moments
        .into_iter()
        .map(|When { text, format, at }| {
            let said = move || i18n.say(&text(format(i18n.language(), at)));
            view! { <p class="small">{said}</p> }
        })
        .collect_view();
    view! {
        <li class="session">
            <Icon shape />
            <div class="session-words">
                <p class="session-name">
                    {move || name.get()}
                    {badge.map(|badge| view! { " " <span class="badge">{t(badge)}</span> })}
                </p>
                {move || Some(detail.get()).filter(|detail| !detail.is_empty()).map(|detail| view! {
                    <p class="session-detail">{detail}</p>
                })}
                {moments}
            </div>
            <div class="row-actions">{children()}</div>
        </li>
    }
}

/// A button of a row; `about` tells a screen reader which row it belongs to.
#[component]
pub(super) fn RowAction(
    page: Page,
    label: Text,
    #[prop(into)] about: Signal<String>,
    #[prop(default = ui::Kind::Plain)] kind: ui::Kind,
    press: Callback<()>,
) -> impl IntoView {
    view! {
        <ui::Action kind busy=page.controller.busy press>
            {t(label)} <span class="visually-hidden">": " {move || about.get()}</span>
        </ui::Action>
    }
}

/// A question before an action that cannot be undone.
#[component]
pub(super) fn Question(
    page: Page,
    id: &'static str,
    title: Text,
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] text: Signal<String>,
    yes: Text,
    no: Text,
    #[prop(default = ui::Kind::Danger)] kind: ui::Kind,
    press: Callback<()>,
) -> impl IntoView {
    // The browser returns the focus to the button that opened it.
    let close = Callback::new(move |()| page.controller.close());
    view! {
        <ui::Dialog id open title text close>
            <div class="actions">
                <ui::Action kind press busy=page.controller.busy>{t(yes)}</ui::Action>
                <ui::Action kind=ui::Kind::Quiet press=close>{t(no)}</ui::Action>
            </div>
        </ui::Dialog>
    }
}
