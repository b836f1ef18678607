//! Registration: one address, one screen per step (R1-R13). The server keeps the current step.

mod account;
mod activate;
mod change_phone;
mod confirm;
mod done;
mod known;
mod locked;
mod means;
mod provisioning;
mod read_card;
mod start;
mod terms;

use leptos::prelude::*;
use vestibule_shared::registration::{LeaveProvider, Registration, ReturnFromProvider, Step};

use crate::{
    app::shell::use_shell,
    flow::{
        Entering, Flow,
        away::{self, Away, Ways},
        expiring_screens,
    },
    form::Form,
    ui::Milestone,
};

/// The name of this flow in tests.
const WIZARD: &str = "registration";

/// What the steps share: the flow, and what was typed so far. The values outlive the screens, so
/// that going back or switching the language loses nothing (UX 9).
#[derive(Clone, Copy)]
struct Forms {
    flow: Flow<Registration>,
    account: Form<account::AccountValues>,
    activate: Form<activate::ActivationValues>,
    phone: Form<change_phone::PhoneValues>,
}

/// The registration page.
#[component]
pub(crate) fn Register() -> impl IntoView {
    let forms = Forms {
        flow: Flow::new(),
        account: Form::new(account::AccountValues::new()),
        activate: Form::new(activate::ActivationValues::new(use_shell().config().password)),
        phone: Form::named("phone-summary", change_phone::PhoneValues::default()),
    };
    expiring_screens(forms.flow, move |step| draw(&forms, step))
}

fn draw(forms: &Forms, step: Step) -> AnyView {
    let flow = forms.flow;
    away::forget_answer(!matches!(step, Step::Away(_)));
    match step {
        Step::Start(step) => view! { <start::Start flow step /> }.into_any(),
        Step::Means(step) => view! { <means::ChooseMeans flow step /> }.into_any(),
        Step::ReadCard(step) => {
            let step = flow.follow(step);
            view! { <read_card::ReadCard flow step /> }.into_any()
        }
        Step::Away(step) => {
            let step = flow.follow(step);
            let ways = Ways {
                answer: Callback::new(move |(answer, language)| {
                    flow.go(ReturnFromProvider { answer, language });
                }),
                back: Callback::new(move |()| flow.go(LeaveProvider {})),
            };
            let at = Some(Milestone::Card);
            view! { <Away state=*flow wizard=WIZARD at step ways /> }.into_any()
        }
        Step::Confirm(step) => view! { <confirm::Confirm flow step /> }.into_any(),
        Step::Account(step) => {
            let form = forms.account;
            view! { <account::Account flow form step /> }.into_any()
        }
        Step::Provisioning(step) => {
            let step = flow.follow(step);
            view! { <provisioning::Provisioning flow step /> }.into_any()
        }
        Step::Activate(step) => {
            let (form, phone) = (forms.activate, forms.phone);
            let step = flow.follow(step);
            view! { <activate::ActivateAccount flow form phone step /> }.into_any()
        }
        Step::Locked(step) => view! { <locked::Locked flow reference=step.reference /> }.into_any(),
        Step::Known(step) => view! { <known::Known flow step /> }.into_any(),
        Step::Done(step) => view! { <done::Done flow step /> }.into_any(),
        Step::Entered(_) => {
            let begin_again = Callback::new(move |()| flow.abandon());
            view! { <Entering begin_again /> }.into_any()
        }
    }
}

/// A person's name in spoken order.
fn full_name(given: Option<&str>, family: &str) -> String {
    match given {
        Some(given) => format!("{given} {family}"),
        None => family.to_owned(),
    }
}
