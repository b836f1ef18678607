//! A mail's link that cancels a pending reset (H3).

use leptos::prelude::*;
use vestibule_shared::{
    api::Nothing,
    desk::{RefuseReset, ResetLink},
};

use super::mail_link::MailLink;
use crate::{
    app::route::{Route, Topic},
    i18n::{key, t},
    ui::{self, Icon, Shape},
};

/// The page of the link.
#[component]
pub(crate) fn Refuse() -> impl IntoView {
    let link = MailLink::new();
    let done = Memo::new(move |_| link.done.with(Option::is_some));
    move || {
        if done.get() { view! { <Done /> }.into_any() } else { view! { <Ask link /> }.into_any() }
    }
}

/// What the button does, and the button.
#[component]
fn Ask(link: MailLink<Nothing>) -> impl IntoView {
    let usable = link.usable();
    let press = Callback::new(move |()| {
        link.follow::<RefuseReset>(|token| ResetLink { token }, || ());
    });
    view! {
        <ui::Screen step="refuse" help=Topic::NotMe>
            <ui::Heading text=key::REFUSE_TITLE />
            <p class="lead">{t(key::REFUSE_TEXT)}</p>
            {link.wrong()}
            {move || usable.get().then(|| view! {
                <div class="actions">
                    <ui::Action press busy=link.busy>{t(key::REFUSE_SUBMIT)}</ui::Action>
                </div>
                <p>{t(key::UNDO_WAS_ME)}</p>
            })}
        </ui::Screen>
    }
}

/// The result, and what to do next.
#[component]
fn Done() -> impl IntoView {
    view! {
        <ui::Screen step="refused">
            <p class="seal"><Icon shape=Shape::Check /></p>
            <ui::Heading text=key::REFUSE_DONE />
            <p>{t(key::REFUSE_DONE_TEXT)}</p>
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
