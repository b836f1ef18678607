//! The person's second factors, and removing one: at once after a caller check, else after a wait
//! in which the person can cancel it (H3).

use leptos::prelude::*;
use vestibule_shared::{
    desk::{self, Action, Waiting},
    factor::{FactorId, Method},
    id::AccountId,
};

use super::Page;
use crate::{
    app::shell::Help,
    browser::intl,
    change::Section,
    form::FormState,
    i18n::{self, Text, key, t, t_with, use_i18n},
    pages::staff::reason::Words,
    ui::{self, Icon, Kind},
};

/// The id of the heading of this section.
pub(super) const PART: &str = "desk-methods";

/// The methods, each with what can be done with it.
#[component]
pub(super) fn Methods(page: Page) -> impl IntoView {
    let known = page.part(|view| {
        let resets =
            view.may.iter().any(|may| matches!(may, Action::ResetNow | Action::ResetLater));
        (view.methods.clone(), view.waiting.clone(), resets)
    });
    let lines = move || {
        let (methods, waiting, resets) = known.get()?;
        if methods.is_empty() {
            return Some(view! { <p>{t(key::METHODS_NONE)}</p> }.into_any());
        }
        let lines = methods.into_iter().map(|method| {
            let waits = waiting.iter().find(|reset| reset.method == method.id).cloned();
            line(page, method, waits, resets)
        });
        Some(view! { <ul class="sessions">{lines.collect_view()}</ul> }.into_any())
    };
    view! { <Section controller=page.controller id=PART title=key::METHODS_TITLE>{lines}</Section> }
}

fn line(page: Page, method: Method, waits: Option<Waiting>, resets: bool) -> impl IntoView {
    let speech = use_i18n();
    let Method { id, kind, name, added_at, used_at, phone_masked, .. } = method;
    let word = t(i18n::method(kind).0);
    let added = move || key::security_added(intl::date(speech.language(), added_at));
    let used = used_at
        .map(|at| t_with(move || key::session_seen(intl::date_and_time(speech.language(), at))));
    let help = match &waits {
        Some(reset) => Help::CallOff(reset.id.clone()),
        None => Help::Reset(id),
    };
    let label = if waits.is_some() { key::RESET_CANCEL } else { key::METHODS_RESET };
    let about = name.clone();
    let press = Callback::new(move |()| page.begin(help.clone()));
    view! {
        <li class="session">
            <Icon shape=ui::method_shape(kind) />
            <div class="session-words">
                <p class="session-name">{name}</p>
                <p class="session-detail">{word} {phone_masked.map(|phone| format!(" · {phone}"))}</p>
                <p class="small">{t_with(added)}</p>
                {used.map(|used| view! { <p class="small">{used}</p> })}
                {waits.map(|reset| {
                    let when = move || {
                        key::reset_waits(intl::date_and_time(speech.language(), reset.at))
                    };
                    view! { <p class="staff-waits">{t_with(when)}</p> }
                })}
            </div>
            <div class="row-actions">
                {resets.then(|| view! {
                    <ui::Action kind=Kind::Plain busy=page.controller.busy press>
                        {t(label)} <span class="visually-hidden">": " {about}</span>
                    </ui::Action>
                })}
            </div>
        </li>
    }
}

/// Whether a reset takes effect at once.
fn is_now(page: Page) -> bool {
    page.view.with(|view| view.as_ref().is_some_and(|view| view.may.contains(&Action::ResetNow)))
}

/// The question before a reset, or before one is cancelled.
pub(super) fn question(page: Page, help: &Help) -> Option<Words> {
    match help {
        Help::Reset(method) => {
            let name = name_of(page, method);
            let (text, yes) = if is_now(page) {
                (key::reset_now_text(name), key::RESET_NOW)
            } else {
                (key::reset_later_text(name), key::RESET_LATER)
            };
            Some(Words { title: key::RESET_TITLE, text, yes })
        }
        Help::CallOff(_) => Some(Words {
            title: key::RESET_CANCEL_TITLE,
            text: key::RESET_CANCEL_TEXT,
            yes: key::RESET_CANCEL,
        }),
        Help::Act(_) | Help::Exempt(..) => None,
    }
}

fn name_of(page: Page, method: &FactorId) -> String {
    page.view.with(|view| {
        let methods = view.as_ref().map(|view| view.methods.as_slice()).unwrap_or_default();
        let found = methods.iter().find(|known| known.id == *method);
        found.map(|known| known.name.clone()).unwrap_or_default()
    })
}

/// Sends the request.
pub(super) fn send(
    page: Page,
    help: Help,
    (account, reason): (AccountId, String),
    form: FormState,
) {
    match help {
        Help::Reset(method) => {
            let done: Text =
                if untrack(|| is_now(page)) { key::RESET_NOW_DONE } else { key::RESET_LATER_DONE };
            page.send::<desk::ResetMethod>(desk::Reset { account, method, reason }, form, done);
        }
        Help::CallOff(reset) => {
            let request = desk::Cancel { account, reset, reason };
            page.send::<desk::CancelReset>(request, form, key::RESET_CANCEL_DONE);
        }
        Help::Act(_) | Help::Exempt(..) => {}
    }
}
