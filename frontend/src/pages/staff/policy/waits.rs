//! The proposals about the policy and about roles that wait for a second administrator.

use leptos::prelude::*;
use vestibule_shared::policy::{DecideProposal, Proposal, Proposed};

use super::{Page, WAITS, words};
use crate::{
    api,
    i18n::{key, t},
    pages::staff::{
        differences::differences,
        proposals::{Decided, Place, Proposals, Waiting},
    },
};

/// The waiting changes, if there are any.
#[component]
pub(super) fn Waits(page: Page, rules: Memo<bool>) -> impl IntoView {
    let controller = page.controller;
    let place = Place { controller, section: WAITS, i18n: page.speech.get_value(), rules };
    let proposals = move || {
        page.view.with(|view| view.as_ref().map(|it| it.proposals.clone())).unwrap_or_default()
    };
    let waiting = move |()| proposals().into_iter().map(|one| waits(page, one)).collect::<Vec<_>>();
    let is_empty = Memo::new(move |_| proposals().is_empty());
    let decide = Callback::new(move |(form, decision, done): Decided| {
        let answer = Box::pin(async move { api::call::<DecideProposal>(&decision).await });
        controller.send(form, answer, move |view| {
            page.hear(view);
            controller.done(done);
        });
    });
    view! { <Proposals place agree_text=key::POLICY_AGREE_TEXT waiting is_empty decide /> }
}

fn waits(page: Page, one: Proposal) -> Waiting {
    let i18n = page.speech.get_value();
    let Proposal { id, what, by, is_yours, at, .. } = one;
    let (reason, difference) = match what {
        Proposed::Policy(change) => {
            let held = page.view.with_untracked(|view| view.as_ref().map(|it| it.policy.clone()));
            let changes = move || {
                held.as_ref().map(|held| differences(words::changes(i18n, held, &change.policy)))
            };
            (change.reason, changes.into_any())
        }
        // It is shown, and decided, with the applications.
        Proposed::Client(change) => (change.reason, ().into_any()),
        Proposed::Role(grant) => {
            (grant.reason, view! { <p>{t(key::policy_role(grant.email))}</p> }.into_any())
        }
    };
    Waiting { id, by, is_yours, at, reason, subject: None, difference }
}
