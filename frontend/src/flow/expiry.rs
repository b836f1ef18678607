//! Warns before a flow is forgotten, and lets the person continue (UX 15, WCAG 2.2.1).
//!
//! The known end is a minimum: every move extends the flow, in any tab. So the server is asked
//! again before the warning is shown.

use leptos::prelude::*;
use vestibule_shared::{
    api::{FlowTime, Method},
    time::Timestamp,
};

use crate::{
    api,
    browser::{clock, tasks::Scope},
    flow::FlowState,
    i18n::{key, t},
    json, ui,
};

/// What is known about the end of a flow.
#[derive(Clone, Copy)]
struct End {
    scope: Scope,
    state: FlowState,
    /// The end, by the clock of this computer, and how many seconds before it to warn.
    at: StoredValue<Option<(Timestamp, u32)>>,
    /// Remaining seconds, while the warning is shown.
    left: RwSignal<Option<u32>>,
}

/// The dialog, closed until the end is near.
pub(crate) fn warn(state: FlowState) -> impl IntoView {
    let end =
        End { scope: Scope::new(), state, at: StoredValue::new(None), left: RwSignal::new(None) };
    Effect::new(move |_| {
        state.answers.track();
        if end.at.get_value().is_none() {
            end.ask(Method::Get, None);
        }
    });
    clock::every(1_000, move || end.look());
    let open = Memo::new(move |_| end.left.with(Option::is_some));
    let go_on = Callback::new(move |()| end.ask(Method::Post, Some("{}".to_owned())));
    view! {
        <ui::Dialog open id="journey-end" title=key::TIMEOUT_TITLE
            text=Signal::derive(t(key::JOURNEY_END_TEXT)) close=go_on>
            <ui::TimeLeft left=end.left />
            <div class="actions">
                <ui::Action press=go_on>{t(key::CONTINUE)}</ui::Action>
            </div>
        </ui::Dialog>
    }
}

impl End {
    fn look(self) {
        let Some((at, warn_before)) = self.at.get_value() else { return };
        let left = clock::now().seconds_until(at);
        if left > warn_before {
            return;
        }
        if left > 0 && self.left.get_untracked().is_some() {
            self.left.set(Some(left));
        } else {
            self.ask(Method::Get, None);
        }
    }

    fn ask(self, method: Method, body: Option<String>) {
        // Until the answer arrives, no second request is sent.
        let before = self.at.try_update_value(Option::take).flatten();
        // The remaining time is counted from the request: a computer can sleep before the answer.
        let asked_at = clock::now();
        self.scope.spawn(async move {
            let answer = api::ask(method, self.state.time, body).await;
            let now = clock::now();
            let known = match answer.ok().as_ref().and_then(json::read::<FlowTime>) {
                Some(FlowTime { ends_in, warn_before }) => {
                    ends_in.map(|left| (asked_at.plus_seconds(i64::from(left)), warn_before))
                }
                // Without an answer, the known end stays valid.
                None => before.filter(|(at, _)| now.seconds_until(*at) > 0),
            };
            let left = known.map(|(at, warn_before)| (now.seconds_until(at), warn_before));
            self.at.set_value(known);
            self.left.set(left.filter(|(left, warn)| left <= warn).map(|(left, _)| left));
        });
    }
}
