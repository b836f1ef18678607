//! A change of the mobile number or e-mail address: proved at the new one, notified to the old one
//! (UX 22).

mod changed;
mod edit;
mod prove;

use leptos::prelude::*;
use vestibule_shared::contact::{Contact as Wizard, Step};

use crate::{
    app::{route::Route, shell::use_shell},
    change::proof::prove_when_asked,
    flow::{
        Flow,
        continuation::{self, require_session},
        expiring_screens,
    },
    form::Form,
};

/// The name of this flow in tests.
const WIZARD: &str = "contact";

/// The page where number or address is changed. What was typed outlives the screens, so that going
/// back loses nothing (UX 9).
#[component]
pub(crate) fn Contact() -> impl IntoView {
    let flow = Flow::<Wizard>::new();
    let shell = use_shell();
    let form = Form::new(edit::ContactValues::new(shell.intent.get_untracked()));
    on_cleanup(move || {
        if continuation::comes_back(shell) {
            shell.intent.set(Some(form.values.get_untracked().intent()));
        }
    });
    require_session(flow.trouble);
    prove_when_asked(flow.trouble, Route::Contact);
    prove_when_asked(form.state.trouble, Route::Contact);
    expiring_screens(flow, move |step| draw(flow, form, step))
}

fn draw(flow: Flow<Wizard>, form: Form<edit::ContactValues>, step: Step) -> AnyView {
    match step {
        Step::Edit(step) => view! { <edit::Edit flow form step /> }.into_any(),
        Step::Prove(first) => {
            let step = flow.follow(first);
            view! { <prove::Prove flow step /> }.into_any()
        }
        Step::Changed(step) => view! { <changed::Changed flow what=step.what /> }.into_any(),
    }
}
