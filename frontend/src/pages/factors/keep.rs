//! The end of the set-up: a second method, the recovery codes, and the next page.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use vestibule_shared::{
    factor::Method,
    two_step::{AddAnother, CodesStep, DoneStep, Enough, KeptCodes, TwoStep},
};

use super::{WIZARD, progress};
use crate::{
    app::{
        route::{Route, Topic},
        session::use_session,
        shell::use_shell,
    },
    flow::{Flow, continuation},
    i18n::{key, method, t},
    ui::{self, Icon, Kind, Shape},
};

/// Proposes a second method, so that a lost one does not matter.
#[component]
pub(super) fn More(flow: Flow<TwoStep>, at: ui::Progress) -> impl IntoView {
    let add = Callback::new(move |()| flow.go(AddAnother {}));
    let enough = Callback::new(move |()| flow.go(Enough {}));
    view! {
        <ui::Screen wizard=WIZARD step="more" at>
            <p class="seal"><Icon shape=Shape::Check /></p>
            <ui::Heading text=key::MORE_TITLE />
            <p class="lead">{t(key::MORE_LEAD)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <div class="actions">
                <ui::Action press=add busy=flow.busy>{t(key::MORE_ADD)}</ui::Action>
                <ui::Action kind=Kind::Quiet press=enough busy=flow.busy>
                    {t(key::MORE_ENOUGH)}
                </ui::Action>
            </div>
        </ui::Screen>
    }
}

/// The recovery codes, shown only once.
#[component]
pub(super) fn Codes(flow: Flow<TwoStep>, step: CodesStep) -> impl IntoView {
    let kept = RwSignal::new(false);
    let asked = RwSignal::new(false);
    let missed =
        Signal::derive(move || (asked.get() && !kept.get()).then_some(key::CODES_KEPT_REQUIRED));
    use_shell().watch_failure(move || missed.get().is_some());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        asked.set(true);
        if kept.get_untracked() {
            flow.go(KeptCodes {});
        }
    };
    view! {
        <ui::Screen wizard=WIZARD step="codes" at=progress(3, true) help=Topic::LostCodes>
            <ui::Heading text=key::CODES_TITLE />
            <p class="lead">{t(key::CODES_LEAD)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <ui::CodeSheet codes=step.codes user_name=step.user_name />
            <p class="small">{t(key::CODES_WHERE)}</p>
            <form novalidate=true on:submit=submit>
                <ui::Tick id="kept" label=key::CODES_KEPT ticked=kept missed />
                <div class="actions">
                    <ui::Submit busy=flow.busy>{t(key::CONTINUE)}</ui::Submit>
                </div>
            </form>
        </ui::Screen>
    }
}

/// Ready: leads to the account, or to sign in again.
#[component]
pub(super) fn Done(step: DoneStep, skipped: RwSignal<bool>) -> impl IntoView {
    let DoneStep { sign_in, methods, codes_left } = step;
    let (session, shell) = (use_session(), use_shell());
    // A person who signs in again goes there after that; one who came for the set-up has been
    // there.
    let wanted = (!sign_in).then(|| continuation::spend(session, shell)).flatten();
    let wanted = wanted.filter(|to| !matches!(to.route, Route::TwoStep | Route::Account));
    let goes_on = wanted.is_some();
    let to = match wanted {
        Some(place) => place,
        None if sign_in => Route::SignIn.into(),
        None => Route::Account.into(),
    };
    let leave = move || {
        let to = to.clone();
        spawn_local(async move {
            session.refresh().await;
            shell.redirect_to(&to);
        });
    };
    if skipped.get_untracked() {
        leave();
        return view! { <ui::Loading /> }.into_any();
    }
    let (text, label) = if sign_in {
        (key::TWO_STEP_DONE_SIGN_IN, key::DONE_SIGN_IN)
    } else {
        let label = if goes_on { key::CONTINUE } else { key::TWO_STEP_DONE_ACCOUNT };
        (key::TWO_STEP_DONE_TEXT, label)
    };
    view! {
        <ui::Screen wizard=WIZARD step="done">
            <p class="seal"><Icon shape=Shape::Check /></p>
            <ui::Heading text=key::TWO_STEP_DONE />
            <p class="lead">{t(text)}</p>
            {(!sign_in).then(|| view! { <Now methods codes_left /> })}
            <div class="actions">
                <ui::Action press=Callback::new(move |()| leave())>{t(label)}</ui::Action>
            </div>
        </ui::Screen>
    }
    .into_any()
}

/// What the person has now.
#[component]
fn Now(methods: Vec<Method>, codes_left: Option<u32>) -> impl IntoView {
    let methods = methods.into_iter().map(|given| {
        let title = method(given.kind).0;
        view! {
            <li>
                <Icon shape=ui::method_shape(given.kind) />
                <span>{t(title)} <span class="small have-name">{given.name}</span></span>
            </li>
        }
    });
    view! {
        <h2>{t(key::TWO_STEP_DONE_NOW)}</h2>
        <ul class="checks" data-testid="have">
            {methods.collect_view()}
            {codes_left.map(|count| view! {
                <li><Icon shape=Shape::Rescue /> <span>{t(key::two_step_done_codes(count))}</span></li>
            })}
        </ul>
        <p>{t(key::TWO_STEP_DONE_PRACTISE)}</p>
    }
}
