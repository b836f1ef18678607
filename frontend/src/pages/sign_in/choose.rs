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
    ui::{self, Kind, MethodCard},
};

/// The methods as radio buttons; below them, help for a person who has none at hand.
#[component]
pub(super) fn Choose(flow: Flow<SignIn>, step: ChooseStep) -> impl IntoView {
    let shell = use_shell();
    let ChooseStep { purpose, methods, recovery, card } = step;
    let first = methods.iter().position(|method| method.preferred).unwrap_or_default();
    let chosen = RwSignal::new(first);
    let cards = methods.iter().map(as_card).collect();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(method) = methods.get(chosen.get_untracked()) {
            flow.go(ChooseMethod { method: method.id.clone() });
        }
    };
    let (title, lead) = match purpose {
        Purpose::SignIn => (key::PROVE_CHOOSE, key::PROVE_CHOOSE_LEAD),
        Purpose::Confirm => (key::PROVE_CONFIRM, key::PROVE_CONFIRM_LEAD),
    };
    let mut restart = Callback::new(move |()| flow.abandon());
    if purpose == Purpose::SignIn {
        restart = ui::as_back(restart, flow.busy);
    }
    let others = [
        (recovery, key::PROVE_RECOVERY, Callback::new(move |()| flow.go(UseRecoveryCode {}))),
        (card, key::PROVE_CARD, Callback::new(move |()| flow.go(UseCardInstead {}))),
        (true, key::PROVE_LOST, Callback::new(move |()| flow.go(LoseEverything {}))),
        (true, key::CALL_LINK, Callback::new(move |()| shell.go(Route::Call))),
        (purpose == Purpose::SignIn, key::PROVE_RESTART, restart),
    ];
    view! {
        <ui::Screen wizard=WIZARD step="choose" help=Topic::Stuck>
            {(purpose == Purpose::Confirm).then(|| view! { <BackToSecurity /> })}
            <ui::Heading text=title />
            <p class="lead">{t(lead)}</p>
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <form novalidate=true on:submit=submit>
                <ui::MethodCards legend=key::PROVE_CHOOSE_LEGEND cards chosen />
                <div class="actions">
                    <ui::Submit busy=flow.busy>{t(key::CONTINUE)}</ui::Submit>
                </div>
            </form>
            <ul class="other-ways">
                {others
                    .into_iter()
                    .filter(|(offered, ..)| *offered)
                    .map(|(_, label, press)| other(label, press))
                    .collect_view()}
            </ul>
        </ui::Screen>
    }
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
