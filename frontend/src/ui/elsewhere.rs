//! On a telephone or tablet: no card reader works there, so the address goes to a computer.

use leptos::prelude::*;

use super::{Alert, Icon, Shape, Tone};
use crate::{
    browser::page,
    i18n::{key, t},
};

/// Says so, and offers to mail the address; the children are other ways to carry it over.
#[component]
pub(crate) fn Elsewhere(
    address: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let subject = t(key::ELSEWHERE_SUBJECT);
    view! {
        <Alert tone=Tone::Calm code="device_unsupported" title=key::READER_MOBILE_TITLE>
            <p>{t(key::READER_MOBILE_DO)}</p>
            <div class="actions">
                <a class="button button-quiet" href=move || page::as_mail(&subject(), &address)>
                    <Icon shape=Shape::Mail /> <span>{t(key::ELSEWHERE_MAIL)}</span>
                </a>
            </div>
            {children.map(|children| children())}
        </Alert>
    }
}
