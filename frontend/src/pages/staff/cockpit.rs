//! The cockpit: how many people use strong methods, where they stop, and what messages cost (H10).

mod applications;
mod funnel;
mod methods;
mod people;
mod sends;

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    cockpit::{CockpitView, GetCockpit, Look, Period},
    registration::Capacity,
};

use super::frame::Frame;
use crate::{
    api,
    app::route::Route,
    change::{Controller, OnFailure},
    flow::opening,
    i18n::{Text, capacity, key, t, use_i18n},
    json,
    ui::{self, Pick},
};

/// The id of the heading of the first section, which shows whether the request succeeded.
const FIRST: &str = "cockpit-people";
/// The capacities, in the order of the page.
pub(super) const CAPACITIES: [Capacity; 3] =
    [Capacity::Doctor, Capacity::Organisation, Capacity::Citizen];

/// The state of the page.
#[derive(Clone, Copy)]
struct Page {
    controller: Controller,
    period: RwSignal<String>,
    whose: RwSignal<String>,
    view: RwSignal<Option<CockpitView>>,
}

impl Page {
    fn look(self) {
        let chosen = self.period.get_untracked();
        let period = Period::ALL.into_iter().find(|period| tag(period) == chosen);
        let whose = self.whose.get_untracked();
        let look = Look {
            period: period.unwrap_or(Period::Month),
            capacity: CAPACITIES.into_iter().find(|it| tag(it) == whose),
        };
        let answer = Box::pin(async move { api::call::<GetCockpit>(&look).await });
        self.controller.run(FIRST, answer, move |view| self.view.set(Some(view)));
    }
}

/// The wire name of a plain enum's variant.
pub(super) fn tag(value: &impl serde::Serialize) -> String {
    json::write(value).trim_matches('"').to_owned()
}

/// The page.
#[component]
pub(super) fn Cockpit() -> impl IntoView {
    let page = Page {
        controller: Controller::new(Route::Cockpit, OnFailure::StaysOpen),
        period: RwSignal::new(tag(&Period::Month)),
        whose: RwSignal::new(String::new()),
        view: RwSignal::new(None),
    };
    page.look();
    let ready = Memo::new(move |_| page.view.with(Option::is_some));
    move || {
        if ready.get() {
            view! { <Parts page /> }.into_any()
        } else {
            opening(page.controller.trouble, Callback::new(move |()| page.look()))
        }
    }
}

#[component]
fn Parts(page: Page) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        page.look();
    };
    let drawn = move || {
        page.view.get().map(|view| {
            view! {
                <people::People view=view.clone() controller=page.controller />
                <methods::Methods view=view.clone() controller=page.controller />
                <funnel::Funnel view=view.clone() controller=page.controller />
                <sends::Sent view=view.clone() controller=page.controller />
                <applications::Applications view controller=page.controller />
            }
        })
    };
    view! {
        <Frame step="cockpit">
            <ui::Heading text=key::COCKPIT_TITLE />
            <p class="lead">{t(key::COCKPIT_LEAD)}</p>
            <form class="staff-filters" aria-label=t(key::COCKPIT_CHOOSE) on:submit=submit>
                <ui::Select id="period" label=key::COCKPIT_PERIOD options=periods() chosen=page.period />
                <ui::Select id="whose" label=key::COCKPIT_WHOSE
                    options=capacities(&key::COCKPIT_EVERYBODY) chosen=page.whose />
                <div class="actions">
                    <ui::Submit busy=page.controller.busy>{t(key::TRAIL_SUBMIT)}</ui::Submit>
                </div>
            </form>
            {drawn}
        </Frame>
    }
}

fn periods() -> Vec<Pick> {
    let name = |period: Period| match period {
        Period::Week => key::PERIOD_WEEK,
        Period::Month => key::PERIOD_MONTH,
        Period::Quarter => key::PERIOD_QUARTER,
    };
    Period::ALL.into_iter().map(|period| pick(tag(&period), name(period))).collect()
}

/// All accounts, and each capacity.
pub(super) fn capacities(everybody: &Text) -> Vec<Pick> {
    let each = CAPACITIES.into_iter().map(|it| pick(tag(&it), capacity(it)));
    [pick(String::new(), everybody.clone())].into_iter().chain(each).collect()
}

fn pick(value: String, text: Text) -> Pick {
    let i18n = use_i18n();
    Pick { value, label: Signal::derive(move || i18n.say(&text)) }
}
