//! Another mobile number or e-mail address: proved at the new, told at the old (UX 22).

mod changed;
mod edit;
mod prove;

use leptos::prelude::*;
use vestibule_shared::contact::{Contact as Wizard, Step};

use super::{
    inside::{only_inside, prove_when_asked},
    journey::lasting,
};
use crate::{destination, form::Form, route::Route, shell::use_shell, wizard::Guide};

/// How tests call this journey.
const WIZARD: &str = "contact";

/// The page where number or address is changed. What was typed outlives the screens, so that going back
/// loses nothing (UX 9).
#[component]
pub(crate) fn Contact() -> impl IntoView {
    let guide = Guide::<Wizard>::new();
    let shell = use_shell();
    let form = Form::new(edit::Draft::new(shell.intent.get_untracked()));
    on_cleanup(move || {
        if destination::comes_back(shell) {
            shell.intent.set(Some(form.values.get_untracked().intent()));
        }
    });
    only_inside(guide.trouble);
    prove_when_asked(guide.trouble, Route::Contact);
    prove_when_asked(form.state.trouble, Route::Contact);
    lasting(guide, move |step| draw(guide, form, step))
}

fn draw(guide: Guide<Wizard>, form: Form<edit::Draft>, step: Step) -> AnyView {
    match step {
        Step::Edit(step) => view! { <edit::Edit guide form step /> }.into_any(),
        Step::Prove(first) => {
            let step = guide.follow(first);
            view! { <prove::Prove guide step /> }.into_any()
        }
        Step::Changed(step) => view! { <changed::Changed guide what=step.what /> }.into_any(),
    }
}
