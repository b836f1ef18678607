//! The link of a mail was opened: a click uses it (UX 16).

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{
    api::{Method, Wizard},
    recovery::{self, Recovery, Step},
};

use super::WIZARD;
use crate::{
    api,
    flow::Flow,
    i18n::{key, t},
    json, ui,
};

/// One button that uses the link.
#[component]
pub(super) fn OpenLink(flow: Flow<Recovery>, token: RwSignal<Option<String>>) -> impl IntoView {
    let press = Callback::new(move |()| {
        if flow.busy.get_untracked() {
            return;
        }
        flow.busy.set(true);
        spawn_local(use_link(flow, token));
    });
    view! {
        <ui::Screen wizard=WIZARD step="open_link">
            <ui::Heading text=key::LINK_TITLE />
            <p class="lead">{t(key::LINK_TEXT)}</p>
            <ui::TroubleAlert trouble=flow.trouble />
            <div class="actions">
                <ui::Action press busy=flow.busy>{t(key::CONTINUE)}</ui::Action>
            </div>
        </ui::Screen>
    }
}

/// Replaces a recovery that was begun earlier, in whatever stage, by the one of the link.
async fn use_link(flow: Flow<Recovery>, token: RwSignal<Option<String>>) {
    let Some(secret) = token.get_untracked() else { return };
    let fresh = match api::ask(Method::Get, Recovery::PATH, None).await {
        Ok(step) if matches!(json::read(&step), Some(Step::Ask(_))) => Ok(()),
        Ok(_) => api::ask(Method::Delete, Recovery::PATH, None).await.map(drop),
        Err(failure) => Err(failure),
    };
    let answer = match fresh {
        Ok(()) => api::advance(&recovery::OpenLink { token: secret }).await,
        Err(failure) => Err(failure),
    };
    let reached = answer.as_ref().err().is_none_or(api::Failure::is_refusal);
    // The link is used also if the page was left meanwhile.
    if token.is_disposed() {
        return;
    }
    if let Some((trouble, _)) = flow.settle(answer) {
        flow.trouble.set(Some(trouble));
    }
    // Used or refused, the link is finished; if the server did not receive it, it stays here.
    if reached {
        token.set(None);
    }
}
