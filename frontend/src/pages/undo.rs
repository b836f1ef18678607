//! "This was not me": a mail's link that undoes a change of number or address (UX 16, 22).

use leptos::prelude::*;
use vestibule_shared::contact::{Undo as Request, UndoChange, Undone, What};

use super::mail_link::MailLink;
use crate::{
    http::session::use_session,
    i18n::{Text, key, t},
    route::{Route, Topic},
    ui::{self, Icon, Shape},
};

/// The page of the link.
#[component]
pub(crate) fn Undo() -> impl IntoView {
    let link = MailLink::new();
    move || match link.done.get() {
        Some(undone) => view! { <Done undone /> }.into_any(),
        None => view! { <Ask link /> }.into_any(),
    }
}

/// What the button does, and the button.
#[component]
fn Ask(link: MailLink<Undone>) -> impl IntoView {
    let session = use_session();
    let press = Callback::new(move |()| {
        // It ended every session, including the one of this browser.
        let then = async move || session.refresh().await;
        link.follow::<UndoChange>(|token| Request { token }, then);
    });
    let usable = link.usable();
    view! {
        <ui::Screen step="undo" help=Topic::NotMe>
            <ui::Heading text=key::UNDO_TITLE />
            <p class="lead">{t(key::UNDO_TEXT)}</p>
            {link.wrong()}
            {move || usable.get().then(|| view! {
                <p>{t(key::UNDO_THEN)}</p>
                {checks(vec![
                    (Shape::Back, key::UNDO_THEN_OLD),
                    (Shape::Out, key::UNDO_THEN_OUT),
                    (Shape::Card, key::UNDO_THEN_CARD),
                ])}
                <div class="actions">
                    <ui::Action press busy=link.busy>{t(key::UNDO_SUBMIT)}</ui::Action>
                </div>
                <p>{t(key::UNDO_WAS_ME)}</p>
            })}
        </ui::Screen>
    }
}

/// The result, and what to do next.
#[component]
fn Done(undone: Undone) -> impl IntoView {
    let restored = undone.what.map(|what| match what {
        What::Phone => (Shape::Phone, key::UNDO_DONE_PHONE),
        What::Email => (Shape::Mail, key::UNDO_DONE_EMAIL),
    });
    let held = key::undo_done_held(undone.held_hours);
    let rest = [(Shape::Out, key::UNDO_DONE_OUT), (Shape::Card, held)];
    view! {
        <ui::Screen step="undone">
            <p class="seal"><Icon shape=Shape::Check /></p>
            <ui::Heading text=key::UNDO_DONE />
            {checks(restored.into_iter().chain(rest).collect())}
            <h2>{t(key::UNDO_NEXT)}</h2>
            <ol>
                {[key::UNDO_NEXT_PASSWORD, key::UNDO_NEXT_LOOK, key::UNDO_NEXT_CALL]
                    .map(|text| view! { <li>{t(text)}</li> }).collect_view()}
            </ol>
            <ui::HelpPhone />
            <div class="actions">
                <ui::Link to=Route::Recover class="button button-primary">
                    {t(key::NEW_PASSWORD_TITLE)}
                </ui::Link>
                <ui::Link to=Route::SignIn class="button button-quiet">{t(key::SIGN_IN_LINK)}</ui::Link>
            </div>
        </ui::Screen>
    }
}

fn checks(lines: Vec<(Shape, Text)>) -> AnyView {
    let lines = lines
        .into_iter()
        .map(|(shape, text)| view! { <li><Icon shape /> <span>{t(text)}</span></li> });
    view! { <ul class="checks">{lines.collect_view()}</ul> }.into_any()
}
