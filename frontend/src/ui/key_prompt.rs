//! The browser's own window for passkeys and other keys: opened by a press, never automatically (UX
//! 20).

use leptos::prelude::*;
use serde_json::Value;

use super::{Action, Alert, Tone};
use crate::{
    app::shell::use_shell,
    browser::{
        keys::{self, KeyProblem},
        tasks::Scope,
    },
    i18n::{Text, key, t},
};

/// What a key is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// To be created.
    New,
    /// To answer.
    Answer,
}

/// A button that opens the window; `answer` receives the result, `renew` requests a new challenge
/// if the last one was answered already.
#[component]
pub(crate) fn KeyPrompt(
    wanted: Wanted,
    label: Text,
    options: Signal<Value>,
    #[prop(into)] busy: Signal<bool>,
    answer: Callback<Value>,
    renew: Callback<()>,
) -> impl IntoView {
    let problem = RwSignal::new(None::<KeyProblem>);
    let (scope, open, spent) = (Scope::new(), RwSignal::new(false), RwSignal::new(false));
    let begin = Callback::new(move |()| {
        open.set(true);
        spent.set(true);
        let options = options.get_untracked();
        scope.spawn(async move {
            let outcome = match wanted {
                Wanted::New => keys::create(&options).await,
                Wanted::Answer => keys::get(&options).await,
            };
            open.set(false);
            match outcome {
                Ok(credential) => answer.run(credential),
                // Nothing was sent: the same challenge can be used again.
                Err(found) => {
                    spent.set(false);
                    problem.set(Some(found));
                }
            }
        });
    });
    let soon = RwSignal::new(false);
    let press = Callback::new(move |()| {
        problem.set(None);
        if spent.get_untracked() {
            soon.set(true);
            renew.run(());
        } else {
            begin.run(());
        }
    });
    Effect::new(move |before: Option<Value>| {
        let now = options.get();
        if before.is_some_and(|before| before != now) {
            spent.set(false);
            if soon.get_untracked() {
                soon.set(false);
                begin.run(());
            }
        }
        now
    });
    on_cleanup(keys::stop);
    let at_work = Signal::derive(move || open.get() || busy.get());
    view! {
        <KeyStatus open problem />
        <div class="actions"><Action press busy=at_work>{t(label)}</Action></div>
    }
}

/// The status of the browser's window, or its result.
#[component]
pub(crate) fn KeyStatus(
    open: RwSignal<bool>,
    problem: RwSignal<Option<KeyProblem>>,
) -> impl IntoView {
    let is_bad = move || problem.get().is_some_and(|found| found != KeyProblem::Nothing);
    use_shell().watch_failure(is_bad);
    view! {
        <div role="status">
            {move || open.get().then(|| view! { <p class="key-open">{t(key::KEY_OPEN)}</p> })}
        </div>
        {move || problem.get().and_then(alert)}
    }
}

fn alert(problem: KeyProblem) -> Option<impl IntoView> {
    let (tone, title, text) = match problem {
        KeyProblem::Replaced => return None,
        KeyProblem::Nothing => (Tone::Calm, key::KEY_NOTHING, key::KEY_NOTHING_DO),
        KeyProblem::Taken => (Tone::Calm, key::KEY_TAKEN, key::PROBLEM_KEY_TAKEN),
        KeyProblem::Unsupported => (Tone::Bad, key::KEY_UNSUPPORTED, key::KEY_UNSUPPORTED_DO),
        KeyProblem::Insecure => (Tone::Bad, key::KEY_INSECURE, key::KEY_INSECURE_DO),
        KeyProblem::Failed => (Tone::Bad, key::KEY_FAILED, key::KEY_FAILED_DO),
    };
    Some(view! { <Alert tone code=problem.name() title><p>{t(text)}</p></Alert> })
}
