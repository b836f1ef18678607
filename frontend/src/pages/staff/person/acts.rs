//! Actions for the person: buttons, the question before each, and a code to read out.

use leptos::prelude::*;
use vestibule_shared::{
    api::Endpoint,
    desk::{self, AccessCode, Action, PersonView},
    id::AccountId,
};

use super::{Page, exceptions, methods};
use crate::{
    api,
    app::shell::{Help, Intent},
    browser::{intl, page::focus_soon},
    change::Section,
    form::FormState,
    i18n::{Text, key, t, t_with, use_i18n},
    pages::staff::{
        reason::{ReasonDialog, ReasonValues, Words},
        words,
    },
    ui::{self, Kind},
};

/// The id of the heading of this section.
pub(super) const PART: &str = "desk-acts";
const CODE: &str = "access-code";

/// One button for each action that is possible now; the server decides which.
#[component]
pub(super) fn Acts(page: Page) -> impl IntoView {
    let possible = page.part(|view| view.may.clone());
    let actions = Memo::new(move |_| {
        let all = possible.get().unwrap_or_default();
        all.into_iter().filter(|action| words::action(*action).is_some()).collect::<Vec<_>>()
    });
    let button = move |action: Action| {
        let press = Callback::new(move |()| page.begin(Help::Act(action)));
        words::action(action).map(|words| {
            view! {
                <ui::Action kind=Kind::Quiet busy=page.controller.busy press>{t(words.label)}</ui::Action>
            }
        })
    };
    view! {
        <Section controller=page.controller id=PART title=key::ACTS_TITLE text=key::ACTS_TEXT>
            <Code page />
            {move || if actions.with(Vec::is_empty) {
                view! { <p>{t(key::ACTS_NONE)}</p> }.into_any()
            } else {
                view! {
                    <div class="actions">{actions.get().into_iter().map(button).collect_view()}</div>
                }
                .into_any()
            }}
        </Section>
    }
}

/// The access code, shown once.
#[component]
fn Code(page: Page) -> impl IntoView {
    let i18n = use_i18n();
    let hide = Callback::new(move |()| {
        page.code.set(None);
        focus_soon(PART);
    });
    move || {
        page.code.get().map(|AccessCode { code, until }| {
            let text = move || key::code_text(intl::time_of_day(i18n.language(), until));
            view! {
                <div class="aloud" id=CODE tabindex="-1" role="group" aria-label=t(key::CODE_TITLE)>
                    <p class="aloud-title">{t(key::CODE_TITLE)}</p>
                    {ui::aloud(&code)}
                    <p>{t_with(text)}</p>
                    <ui::Action kind=Kind::Quiet press=hide>{t(key::CODE_HIDE)}</ui::Action>
                </div>
            }
        })
    }
}

/// The question before an action, whichever section began it.
#[component]
pub(super) fn Questions(page: Page) -> impl IntoView {
    let controller = page.controller;
    let words = Signal::derive(move || match controller.open.get() {
        Some(Intent::Help(_, Help::Act(action))) => words::action(action).map(|words| Words {
            title: words.title,
            text: words.text,
            yes: words.label,
        }),
        Some(Intent::Help(_, help @ Help::Exempt(..))) => exceptions::question(&help),
        Some(Intent::Help(_, help)) => methods::question(page, &help),
        _ => None,
    });
    let with_phone = Signal::derive(move || {
        let open = controller.open.get();
        matches!(open, Some(Intent::Help(_, Help::Act(Action::CorrectPhone))))
    });
    let send = Callback::new(move |(intent, values, form)| {
        if let Intent::Help(account, help) = intent {
            match help {
                Help::Act(action) => act(page, action, (account, values), form),
                Help::Exempt(kind, day) => {
                    exceptions::send(page, (kind, day), (account, values.reason), form);
                }
                help => methods::send(page, help, (account, values.reason), form),
            }
        }
    });
    view! { <ReasonDialog controller words with_phone send /> }
}

impl Page {
    /// Sends a change of the account's state.
    pub(super) fn send<E>(self, request: E::Request, form: FormState, done: Text)
    where
        E: Endpoint<Response = PersonView>,
    {
        let answer = Box::pin(async move { api::call::<E>(&request).await });
        self.controller.send(form, answer, move |view| self.changed(view, done));
    }
}

fn act(
    page: Page,
    action: Action,
    (account, ReasonValues { reason, phone }): (AccountId, ReasonValues),
    form: FormState,
) {
    let Some(done) = words::action(action).map(|words| words.done) else { return };
    let request = desk::Act { account, reason };
    match action {
        Action::Unlock => page.send::<desk::Unlock>(request, form, done),
        Action::EndSessions => page.send::<desk::EndSessions>(request, form, done),
        Action::ForgetBrowsers => page.send::<desk::ForgetBrowsers>(request, form, done),
        Action::SendAgain => page.send::<desk::SendAgain>(request, form, done),
        Action::CorrectPhone => {
            let desk::Act { account, reason } = request;
            let phone = phone.unwrap_or_default();
            page.send::<desk::CorrectPhone>(desk::NewPhone { account, phone, reason }, form, done);
        }
        Action::GiveAccessCode => give_code(page, request, form),
        Action::ResetNow | Action::ResetLater | Action::Check => {}
    }
}

fn give_code(page: Page, request: desk::Act, form: FormState) {
    let answer = Box::pin(async move { api::call::<desk::GiveAccessCode>(&request).await });
    page.controller.send(form, answer, move |code| {
        page.controller.open.set(None);
        page.code.set(Some(code));
        focus_soon(CODE);
    });
}
