//! My account, my data: a data export, and the deletion of the account (GDPR art. 15, 17, 20).

mod copy;
mod leave;
mod state;

use leptos::prelude::*;

use self::state::{Outcome, State};
use super::leaving;
use crate::{
    app::route::Route,
    flow::once_loaded,
    i18n::{key, t},
    ui,
};

/// The page.
#[component]
pub(crate) fn Data() -> impl IntoView {
    let state = State::new();
    state.load();
    let ready = Memo::new(move |_| state.view.with(Option::is_some));
    let load = Callback::new(move |()| state.load());
    once_loaded(ready, state.controller.trouble, load, move || view! { <Parts state /> }.into_any())
}

#[component]
fn Parts(state: State) -> impl IntoView {
    let keep = Callback::new(move |()| state.keep());
    let waits = Memo::new(move |_| state.waits_until());
    let top = move || match (waits.get(), state.outcome.get()) {
        (Some(at), _) => Some(leaving::waits(at, state.controller.busy, keep)),
        (None, Some(Outcome::Kept)) => Some(leaving::kept()),
        _ => None,
    };
    view! {
        <ui::Screen step="data">
            <ui::Link to=Route::Security class="button button-plain button-back">
                <ui::Icon shape=ui::Shape::Back /> {t(key::SECURITY_TITLE)}
            </ui::Link>
            <ui::Heading text=key::DATA_TITLE />
            <p class="lead">{t(key::DATA_LEAD)}</p>
            {top}
            <ui::TroubleAlert trouble=state.controller.trouble />
            <copy::Copy state />
            <leave::Leave state />
        </ui::Screen>
    }
}
