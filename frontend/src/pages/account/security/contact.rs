//! Number and address, and the way to change them.

use leptos::prelude::*;

use super::{
    page::Page,
    part::{Part, Row, RowAction, Section},
};
use crate::{
    app::shell::Intent,
    i18n::{Text, key, use_i18n},
    ui::Shape,
};

/// The two, each with a way to change it.
#[component]
pub(super) fn Contact(page: Page) -> impl IntoView {
    let phone = move || page.account.with(|v| v.as_ref().map(|v| v.phone_masked.clone()));
    let email = move || page.account.with(|v| v.as_ref().map(|v| v.email.clone()));
    let phone = Signal::derive(move || phone().unwrap_or_default());
    let email = Signal::derive(move || email().unwrap_or_default());
    view! {
        <Section page part=Part::Contact>
            <ul class="sessions">
                {line(page, Shape::Phone, phone, key::FACT_PHONE, Intent::Phone(String::new()))}
                {line(page, Shape::Mail, email, key::FACT_EMAIL, Intent::Email(String::new()))}
            </ul>
        </Section>
    }
}

fn line(page: Page, shape: Shape, name: Signal<String>, label: Text, intent: Intent) -> AnyView {
    let i18n = use_i18n();
    let about = Signal::derive(move || i18n.say(&label));
    let press = Callback::new(move |()| page.change_contact(intent.clone()));
    view! {
        <Row shape name detail=about moments=Vec::new()>
            <RowAction page label=key::SECURITY_CHANGE about press />
        </Row>
    }
    .into_any()
}
