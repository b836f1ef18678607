//! A question that has to be answered before anything else.

use leptos::{html, prelude::*};

use crate::i18n::{Text, t_with};

/// A modal dialog, the browser's own: it keeps the focus inside and returns it.
#[component]
pub(crate) fn Dialog(
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] title: Signal<Text>,
    /// The id of its title: unique on the page.
    #[prop(default = "dialog-title")]
    id: &'static str,
    /// Called when the person presses Escape.
    close: Callback<()>,
    children: Children,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = element.get() else { return };
        if open.get() && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog node_ref=element class="dialog" aria-labelledby=id
            on:cancel=move |_: leptos::ev::Event| close.run(())>
            <h2 id=id>{t_with(move || title.get())}</h2>
            {children()}
        </dialog>
    }
}
