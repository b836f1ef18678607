//! A mail's link that pauses campaigns (H10). It needs no sign-in, and discloses nothing.

use leptos::prelude::*;
use vestibule_shared::{
    api::Nothing,
    campaign::{SnoozeLink, SnoozeMails},
};

use super::mail_link::MailLink;
use crate::{
    app::route::Route,
    i18n::{key, t},
    ui::{self, Icon, Shape},
};

/// The page of the link.
#[component]
pub(crate) fn Later() -> impl IntoView {
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
        link.follow::<SnoozeMails>(|token| SnoozeLink { token }, || ());
    });
    view! {
        <ui::Screen step="later">
            <ui::Heading text=key::LATER_TITLE />
            <p class="lead">{t(key::LATER_TEXT)}</p>
            {link.wrong()}
            {move || usable.get().then(|| view! {
                <div class="actions">
                    <ui::Action press busy=link.busy>{t(key::LATER_SUBMIT)}</ui::Action>
                    <ui::Link to=Route::TwoStep class="button button-quiet">{t(key::LATER_NOW)}</ui::Link>
                </div>
            })}
        </ui::Screen>
    }
}

/// The result, and what can still be done.
#[component]
fn Done() -> impl IntoView {
    view! {
        <ui::Screen step="later_done">
            <p class="seal"><Icon shape=Shape::Check /></p>
            <ui::Heading text=key::LATER_DONE />
            <p>{t(key::LATER_DONE_TEXT)}</p>
            <div class="actions">
                <ui::Link to=Route::TwoStep class="button button-quiet">{t(key::LATER_NOW)}</ui::Link>
            </div>
        </ui::Screen>
    }
}
