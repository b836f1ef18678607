//! My account, my data: a data export, and the deletion of the account (GDPR art. 15, 17, 20).

mod copy;
mod leave;
mod state;

use leptos::prelude::*;

use self::state::{Outcome, State};
use super::leaving;
use crate::{
    app::route::Route,
    change::proof::prove_when_asked,
    flow::{continuation::only_inside, opening},
    i18n::{key, t},
    ui,
};

/// The page.
#[component]
pub(crate) fn Data() -> impl IntoView {
    let state = State::new();
    state.load();
    only_inside(state.trouble);
    prove_when_asked(state.trouble, Route::Data);
    let ready = Memo::new(move |_| state.view.with(Option::is_some));
    move || {
        if ready.get() {
            view! { <Parts state /> }.into_any()
        } else {
            opening(state.trouble, Callback::new(move |()| state.load()))
        }
    }
}

#[component]
fn Parts(state: State) -> impl IntoView {
    let keep = Callback::new(move |()| state.keep());
    let waits = Memo::new(move |_| state.waits_until());
    let top = move || match (waits.get(), state.told.get()) {
        (Some(at), _) => Some(leaving::waits(at, state.busy, keep)),
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
            <ui::TroubleAlert trouble=state.trouble />
            <copy::Copy state />
            <leave::Leave state />
        </ui::Screen>
    }
}
