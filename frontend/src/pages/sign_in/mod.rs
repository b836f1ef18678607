//! Sign-in: e-mail and password, or the e-ID card (R12, R13).

mod credentials;
mod read_card;

use leptos::prelude::*;
use vestibule_shared::sign_in::{SignIn as Wizard, Step};

use super::{entering::Entering, journey::journey};
use crate::{route::Route, session::use_session, shell::use_shell, ui, wizard::Guide};

/// How tests call this journey.
const WIZARD: &str = "sign_in";

/// The sign-in page.
#[component]
pub(crate) fn SignIn() -> impl IntoView {
    let guide = Guide::<Wizard>::new();
    let (session, shell) = (use_session(), use_shell());
    Effect::new(move |_| {
        if session.is_signed_in() {
            shell.redirect(Route::Account);
        }
    });
    journey(guide, move |step| draw(guide, step))
}

fn draw(guide: Guide<Wizard>, step: Step) -> AnyView {
    match step {
        Step::Credentials(_) => view! { <credentials::Credentials guide /> }.into_any(),
        Step::ReadCard(first) => {
            let step = guide.follow(first, |step| match step {
                Step::ReadCard(step) => Some(step),
                _ => None,
            });
            view! { <read_card::ReadCard guide step /> }.into_any()
        }
        Step::Unfinished(_) => view! { <Unfinished /> }.into_any(),
        Step::Entered(_) => {
            let begin_again = Callback::new(move |()| guide.abandon());
            view! { <Entering begin_again /> }.into_any()
        }
    }
}

/// Registration goes on where it stopped.
#[component]
fn Unfinished() -> impl IntoView {
    let shell = use_shell();
    Effect::new(move |_| shell.redirect(Route::Register));
    view! { <ui::Loading /> }
}
