//! Exceptions: a person may use a method for longer than others. Administrators decide it.

use leptos::prelude::*;
use vestibule_shared::{
    desk::{Exempt, PutException},
    factor::FactorKind,
    id::AccountId,
    policy::{Day, Exception},
    staff::Role,
};

use super::Page;
use crate::{
    form::FormState,
    http::session::use_session,
    i18n::{self, key, t, use_i18n},
    pages::desk::{
        bench::Section,
        controls::{self, pick},
        policy::{day_in_words, of_tag, tag},
        reason::Words,
    },
    shell::Help,
    ui::{self, Kind},
};

/// The id of the heading of this section.
pub(super) const PART: &str = "desk-exceptions";

/// The exceptions, and the form to give one.
#[component]
pub(super) fn Exceptions(page: Page) -> impl IntoView {
    let session = use_session();
    let rules = Memo::new(move |_| session.role().is_some_and(Role::rules));
    let known = page.part(|view| view.exceptions.clone());
    let shows = Memo::new(move |_| rules.get() || known.get().is_some_and(|all| !all.is_empty()));
    let lines = move || {
        let all = known.get().unwrap_or_default();
        if all.is_empty() {
            return view! { <p>{t(key::EXCEPTION_NONE)}</p> }.into_any();
        }
        let lines = all.into_iter().map(|one| line(page, one, rules.get()));
        view! { <ul class="sessions">{lines.collect_view()}</ul> }.into_any()
    };
    move || {
        shows.get().then(|| {
            view! {
                <Section bench=page.bench id=PART title=key::EXCEPTION_TITLE text=key::EXCEPTION_TEXT>
                    {lines}
                    {move || rules.get().then(|| view! { <Give page /> })}
                </Section>
            }
        })
    }
}

fn line(page: Page, one: Exempt, rules: bool) -> impl IntoView {
    let speech = use_i18n();
    let Exempt { method, last_day } = one;
    let words = move || {
        let method = speech.say(&i18n::method(method).0);
        speech.say(&key::exception_until(method, day_in_words(speech, &last_day)))
    };
    let press = Callback::new(move |()| page.begin(Help::Exempt(method, None)));
    view! {
        <li class="session">
            <div class="session-words"><p class="session-name">{words}</p></div>
            <div class="row-actions">
                {rules.then(|| view! {
                    <ui::Action kind=Kind::Plain busy=page.bench.busy press>
                        {t(key::EXCEPTION_END)} <span class="visually-hidden">": " {t(i18n::method(method).0)}</span>
                    </ui::Action>
                })}
            </div>
        </li>
    }
}

#[component]
fn Give(page: Page) -> impl IntoView {
    let method = RwSignal::new(tag(&FactorKind::Sms));
    let day = RwSignal::new(String::new());
    let methods = FactorKind::ALL.map(|kind| pick(&tag(&kind), i18n::method(kind).0)).to_vec();
    let missing = RwSignal::new(false);
    let press = Callback::new(move |()| {
        let typed = day.get_untracked();
        missing.set(typed.is_empty());
        if let Some(kind) = of_tag(&method.get_untracked()).filter(|_| !typed.is_empty()) {
            page.begin(Help::Exempt(kind, Some(typed)));
        }
    });
    view! {
        <div class="filters" role="group" aria-label=t(key::EXCEPTION_GIVE)>
            <ui::Select id="exception-method" label=key::POLICY_METHOD options=methods chosen=method />
            <controls::Day id="exception-day" label=key::POLICY_LAST_DAY day />
            <div class="actions">
                <ui::Action kind=Kind::Quiet busy=page.bench.busy press>{t(key::EXCEPTION_GIVE)}</ui::Action>
            </div>
        </div>
        {move || missing.get().then(|| view! {
            <p class="problem" role="alert" data-code="required">
                <ui::Icon shape=ui::Shape::Warning /> <span>{t(key::EXCEPTION_DAY)}</span>
            </p>
        })}
    }
}

/// The question before an exception is given or ended.
pub(super) fn question(help: &Help) -> Option<Words> {
    match help {
        Help::Exempt(_, Some(_)) => Some(Words {
            title: key::EXCEPTION_GIVE,
            text: key::EXCEPTION_TEXT,
            yes: key::EXCEPTION_GIVE,
        }),
        Help::Exempt(_, None) => Some(Words {
            title: key::EXCEPTION_END_TITLE,
            text: key::EXCEPTION_END_TEXT,
            yes: key::EXCEPTION_END,
        }),
        _ => None,
    }
}

/// Sends the request.
pub(super) fn send(
    page: Page,
    (method, day): (FactorKind, Option<String>),
    (account, reason): (AccountId, String),
    form: FormState,
) {
    let done = if day.is_some() { key::EXCEPTION_GIVEN } else { key::EXCEPTION_ENDED };
    let last_day = day.and_then(|day| Day::try_from(day).ok());
    page.send::<PutException>(Exception { account, method, last_day, reason }, form, done);
}
