//! The redirect to an identity provider and back: the browser leaves only when the person chose it,
//! and the flow that sent it away submits the response.

use leptos::prelude::*;
use vestibule_shared::{
    text::Language,
    upstream::{AwayStep, UpstreamAnswer},
};

use crate::{
    app::{route::Route, shell::use_shell},
    browser::page,
    flow::FlowState,
    i18n::{key, t, use_i18n},
    ui::{self, Icon, Milestone, Shape},
};

/// The page that providers redirect to: takes the response out of the address bar at once and leads
/// to the flow to which it belongs.
#[component]
pub(crate) fn Return() -> impl IntoView {
    let shell = use_shell();
    Effect::new(move |_| {
        let answer = page::take_query().map(read);
        let flow = answer.as_ref().and_then(|answer| answer.state.split('.').next());
        let route = match flow {
            Some("register") => Route::Register,
            Some("link") => Route::Link,
            _ => Route::SignIn,
        };
        shell.returned.set(answer);
        shell.redirect(route);
    });
    view! { <ui::Loading /> }
}

fn read(query: Vec<(String, String)>) -> UpstreamAnswer {
    let mut answer = UpstreamAnswer::default();
    for (name, value) in query {
        match name.as_str() {
            "state" => answer.state = value,
            "code" => answer.code = Some(value),
            "iss" => answer.iss = Some(value),
            "error" => answer.error = Some(value),
            _ => {}
        }
    }
    answer
}

/// Forgets the response of a provider unless the flow waits for it.
pub(crate) fn forget_answer(elsewhere: bool) {
    if elsewhere {
        use_shell().returned.set(None);
    }
}

/// The moves of a flow at this step.
#[derive(Clone, Copy)]
pub(crate) struct Ways {
    /// Submits the provider's response.
    pub(crate) answer: Callback<(UpstreamAnswer, Language)>,
    /// Chooses another way.
    pub(crate) back: Callback<()>,
}

/// The screen of the step.
#[component]
pub(crate) fn Away(
    state: FlowState,
    wizard: &'static str,
    #[prop(optional_no_strip)] at: Option<Milestone>,
    step: Signal<AwayStep>,
    ways: Ways,
) -> impl IntoView {
    let (shell, language) = (use_shell(), untrack(|| use_i18n().language()));
    let name = step.with_untracked(|step| step.provider.name.clone());
    if let Some(answer) = shell.returned.try_update(Option::take).flatten() {
        ways.answer.run((answer, language));
    } else if shell.leaving.try_update(std::mem::take).unwrap_or_default() {
        shell.steps.leave();
        page::leave(&step.with_untracked(|step| step.url.clone()));
    }
    let failed = Memo::new(move |_| state.trouble.with(Option::is_some));
    let heading = if state.busy.get_untracked() {
        key::away_back_title(&name)
    } else {
        key::away_title(&name)
    };
    let on = key::away_on(&name);
    let shown = view! {
            <ui::Action kind=ui::Kind::Back press=ways.back busy=state.busy>
                {t(key::SIGN_IN_OTHER_WAYS)}
            </ui::Action>
            <ui::Heading text=heading />
            <ui::Notices trouble=state.trouble moved=state.moved />
            {move || (!failed.get()).then(|| view! {
                <p class="lead">{t(key::away_lead(&name))}</p>
            })}
            {move || if state.busy.get() {
                view! { <ui::Loading /> }.into_any()
            } else {
                let on = on.clone();
                view! {
                    <div class="actions">
                        <a class="button button-primary" href=move || step.get().url>
                            <Icon shape=Shape::Phone /> <span>{t(on)}</span>
                        </a>
                    </div>
                }
                .into_any()
            }}
    };
    match at {
        Some(at) => view! { <ui::Screen wizard step="away" at>{shown}</ui::Screen> }.into_any(),
        None => view! { <ui::Screen wizard step="away">{shown}</ui::Screen> }.into_any(),
    }
}
