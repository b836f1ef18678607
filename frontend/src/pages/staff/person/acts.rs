//! Actions for the person: buttons, the question before each, and a code to read out.

use leptos::prelude::*;
use vestibule_shared::{
    api::Endpoint,
    desk::{self, AccessCode, Action, PersonView},
    id::AccountId,
    policy::CapacityStatus,
    problem::Code,
};

use super::{Page, exceptions, methods, names};
use crate::{
    api,
    app::shell::{Help, Intent},
    browser::{intl, page::focus_soon},
    change::Section,
    form::FormState,
    i18n::{Text, key, t, t_with, use_i18n},
    json,
    pages::staff::{
        reason::{ReasonDialog, ReasonValues, Words},
        words,
    },
    ui::{self, Kind},
};

/// The id of the heading of this section.
pub(super) const PART: &str = "desk-acts";
const CODE: &str = "access-code";

/// The actions, in the order of the page.
const ACTIONS: [Action; 8] = [
    Action::ConfirmCapacity,
    Action::RefuseCapacity,
    Action::Unlock,
    Action::SendAgain,
    Action::CorrectPhone,
    Action::GiveAccessCode,
    Action::EndSessions,
    Action::ForgetBrowsers,
];

/// One button for each action; one that is not possible now says why. The server decides which.
#[component]
pub(super) fn Acts(page: Page) -> impl IntoView {
    let known = page.part(|view| (view.refused.clone(), view.state, view.capacity_status));
    let lines = move || {
        let (refused, state, checked) = known.get()?;
        // An agent who may not help this person reads the reason once.
        let others =
            refused.iter().find(|it| matches!(it.code, Code::NotYours | Code::RoleMissing));
        if let Some(refused) = others {
            let why = if refused.code == Code::NotYours {
                key::ACTS_NOT_YOURS
            } else {
                key::ACTS_NO_ROLE
            };
            return Some(view! { <p>{t(why)}</p> }.into_any());
        }
        let why = |action: &Action| {
            let refused = *refused.iter().find(|it| it.action == *action)?;
            Some((refused.code != Code::CallerUnchecked, names::why(refused, state)))
        };
        // Most accounts need no verification.
        let concerns = |action: &Action| {
            let is_about = matches!(action, Action::ConfirmCapacity | Action::RefuseCapacity);
            !is_about || checked != CapacityStatus::Declared
        };
        let actions = ACTIONS.into_iter().filter(concerns);
        let mut all: Vec<_> = actions.map(|action| (action, why(&action))).collect();
        // What is possible comes first, then what a check of the caller makes possible.
        all.sort_by_key(|(_, why)| why.as_ref().map(|(is_never, _)| *is_never));
        let lines = all.into_iter().map(|(action, why)| line(page, action, why.map(|why| why.1)));
        Some(view! { <ul class="staff-acts">{lines.collect_view()}</ul> }.into_any())
    };
    view! {
        <Section controller=page.controller id=PART title=key::ACTS_TITLE text=key::ACTS_TEXT>
            <AloudCode page />
            {lines}
        </Section>
    }
}

/// A button; or why there is nothing to press, which a screen reader reads with it.
fn line(page: Page, action: Action, why: Option<Text>) -> Option<impl IntoView> {
    let words = words::action(action)?;
    let press = Callback::new(move |()| page.begin(Help::Act(action)));
    let id = format!("why-{}", json::write(&action).trim_matches('"'));
    Some(match why {
        None => view! {
            <li>
                <ui::Action kind=Kind::Quiet busy=page.controller.busy press>{t(words.label)}</ui::Action>
            </li>
        }
        .into_any(),
        Some(why) => view! {
            <li>
                <button type="button" class="button button-quiet staff-refused" aria-disabled="true"
                    aria-describedby=id.clone()>
                    {t(words.label)}
                </button>
                <span class="small" id=id>{t(why)}</span>
            </li>
        }
        .into_any(),
    })
}

/// The access code, shown once.
#[component]
fn AloudCode(page: Page) -> impl IntoView {
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
        Action::ConfirmCapacity => page.send::<desk::ConfirmCapacity>(request, form, done),
        Action::RefuseCapacity => page.send::<desk::RefuseCapacity>(request, form, done),
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
