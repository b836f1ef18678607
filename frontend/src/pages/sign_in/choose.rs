//! Which second factor? Those that are set up, the strongest first (M7, UX 17).

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    factor::{FactorKind, Method},
    sign_in::{
        ChooseMethod, ChooseStep, LoseEverything, Purpose, SignIn, UseCardInstead, UseRecoveryCode,
    },
};

use super::{BackToSecurity, WIZARD};
use crate::{
    app::{
        route::{Route, Topic},
        shell::use_shell,
    },
    flow::Flow,
    i18n::{Text, key, method, t},
    json,
    ui::{self, Icon, Kind, MethodCard},
};

/// The methods as radio buttons, or the only one with its button; below, help for a person who has
/// none at hand.
#[component]
pub(super) fn Choose(flow: Flow<SignIn>, step: ChooseStep) -> impl IntoView {
    let ChooseStep { purpose, methods, recovery, card } = step;
    let (title, lead) = match purpose {
        Purpose::SignIn => (key::PROVE_CHOOSE, key::PROVE_CHOOSE_LEAD),
        Purpose::Confirm => (key::PROVE_CONFIRM, key::PROVE_CONFIRM_LEAD),
    };
    let mut restart = Callback::new(move |()| flow.abandon());
    if purpose == Purpose::SignIn {
        restart = ui::as_back(restart, flow.busy);
    }
    let beside = elsewhere(purpose, restart);
    let others = [
        (recovery, key::PROVE_RECOVERY, Callback::new(move |()| flow.go(UseRecoveryCode {}))),
        (card, key::PROVE_CARD, Callback::new(move |()| flow.go(UseCardInstead {}))),
        (true, key::PROVE_LOST, Callback::new(move |()| flow.go(LoseEverything {}))),
    ];
    let others = others.into_iter().filter(|(offered, ..)| *offered);
    let others = others.map(|(_, label, press)| other(label, press)).collect_view();
    view! {
        <ui::Screen wizard=WIZARD step="choose" help=Topic::Stuck beside>
            {(purpose == Purpose::Confirm).then(|| view! { <BackToSecurity /> })}
            <ui::Heading text=title />
            <p class="lead">{t(lead)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            {match methods.as_slice() {
                // All of them ended: what is below is left.
                [] => ().into_any(),
                [only] => view! { <Only flow method=only.clone() /> }.into_any(),
                _ => view! { <Several flow methods /> }.into_any(),
            }}
            <section class="other-ways" aria-labelledby="stuck">
                <h2 id="stuck">{t(key::PROVE_STUCK)}</h2>
                <ul>{others}</ul>
            </section>
        </ui::Screen>
    }
}

/// The methods as radio buttons.
#[component]
fn Several(flow: Flow<SignIn>, methods: Vec<Method>) -> impl IntoView {
    let first = methods.iter().position(|method| method.preferred).unwrap_or_default();
    let chosen = RwSignal::new(first);
    let cards = methods.iter().map(as_card).collect();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(method) = methods.get(chosen.get_untracked()) {
            flow.go(ChooseMethod { method: method.id.clone() });
        }
    };
    view! {
        <form novalidate=true on:submit=submit>
            <ui::MethodCards legend=key::PROVE_CHOOSE_LEGEND cards folded=None chosen />
            <div class="actions">
                <ui::Submit busy=flow.busy>{t(key::CONTINUE)}</ui::Submit>
            </div>
        </form>
    }
}

/// Nothing to choose: one button, which says what it does. The server leads here before a message or
/// a call, which waits for the press, and after "another way".
#[component]
fn Only(flow: Flow<SignIn>, method: Method) -> impl IntoView {
    let MethodCard { kind, title, hint, .. } = as_card(&method);
    let label = match (kind, &method.phone_masked) {
        (FactorKind::Sms, Some(phone)) => key::prove_send_to(phone),
        (FactorKind::Call, Some(phone)) => key::prove_call_to(phone),
        _ => title,
    };
    let press = Callback::new(move |()| flow.go(ChooseMethod { method: method.id.clone() }));
    view! {
        {hint.map(|name| view! { <p class="method-name">{t(name)}</p> })}
        <div class="actions" data-only=kind_name(kind)>
            <ui::Action press busy=flow.busy>
                <Icon shape=ui::method_shape(kind) /> {t(label)}
            </ui::Action>
        </div>
    }
}

/// The name of a kind in tests.
fn kind_name(kind: FactorKind) -> String {
    json::write(&kind).trim_matches('"').to_owned()
}

/// The ways out of this flow, beside every screen of a second factor.
pub(super) fn elsewhere(purpose: Purpose, restart: Callback<()>) -> AnyView {
    let shell = use_shell();
    let call = Callback::new(move |()| shell.go(Route::Call));
    let restart = (purpose == Purpose::SignIn).then(|| other(key::PROVE_RESTART, restart));
    view! { <ul class="side-ways">{other(key::CALL_LINK, call)} {restart}</ul> }.into_any()
}

fn other(label: Text, press: Callback<()>) -> impl IntoView {
    view! { <li><ui::Action kind=Kind::Plain press>{t(label)}</ui::Action></li> }
}

fn as_card(given: &Method) -> MethodCard {
    let phone = given.phone_masked.as_ref();
    let title = match (given.kind, phone) {
        (FactorKind::Sms, Some(phone)) => key::method_sms_to(phone),
        (FactorKind::Call, Some(phone)) => key::method_call_to(phone),
        (kind, _) => method(kind).0,
    };
    let hint = (!given.name.is_empty()).then(|| key::just(&given.name));
    MethodCard { kind: given.kind, title, hint, badge: None }
}
