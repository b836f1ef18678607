//! The frame of one screen: the main sheet, and the side beside it.

use leptos::prelude::*;

use super::{
    Doorway,
    help_line::HelpLine,
    stepper::{Milestones, Progress, StepCount},
};
use crate::{
    app::{route::Topic, shell::use_shell},
    i18n::{key, t},
};

/// One screen. `wizard` and `step` name it for tests; `at` is the progress, `help` the topics that
/// may be needed.
#[component]
pub(crate) fn Screen(
    #[prop(optional)] wizard: Option<&'static str>,
    step: &'static str,
    #[prop(optional, into)] at: Option<Progress>,
    #[prop(optional)] help: Option<Topic>,
    /// What is in the side besides the help.
    #[prop(optional)]
    beside: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let counted = at.as_ref().map(|at| (at.names.len(), at.behind + 1));
    let open = at.as_ref().map_or(3, Progress::sixths);
    if let Some(wizard) = wizard {
        let steps = use_shell().steps;
        Effect::new(move |_| steps.arrived((wizard, step)));
    }
    view! {
        <div class="layout">
            <section class="sheet" data-wizard=wizard data-step=step>
                {counted.map(|(count, now)| view! { <StepCount count now /> })}
                {children()}
            </section>
            <aside class="side" aria-label=t(key::SIDE)>
                <Doorway open />
                {at.map(|at| view! { <Milestones at /> })}
                {beside}
                <HelpLine topic=help />
            </aside>
        </div>
    }
}

/// A placeholder: grey lines while data is on its way.
#[component]
pub(crate) fn Loading() -> impl IntoView {
    view! {
        <div class="layout">
            <section class="sheet" aria-busy="true">
                <p class="visually-hidden" role="status">{t(key::LOADING)}</p>
                <div class="shimmer shimmer-title"></div>
                <div class="shimmer"></div>
                <div class="shimmer"></div>
                <div class="shimmer shimmer-short"></div>
            </section>
        </div>
    }
}
