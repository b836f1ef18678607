//! The list of people whose capacity staff have to verify, below the search.

use leptos::prelude::*;
use vestibule_shared::{
    api::Nothing,
    desk::{ListCapacities, OpenCheck, OpenChecks},
};

use super::frame::About;
use crate::{
    api,
    app::{route::Route, session::use_session},
    browser::intl,
    change::{Controller, Section},
    i18n::{Text, capacity, key, t, use_i18n},
    ui::{Cells, Table},
};

/// The id of the heading.
const PART: &str = "desk-checks";
const HEADS: &[Text] = &[key::STAFF_NAME, key::FACT_CAPACITY, key::CHECKS_SINCE];

/// The list; nothing if it is empty. It is loaded once, so that it does not change while an agent
/// types.
#[component]
pub(super) fn Checks(controller: Controller) -> impl IntoView {
    let (session, open) = (use_session(), RwSignal::new(None::<OpenChecks>));
    Effect::new(move |asked: Option<bool>| {
        let ready = session.is_signed_in();
        if ready && asked != Some(true) {
            controller.scope().spawn(async move {
                // The search works without it.
                open.set(api::call::<ListCapacities>(&Nothing {}).await.ok());
            });
        }
        ready
    });
    move || {
        let OpenChecks { people, has_more } = open.get()?;
        (!people.is_empty()).then(|| {
            let rows = people.into_iter().map(line).collect();
            view! {
                <Section controller id=PART title=key::CHECKS_TITLE text=key::CHECKS_TEXT>
                    <Table caption=key::CHECKS_TABLE heads=HEADS rows />
                    {has_more.then(|| view! { <p class="small">{t(key::CHECKS_MORE)}</p> })}
                </Section>
            }
        })
    }
}

fn line(one: OpenCheck) -> Cells {
    let (i18n, since) = (use_i18n(), one.since);
    let zone = i18n.known("time_zone");
    vec![
        view! { <About to=Route::Person account=one.account>{one.name}</About> }.into_any(),
        t(capacity(one.capacity)).into_any(),
        (move || intl::date_and_time_in(i18n.language(), &zone, since)).into_any(),
    ]
}
