//! A large option with a picture and a sentence.

use leptos::prelude::*;

use super::{Icon, Shape};
use crate::i18n::{Text, t};

/// An option that leads on at once.
#[component]
pub(crate) fn Tile(shape: Shape, title: Text, text: Text, press: Callback<()>) -> impl IntoView {
    view! {
        <button type="button" class="tile" on:click=move |_| press.run(())>
            <span class="tile-picture"><Icon shape /></span>
            <span class="tile-words">
                <strong>{t(title)}</strong>
                <span>{t(text)}</span>
            </span>
            <span class="tile-on"><Icon shape=Shape::On /></span>
        </button>
    }
}
