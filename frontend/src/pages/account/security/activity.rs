//! The person's own history in plain words, by day.

use leptos::prelude::*;
use vestibule_shared::security::Activity;

use super::{
    page::Page,
    part::{Part, Section},
    words,
};
use crate::{
    browser::{intl, page::focus_soon},
    i18n::{self, key, t, use_i18n},
    ui::{self, Icon, Kind, Shape},
};

/// How many are shown at first, and how many more with each press.
const AT_ONCE: usize = 10;
/// The id of the first of the entries that were just added: it receives the focus.
const FIRST_OF_MORE: &str = "more-activity";

/// The latest first; more on demand; what to do about an unknown entry.
#[component]
pub(super) fn History(page: Page) -> impl IntoView {
    let i18n = use_i18n();
    let shown = RwSignal::new(AT_ONCE);
    let more = Callback::new(move |()| {
        shown.update(|shown| *shown += AT_ONCE);
        focus_soon(FIRST_OF_MORE);
    });
    let days = move || {
        let day = |entry: &Activity| intl::date(i18n.language(), entry.at);
        let first_of_more = shown.get() - AT_ONCE;
        page.activity.with(|entries| {
            let seen = &entries[..shown.get().min(entries.len())];
            let mut number = 0;
            seen.chunk_by(|one, next| day(one) == day(next))
                .map(|entries| {
                    let before = number;
                    number += entries.len();
                    let lines = entries.iter().zip(before..).map(|(entry, number)| {
                        line(
                            entry,
                            (number > 0 && number == first_of_more).then_some(FIRST_OF_MORE),
                        )
                    });
                    view! {
                        <h3>{day(&entries[0])}</h3>
                        <ul class="account-history">{lines.collect_view()}</ul>
                    }
                })
                .collect_view()
        })
    };
    let has_more = Memo::new(move |_| page.activity.with(Vec::len) > shown.get());
    view! {
        <Section page part=Part::Activity>
            {days}
            {move || has_more.get().then(|| view! {
                <div class="actions">
                    <ui::Action kind=Kind::Quiet press=more>{t(key::SECURITY_ACTIVITY_MORE)}</ui::Action>
                </div>
            })}
            <NotYou />
        </Section>
    }
}

fn line(entry: &Activity, id: Option<&'static str>) -> impl IntoView + use<> {
    let speech = use_i18n();
    let (shape, text) = words::happened(entry.what);
    let (at, browser) = (entry.at, entry.browser.clone());
    let alarming = shape == Shape::Warning;
    view! {
        <li class="account-happened" class:account-happened-alarming=alarming id=id tabindex=id.map(|_| "-1")>
            <Icon shape />
            <div class="session-words">
                <p>{t(text)}</p>
                {entry.method.map(|kind| view! {
                    <p class="session-detail">{t(i18n::method(kind).0)}</p>
                })}
                <p class="small">
                    {move || intl::time_of_day(speech.language(), at)}
                    {(!browser.is_empty()).then(|| format!(" · {browser}"))}
                </p>
            </div>
        </li>
    }
}

/// What to do about an unknown entry.
#[component]
fn NotYou() -> impl IntoView {
    view! {
        <section class="aid" aria-labelledby="not-you">
            <h3 id="not-you">{t(key::SECURITY_NOT_YOU)}</h3>
            <p>{t(key::SECURITY_NOT_YOU_DO)}</p>
            <ui::HelpPhone />
        </section>
    }
}
