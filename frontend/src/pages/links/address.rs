//! The page of a mail's link that asks whether an e-mail address belongs to the account that names
//! it (UX 16).

use leptos::prelude::*;
use vestibule_shared::address::{AddressAnswer, AddressAnswered, AnswerAddress, Whose};

use super::mail_link::MailLink;
use crate::{
    app::route::Route,
    i18n::{key, t},
    ui::{self, Icon, Shape},
};

/// The page of the link.
#[component]
pub(crate) fn Address() -> impl IntoView {
    let link = MailLink::new();
    move || match link.done.get() {
        Some(answered) => view! { <Done answered /> }.into_any(),
        None => view! { <Ask link /> }.into_any(),
    }
}

/// The question, and one button per answer.
#[component]
fn Ask(link: MailLink<AddressAnswered>) -> impl IntoView {
    let usable = link.usable();
    let press = move |whose| {
        Callback::new(move |()| {
            let request = |token| AddressAnswer { token, whose };
            link.follow::<AnswerAddress>(request, || ());
        })
    };
    view! {
        <ui::Screen step="address">
            <ui::Heading text=key::ADDRESS_TITLE />
            <p class="lead">{t(key::ADDRESS_TEXT)}</p>
            {link.wrong()}
            {move || usable.get().then(|| view! {
                <div class="actions">
                    <ui::Action press=press(Whose::Mine) busy=link.busy>
                        {t(key::ADDRESS_MINE)}
                    </ui::Action>
                    <ui::Action kind=ui::Kind::Quiet press=press(Whose::NotMine) busy=link.busy>
                        {t(key::ADDRESS_NOT_MINE)}
                    </ui::Action>
                </div>
                <p>{t(key::ADDRESS_NOT_MINE_TEXT)}</p>
            })}
        </ui::Screen>
    }
}

/// The result, and where to go next.
#[component]
fn Done(answered: AddressAnswered) -> impl IntoView {
    let (step, title, text) = match answered.whose {
        Whose::Mine => ("address_proved", key::ADDRESS_PROVED, key::ADDRESS_PROVED_TEXT),
        Whose::NotMine => ("address_removed", key::ADDRESS_REMOVED, key::ADDRESS_REMOVED_TEXT),
    };
    view! {
        <ui::Screen step>
            <p class="seal"><Icon shape=Shape::Check /></p>
            <ui::Heading text=title />
            <p class="lead">{t(text)}</p>
            <div class="actions">
                <ui::Link to=Route::Home class="button button-primary">{t(key::ADDRESS_ON)}</ui::Link>
            </div>
        </ui::Screen>
    }
}
