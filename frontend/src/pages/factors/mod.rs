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

use crate::{
    app::route::Route,
    change::proof::prove_when_asked,
    flow::{Flow, continuation::require_session, expiring_screens},
    i18n::key,
    ui,
};

/// The name of this flow in tests.
const WIZARD: &str = "two_step";

/// The set-up page.
#[component]
pub(crate) fn TwoStep() -> impl IntoView {
    let flow = Flow::<Wizard>::new();
    require_session(flow.trouble);
    prove_when_asked(flow.trouble, Route::TwoStep);
    number::keep_typed();
    let skipped = RwSignal::new(false);
    expiring_screens(flow, move |step| draw(flow, skipped, step))
}

fn draw(flow: Flow<Wizard>, skipped: RwSignal<bool>, step: Step) -> AnyView {
    match step {
        Step::Choose(step) => view! { <choose::Choose flow step skipped /> }.into_any(),
        Step::SetUp(first) => {
            let step = flow.follow(first);
            view! { <set_up::Prove flow step /> }.into_any()
        }
        Step::Name(step) => view! { <name::Name flow step /> }.into_any(),
        Step::More(step) => {
            view! { <keep::More flow at=progress(2, step.codes_follow) /> }.into_any()
        }
        Step::Codes(step) => view! { <keep::Codes flow step /> }.into_any(),
        Step::Done(step) => view! { <keep::Done step skipped /> }.into_any(),
    }
}

/// The progress: `behind` steps are done, of four with recovery codes at the end.
fn progress(behind: usize, codes_follow: bool) -> ui::Progress {
    let mut names = vec![key::TWO_STEP_AT_CHOOSE, key::TWO_STEP_AT_PROVE, key::TWO_STEP_AT_NAME];
    if codes_follow {
        names.push(key::TWO_STEP_AT_CODES);
    }
    ui::Progress { names, behind }
}
