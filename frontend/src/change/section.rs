//! A section of a page on which something can be changed.

use leptos::prelude::*;

use super::Controller;
use crate::{
    i18n::{Text, t},
    ui::{self, Tone},
};

/// One section of a page, with a heading; shows the result of the last action in it.
#[component]
pub(crate) fn Section(
    controller: Controller,
    id: &'static str,
    title: Text,
    #[prop(optional)] text: Option<Text>,
    children: Children,
) -> impl IntoView {
    let here = Memo::new(move |_| controller.at.get() == id);
    let said = move || here.get().then(|| controller.said.get()).flatten();
    let trouble = Signal::derive(move || here.get().then(|| controller.trouble.get()).flatten());
    view! {
        <section class="part" aria-labelledby=id data-part=id>
            <h2 id=id tabindex="-1">{t(title)}</h2>
            {text.map(|text| view! { <p class="part-text">{t(text)}</p> })}
            {move || said().map(|said| view! {
                <ui::Alert tone=Tone::Good code="changed"><p>{t(said)}</p></ui::Alert>
            })}
            <ui::TroubleAlert trouble />
            {children()}
        </section>
    }
}
