//! The one `h1` of a page.

use leptos::{html, prelude::*};

use crate::{
    app::shell::use_shell,
    browser::page,
    i18n::{Text, t},
};

/// The heading also names the window, and receives the focus when it replaces another one, so that
/// a screen reader announces the new page.
#[component]
pub(crate) fn Heading(text: Text) -> impl IntoView {
    let shell = use_shell();
    let element = NodeRef::<html::H1>::new();
    let again = shell.announce(text.clone());
    Effect::new(move |_| {
        // Before anything else on the screen takes the focus.
        page::take_over();
        if again && let Some(heading) = element.get() {
            let _ = heading.focus();
        }
    });
    view! { <h1 tabindex="-1" node_ref=element>{t(text)}</h1> }
}
