//! A fresh proof before a change: a page asks for it if the server requires one.

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{
    problem::Code,
    security::{BeginConfirm, ProofChoice},
};

use crate::{
    api::{self, Trouble},
    app::{
        route::Route,
        shell::{Shell, use_shell},
    },
    flow::continuation,
};

/// Asks for a proof when a call reports that it is too old; then shows `back` again.
pub(crate) fn prove_when_asked(trouble: RwSignal<Option<Trouble>>, back: Route) {
    let shell = use_shell();
    Effect::new(move |_| {
        if trouble.with(|trouble| trouble.as_ref().and_then(Trouble::code))
            == Some(Code::ProofRequired)
        {
            trouble.set(None);
            ask_proof(shell, back, trouble);
        }
    });
}

/// Asks for a fresh proof; then shows `back`. Failures are shown in `trouble`.
pub(crate) fn ask_proof(shell: Shell, back: Route, trouble: RwSignal<Option<Trouble>>) {
    spawn_local(async move {
        if begin_confirm(trouble).await {
            continuation::come_back(shell, back);
        }
    });
}

/// Puts the sign-in wizard at its challenge; returns whether that worked.
pub(crate) async fn begin_confirm(trouble: RwSignal<Option<Trouble>>) -> bool {
    let answer = api::call::<BeginConfirm>(&ProofChoice::default()).await;
    // The page may be gone by now.
    let answer = answer.map_err(|failure| trouble.try_set(Some(failure.trouble())));
    answer.is_ok()
}
