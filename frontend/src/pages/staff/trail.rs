//! The audit trail, for auditors and administrators.

mod filter;
mod rows;

use leptos::prelude::*;
use vestibule_shared::{
    api::Nothing,
    id::AccountId,
    staff::{Colleague, GetStaff},
    trail::{Filter, ReadTrail, TrailRow},
};

use super::frame::Frame;
use crate::{
    api,
    app::route::Route,
    browser::page,
    change::{Controller, OnFailure},
    flow::opening,
    i18n::{key, t},
    ui::{self, Kind},
};

/// The id of the first of the rows that were just added: it receives the focus.
const FIRST_OF_MORE: &str = "older-rows";
/// The id of the heading of the rows.
const ROWS: &str = "trail-rows";

/// The state of the page.
#[derive(Clone, Copy)]
struct Page {
    controller: Controller,
    /// Which rows are shown.
    filter: RwSignal<Filter>,
    /// The rows; nothing until they arrive.
    rows: RwSignal<Option<Vec<TrailRow>>>,
    /// How many rows there were before the last page arrived.
    shown_before: RwSignal<usize>,
    /// Where the next page begins.
    before: RwSignal<Option<i64>>,
    /// The staff to choose from.
    staff: RwSignal<Vec<Colleague>>,
    /// Whether the rows are shown as stored.
    raw: RwSignal<bool>,
}

impl Page {
    /// Shows the rows of another filter from the first one.
    fn look(self, filter: Filter) {
        self.filter.set(filter);
        self.ask(None);
    }

    /// Adds the page of older rows.
    fn older(self) {
        self.ask(self.before.get_untracked());
    }

    fn ask(self, before: Option<i64>) {
        let filter = Filter { before, ..self.filter.get_untracked() };
        let answer = Box::pin(async move { api::call::<ReadTrail>(&filter).await });
        self.controller.run(ROWS, answer, move |view| {
            let earlier = self.rows.get_untracked().filter(|_| before.is_some());
            let mut rows = earlier.unwrap_or_default();
            self.shown_before.set(rows.len());
            rows.extend(view.rows);
            self.rows.set(Some(rows));
            self.before.set(view.before);
            if before.is_some() {
                page::focus_soon(FIRST_OF_MORE);
            }
        });
    }

    fn load_staff(self) {
        self.controller.scope().spawn(async move {
            // Without the names the rest of the filter still works.
            if let Ok(view) = api::call::<GetStaff>(&Nothing {}).await {
                self.staff.set(view.people);
            }
        });
    }
}

/// The page.
#[component]
pub(super) fn Trail() -> impl IntoView {
    let page = Page {
        controller: Controller::new(Route::Trail, OnFailure::StaysOpen),
        filter: RwSignal::new(Filter::default()),
        rows: RwSignal::new(None),
        shown_before: RwSignal::new(0),
        before: RwSignal::new(None),
        staff: RwSignal::new(Vec::new()),
        raw: RwSignal::new(false),
    };
    page.load_staff();
    let navigations = page.controller.shell().navigations;
    // The person is in the fragment (after the `#`), which a link or a person may change while the
    // page is shown.
    Effect::new(move |_| {
        navigations.track();
        let account = page::fragment().map(AccountId);
        page.look(Filter { account, ..page.filter.get_untracked() });
    });
    let ready = Memo::new(move |_| page.rows.with(Option::is_some));
    move || {
        if ready.get() {
            view! { <Parts page /> }.into_any()
        } else {
            let again = Callback::new(move |()| page.ask(None));
            opening(page.controller.trouble, again)
        }
    }
}

#[component]
fn Parts(page: Page) -> impl IntoView {
    let controller = page.controller;
    let has_older = Memo::new(move |_| page.before.with(Option::is_some));
    let is_empty =
        Memo::new(move |_| page.rows.with(|rows| rows.as_ref().is_none_or(Vec::is_empty)));
    let older = Callback::new(move |()| page.older());
    view! {
        <Frame step="trail">
            <ui::Heading text=key::TRAIL_TITLE />
            <p class="lead">{t(key::TRAIL_LEAD)}</p>
            <filter::Filters page />
            <section aria-labelledby=ROWS aria-busy=move || controller.busy.get().then_some("true")>
                <h2 id=ROWS tabindex="-1" class="visually-hidden">{t(key::TRAIL_TABLE)}</h2>
                <ui::TroubleAlert trouble=controller.trouble />
                <div role="status">
                    {move || is_empty.get().then(|| view! { <p>{t(key::TRAIL_NONE)}</p> })}
                </div>
                {move || (!is_empty.get()).then(|| rows::table(page))}
                {move || has_older.get().then(|| view! {
                    <div class="actions">
                        <ui::Action kind=Kind::Quiet press=older busy=controller.busy>
                            {t(key::TRAIL_OLDER)}
                        </ui::Action>
                    </div>
                })}
            </section>
        </Frame>
    }
}
