//! What differs between two settings, line by line.

use leptos::prelude::*;

use crate::i18n::{key, t};

/// A line that changed.
#[derive(Clone)]
pub(super) struct Changed {
    /// The subject.
    pub(super) about: String,
    /// What was decided before.
    pub(super) before: String,
    /// What is decided now.
    pub(super) says: String,
}

/// The lines, each with what it was.
pub(super) fn differences(changes: Vec<Changed>) -> AnyView {
    let line = |line: Changed| {
        view! {
            <dt>{line.about}</dt>
            <dd class="staff-value">
                {line.says} " " <span class="small">"(" {t(key::policy_was(line.before))} ")"</span>
            </dd>
        }
    };
    view! { <dl class="facts">{changes.into_iter().map(line).collect_view()}</dl> }.into_any()
}
