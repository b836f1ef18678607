//! The recovery codes: how many are left, and making new ones.

use leptos::prelude::*;
use vestibule_shared::{api::Nothing, security::RenewRecoveryCodes};

use super::{
    page::Page,
    part::{Part, Question, Section},
};
use crate::{
    api,
    app::shell::Intent,
    i18n::{key, t, t_with, use_i18n},
    ui::{self, Kind, Tone},
};

/// How many are left; the new ones, once, after they were made.
#[component]
pub(super) fn Codes(page: Page) -> impl IntoView {
    let i18n = use_i18n();
    let shown = RwSignal::new(None::<Vec<String>>);
    let left = Memo::new(move |_| {
        page.security.with(|view| view.as_ref().and_then(|view| view.recovery_left)).unwrap_or(0)
    });
    let few = Memo::new(move |_| {
        page.security.with(|view| view.as_ref().map(|view| view.recovery_few)).unwrap_or(0)
    });
    let make = Callback::new(move |()| {
        let answer = Box::pin(api::call::<RenewRecoveryCodes>(&Nothing {}));
        page.run(Part::Codes, answer, move |new| {
            shown.set(Some(new.codes));
            page.shut(Part::Codes);
        });
    });
    let kept = Callback::new(move |()| {
        shown.set(None);
        page.controller.turn_to(Part::Codes.id());
        page.controller.done(key::SECURITY_CODES_KEPT);
        page.reload();
    });
    let user_name =
        move || page.account.with_untracked(|view| view.as_ref().map(|view| view.email.clone()));
    let user_name = move || user_name().unwrap_or_default();
    let text = Signal::derive(move || {
        let some_left = left.get() > 0;
        i18n.say(&if some_left { key::SECURITY_CODES_REPLACE } else { key::SECURITY_CODES_FIRST })
    });
    view! {
        <Section page part=Part::Codes>
            {move || match shown.get() {
                Some(codes) => view! {
                    <p>{t(key::SECURITY_CODES_FIRST)}</p>
                    <ui::CodeSheet codes user_name=user_name() />
                    <p class="small">{t(key::CODES_WHERE)}</p>
                    <div class="actions">
                        <ui::Action press=kept>{t(key::CODES_KEPT)}</ui::Action>
                    </div>
                }
                .into_any(),
                None => view! { <Left page left few /> }.into_any(),
            }}
            <Question page id="codes-title" title=key::SECURITY_CODES_TITLE text
                open=Signal::derive(move || page.controller.open.get() == Some(Intent::NewCodes))
                yes=key::SECURITY_CODES_NEW no=key::SECURITY_CANCEL kind=Kind::Primary press=make />
        </Section>
    }
}

/// How many are left, with a warning when few are.
#[component]
fn Left(page: Page, left: Memo<u32>, few: Memo<u32>) -> impl IntoView {
    let begin = Callback::new(move |()| page.begin(Part::Codes, Intent::NewCodes));
    let text = move || match left.get() {
        0 => key::SECURITY_CODES_NONE,
        some if some <= few.get() => key::security_codes_few(some),
        many => key::security_codes_left(many),
    };
    view! {
        {move || if left.get() > few.get() {
            view! { <p data-testid="codes-left">{t_with(text)}</p> }.into_any()
        } else {
            view! {
                <ui::Alert tone=Tone::Warm code="recovery_codes_few">
                    <p data-testid="codes-left">{t_with(text)}</p>
                </ui::Alert>
            }
            .into_any()
        }}
        <div class="actions">
            <ui::Action kind=Kind::Quiet press=begin>{t(key::SECURITY_CODES_NEW)}</ui::Action>
        </div>
    }
}
