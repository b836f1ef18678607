//! A forgotten password: by e-ID, or by a link in a mail and a code in a text message.

mod ask;
mod done;
mod link;
mod mail_sent;
mod new_password;
mod read_card;

use leptos::prelude::*;
use vestibule_shared::recovery::{Recovery, Step};

use crate::{
    app::shell::use_shell,
    browser::page,
    flow::{Flow, expiring_screens},
};

/// The name of this flow in tests.
const WIZARD: &str = "recovery";

/// The recovery page. A mail's link has its token in the fragment (after the `#`); it is used on a
/// click only, since previews fetch links (UX 16).
#[component]
pub(crate) fn Recover() -> impl IntoView {
    let flow = Flow::<Recovery>::new();
    let shell = use_shell();
    let token = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        shell.navigations.track();
        if let Some(found) = page::take_fragment() {
            token.set(Some(found));
        }
    });
    let with_link = Memo::new(move |_| token.with(Option::is_some));
    move || {
        if with_link.get() {
            view! { <link::OpenLink flow token /> }.into_any()
        } else {
            expiring_screens(flow, move |step| draw(flow, step)).into_any()
        }
    }
}

fn draw(flow: Flow<Recovery>, step: Step) -> AnyView {
    match step {
        Step::Ask(_) => view! { <ask::Ask flow /> }.into_any(),
        Step::MailSent(first) => {
            let step = flow.follow(first);
            view! { <mail_sent::MailSent flow step /> }.into_any()
        }
        Step::ReadCard(first) => {
            let step = flow.follow(first);
            view! { <read_card::ReadCard flow step /> }.into_any()
        }
        Step::NewPassword(first) => {
            let step = flow.follow(first);
            view! { <new_password::ChooseNewPassword flow step /> }.into_any()
        }
        Step::Done(_) => view! { <done::Done flow /> }.into_any(),
    }
}
