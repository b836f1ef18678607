//! A question that has to be answered before anything else.

use leptos::{html, prelude::*};

use crate::{
    app::shell::use_shell,
    i18n::{Text, key, minutes, t, t_with},
};

/// When the end is announced once more, in seconds.
const LAST_MINUTE: u32 = 60;

/// A modal dialog, the browser's own: it keeps the focus inside and returns it.
#[component]
pub(crate) fn Dialog(
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] title: Signal<Text>,
    /// The id of its title: unique on the page.
    #[prop(default = "dialog-title")]
    id: &'static str,
    /// What it is about, read out with the title.
    #[prop(optional, into)]
    text: Option<Signal<String>>,
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
            aria-describedby=text.map(|_| format!("{id}-text"))
            on:cancel=move |_: leptos::ev::Event| close.run(())>
            <h2 id=id>{t_with(move || title.get())}</h2>
            {text.map(|text| view! { <p id=format!("{id}-text")>{move || text.get()}</p> })}
            {children()}
        </dialog>
    }
}

/// The last minutes, in the dialog and in the window's title; the last one is announced.
#[component]
pub(crate) fn TimeLeft(#[prop(into)] left: Signal<Option<u32>>) -> impl IntoView {
    let shell = use_shell();
    Effect::new(move |before: Option<Option<u32>>| {
        let now = left.get();
        // Where nothing ended here, another dialog may count.
        if now.is_some() || before.flatten().is_some() {
            shell.ends_in.set(now);
        }
        now
    });
    on_cleanup(move || shell.ends_in.set(None));
    let is_last = Memo::new(move |_| left.get().is_some_and(|left| left <= LAST_MINUTE));
    let said = move |left: u32| key::timeout_left(minutes(left));
    view! {
        <p class="countdown" role="timer">
            {t_with(move || said(left.get().unwrap_or_default()))}
        </p>
        <p class="visually-hidden" role="status">
            {move || is_last.get().then(|| t(said(LAST_MINUTE))())}
        </p>
    }
}
