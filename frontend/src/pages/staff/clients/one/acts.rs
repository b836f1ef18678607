//! What is done with an application as a whole: disable it, enable it, replace its secret.

use leptos::prelude::*;
use vestibule_shared::clients::{
    ChangeClient, ClientAction, ClientChange, ClientField, ClientSecret,
};

use super::{
    super::{
        draft::{change_of, values},
        handover::NewSecret,
    },
    Page, SECRET, STATE,
};
use crate::{
    api,
    app::shell::Intent,
    browser::intl,
    change::Section,
    form::FormState,
    i18n::{I18n, Text, key, t},
    json,
    pages::staff::reason::{ReasonDialog, ReasonValues, Words},
    ui::{self, Kind},
};

/// Begins something that needs only a reason.
fn begin(page: Page, part: &'static str, action: ClientAction) -> Callback<()> {
    Callback::new(move |()| {
        let Some(id) = page.id.get_untracked() else { return };
        let change =
            ClientChange { id, action, settings: vec![], replaces: None, reason: String::new() };
        page.controller.begin(part, Intent::Client(json::write(&change)));
    })
}

fn lines(i18n: I18n, texts: Vec<Text>) -> AnyView {
    let line = |text: Text| view! { <li>{move || i18n.say(&text)}</li> };
    view! { <ul class="staff-says">{texts.into_iter().map(line).collect_view()}</ul> }.into_any()
}

/// Whether people can log in to it, and since when.
#[component]
pub(super) fn State(page: Page, rules: Memo<bool>) -> impl IntoView {
    let i18n = page.speech.get_value();
    let says = move || {
        let view = page.view.get()?;
        let date = |at| intl::date_and_time(i18n.language(), at);
        let texts = vec![
            view.disabled_at.map_or(key::CLIENTS_IS_ON, |at| key::clients_is_off(date(at))),
            view.used_at.map_or(key::CLIENTS_NOT_USED, |at| key::clients_used_at(date(at))),
            key::clients_made(date(view.made_at)),
        ];
        Some(lines(i18n, texts))
    };
    let is_on = Memo::new(move |_| page.of(|view| view.disabled_at.is_none()) == Some(true));
    let waits = Memo::new(move |_| page.of(|view| !view.proposals.is_empty()) == Some(true));
    let disable = begin(page, STATE, ClientAction::Disable);
    let enable = begin(page, STATE, ClientAction::Enable);
    view! {
        <Section controller=page.controller id=STATE title=key::CLIENTS_STATE>
            {says}
            {move || waits.get().then(|| view! {
                <p><ui::Link to=crate::app::route::Route::Clients>{t(key::POLICY_WAITS)}</ui::Link></p>
            })}
            {move || rules.get().then(|| if is_on.get() {
                view! {
                    <div class="actions">
                        <ui::Action kind=Kind::Danger press=disable>{t(key::CLIENTS_DISABLE)}</ui::Action>
                    </div>
                }.into_any()
            } else {
                view! {
                    <div class="actions">
                        <ui::Action kind=Kind::Quiet press=enable>{t(key::CLIENTS_ENABLE)}</ui::Action>
                    </div>
                }.into_any()
            })}
        </Section>
    }
}

/// The secrets that are accepted, and a new one.
#[component]
pub(super) fn Secret(page: Page, rules: Memo<bool>) -> impl IntoView {
    let i18n = page.speech.get_value();
    let has_one = Memo::new(move |_| {
        let auth = page.of(|view| values(&view.settings, ClientField::Auth).concat());
        auth.is_some_and(|auth| auth.starts_with("client_secret"))
    });
    let says = move || {
        let secrets = page.of(|view| view.secrets.clone()).unwrap_or_default();
        let date = |at| intl::date_and_time(i18n.language(), at);
        let line = |ClientSecret { made_at, until }: ClientSecret| match until {
            Some(until) => key::clients_secret_until(date(until)),
            None => key::clients_secret_made(date(made_at)),
        };
        let mut texts: Vec<Text> = secrets.into_iter().map(line).collect();
        if !has_one.get() {
            texts = vec![key::CLIENTS_SECRET_NOT];
        } else if texts.is_empty() {
            texts = vec![key::CLIENTS_SECRET_NONE];
        }
        lines(i18n, texts)
    };
    let rotate = begin(page, SECRET, ClientAction::RotateSecret);
    view! {
        <Section controller=page.controller id=SECRET title=key::CLIENTS_SECRET>
            {move || page.secret.get().map(|secret| view! { <NewSecret secret /> })}
            {says}
            {move || (rules.get() && has_one.get()).then(|| view! {
                <div class="actions">
                    <ui::Action kind=Kind::Quiet press=rotate>{t(key::CLIENTS_ROTATE)}</ui::Action>
                </div>
            })}
        </Section>
    }
}

/// Asks for the reason before anything is changed.
#[component]
pub(super) fn Question(page: Page) -> impl IntoView {
    let controller = page.controller;
    let two = move || page.of(|view| view.four_eyes) == Some(true);
    let words = Signal::derive(move || {
        let change = controller.open.with(|open| open.as_ref().and_then(change_of))?;
        let (title, text, yes) = match change.action {
            ClientAction::Disable => {
                let text = key::CLIENTS_DISABLE_TEXT;
                return Some(Words {
                    title: key::CLIENTS_DISABLE_TITLE,
                    text,
                    yes: key::CLIENTS_DISABLE,
                });
            }
            ClientAction::RotateSecret => {
                let text = key::CLIENTS_ROTATE_TEXT;
                return Some(Words {
                    title: key::CLIENTS_ROTATE_TITLE,
                    text,
                    yes: key::CLIENTS_ROTATE,
                });
            }
            ClientAction::Enable => {
                (key::CLIENTS_ENABLE_TITLE, key::CLIENTS_CHANGE_TEXT, key::CLIENTS_ENABLE)
            }
            ClientAction::Change | ClientAction::Add => {
                (key::CLIENTS_CHANGE_TITLE, key::CLIENTS_CHANGE_TEXT, key::CLIENTS_SAVE)
            }
        };
        Some(if two() {
            Words { title, text: key::CLIENTS_CHANGE_TEXT_TWO, yes: key::POLICY_SUBMIT_TWO }
        } else {
            Words { title, text, yes }
        })
    });
    let send = Callback::new(move |(intent, values, form): (Intent, ReasonValues, FormState)| {
        let Some(change) = change_of(&intent) else { return };
        let action = change.action;
        let request = ClientChange { reason: values.reason, ..change };
        let answer = Box::pin(async move { api::call::<ChangeClient>(&request).await });
        controller.send(form, answer, move |made| {
            page.secret.set(made.secret);
            if let Some(view) = made.client {
                page.hear(view);
            }
            controller.done(if made.is_proposed { key::POLICY_PROPOSED } else { done(action) });
        });
    });
    view! { <ReasonDialog controller words with_phone=false send /> }
}

/// What is said afterwards.
const fn done(action: ClientAction) -> Text {
    match action {
        ClientAction::Add | ClientAction::Change => key::CLIENTS_CHANGED,
        ClientAction::RotateSecret => key::CLIENTS_ROTATED,
        ClientAction::Disable => key::CLIENTS_DISABLED,
        ClientAction::Enable => key::CLIENTS_ENABLED,
    }
}
