//! The set-up of two-step verification: choose a method, prove it, name it, keep the codes (M4-M6,
//! M9).

mod app;
mod choose;
mod keep;
mod name;
mod number;
mod set_up;

use leptos::prelude::*;
use vestibule_shared::two_step::{Step, TwoStep as Wizard};

use super::{inside, journey::lasting};
use crate::{
    http::session::use_session,
    i18n::{key, t},
    route::Route,
    ui,
    wizard::Flow,
};

/// The name of this flow in tests.
const WIZARD: &str = "two_step";

/// The set-up page.
#[component]
pub(crate) fn TwoStep() -> impl IntoView {
    let flow = Flow::<Wizard>::new();
    inside::only_inside(flow.trouble);
    inside::prove_when_asked(flow.trouble, Route::TwoStep);
    let skipped = RwSignal::new(false);
    lasting(flow, move |step| draw(flow, skipped, step))
}

fn draw(flow: Flow<Wizard>, skipped: RwSignal<bool>, step: Step) -> AnyView {
    match step {
        Step::Choose(step) => view! { <choose::Choose flow step skipped /> }.into_any(),
        Step::SetUp(first) => {
            let step = flow.follow(first);
            view! { <set_up::Prove flow step /> }.into_any()
        }
        Step::Name(step) => view! { <name::Name flow step /> }.into_any(),
        Step::More(_) => view! { <keep::More flow /> }.into_any(),
        Step::Codes(step) => view! { <keep::Codes flow step /> }.into_any(),
        Step::Done(step) => view! { <keep::Done sign_in=step.sign_in skipped /> }.into_any(),
    }
}

/// A person who has to set this up first can still sign out.
#[component]
fn SignOut() -> impl IntoView {
    let session = use_session();
    session.is_pressed().then(|| {
        view! {
            <p class="afterwards">
                <ui::Action kind=ui::Kind::Plain
                    press=Callback::new(move |()| session.sign_out())>{t(key::SIGN_OUT)}</ui::Action>
            </p>
        }
    })
}
