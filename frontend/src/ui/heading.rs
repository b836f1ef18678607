//! The one `h1` of a page.

use leptos::{html, prelude::*};

use crate::{
    i18n::{Text, t},
    shell::use_shell,
};

/// The heading names the window too, and takes the focus when it replaces another one, so that a
/// screen reader says where we are now.
#[component]
pub(crate) fn Heading(text: Text) -> impl IntoView {
    let shell = use_shell();
    let element = NodeRef::<html::H1>::new();
    let again = shell.announce(text.clone());
    Effect::new(move |_| {
        if again && let Some(heading) = element.get() {
            let _ = heading.focus();
        }
    });
    view! { <h1 tabindex="-1" node_ref=element>{t(text)}</h1> }
}
