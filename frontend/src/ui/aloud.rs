//! A code to read out on the phone: large, and in groups.

use leptos::prelude::*;

/// Letters and digits; hyphens separate the groups.
pub(crate) fn aloud(code: &str) -> impl IntoView + use<> {
    // With spaces between them a screen reader says the characters one by one.
    let spelled = |group: &str| group.chars().map(String::from).collect::<Vec<_>>().join(" ");
    let groups = code.split('-').map(|group| {
        let spoken = spelled(group) + ", ";
        view! {
            <span aria-hidden="true">{group.to_owned()}</span>
            <span class="visually-hidden">{spoken}</span>
        }
    });
    view! { <p class="aloud-code" lang="zxx" data-testid="aloud">{groups.collect_view()}</p> }
}
