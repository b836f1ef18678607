//! Finding a person by e-mail address, number or name (H1).

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    desk::{Find as Request, FindPeople, Found, Hit},
    problem::{Code, Field, FieldProblem},
};

use super::{
    frame::{About, Frame},
    words,
};
use crate::{
    api,
    app::route::Route,
    change::{Controller, OnFailure},
    form::{Form, Values, problem},
    i18n::{Text, capacity, key, t},
    ui::{self, Cells, Kind, Table},
};

const HEADS: &[Text] = &[key::STAFF_NAME, key::FACT_EMAIL, key::FACT_CAPACITY, key::FIND_STATE];

/// What was typed.
#[derive(Clone, Default)]
struct SearchValues {
    query: String,
}

impl Values for SearchValues {
    fn problems(&self) -> Vec<FieldProblem> {
        let typed = if self.query.trim().is_empty() { Err(Code::Required) } else { Ok(()) };
        problem(Field::Query, typed).into_iter().collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        (field == Field::Query).then_some(&mut self.query)
    }
}

/// The state of the page.
#[derive(Clone, Copy)]
struct Page {
    controller: Controller,
    form: Form<SearchValues>,
    /// The search, and which page of its results is shown.
    asked: RwSignal<(String, u32)>,
    found: RwSignal<Option<Found>>,
}

impl Page {
    fn look(self, query: String, page: u32) {
        let request = Request { query: query.clone(), page };
        let answer = Box::pin(async move { api::call::<FindPeople>(&request).await });
        self.controller.send(self.form.state, answer, move |found| {
            self.asked.set((query, page));
            self.found.set(Some(found));
        });
    }

    /// Another page of the same search.
    fn turn(self, to: u32) {
        if !self.controller.busy.get_untracked() {
            self.look(self.asked.get_untracked().0, to);
        }
    }
}

/// The page.
#[component]
pub(super) fn Find() -> impl IntoView {
    let page = Page {
        controller: Controller::new(Route::Desk, OnFailure::StaysOpen),
        form: Form::new(SearchValues::default()),
        asked: RwSignal::new(Default::default()),
        found: RwSignal::new(None),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(SearchValues { query }) = page.form.ready() {
            page.look(query, 0);
        }
    };
    view! {
        <Frame step="desk">
            <ui::Heading text=key::FIND_TITLE />
            <p class="lead">{t(key::FIND_LEAD)}</p>
            <ui::FormProblems state=page.form.state />
            <form role="search" novalidate=true on:submit=submit>
                <ui::TextField input=page.form.input(Field::Query) hint=key::FIND_HINT
                    autocomplete="off" />
                <div class="actions">
                    <ui::Submit busy=page.controller.busy>{t(key::FIND_SUBMIT)}</ui::Submit>
                </div>
            </form>
            <Results page />
        </Frame>
    }
}

#[component]
fn Results(page: Page) -> impl IntoView {
    let count = Memo::new(move |_| page.found.with(|found| found.as_ref().map(|f| f.people.len())));
    let said = move || match count.get() {
        None => None,
        Some(0) => Some(view! { <p class="staff-none">{t(key::FIND_NONE)}</p> }.into_any()),
        Some(count) => {
            Some(view! { <p class="visually-hidden">{t(key::find_count(count))}</p> }.into_any())
        }
    };
    let draw = move || {
        let Found { people, has_more } = page.found.get()?;
        if people.is_empty() {
            return Some(nothing_found().into_any());
        }
        let rows = people.into_iter().map(line).collect();
        Some(
            view! {
                <Table caption=key::FIND_TABLE heads=HEADS rows />
                <Pages page has_more />
            }
            .into_any(),
        )
    };
    view! {
        <div role="status">{said}</div>
        {draw}
    }
}

/// What else to try.
fn nothing_found() -> impl IntoView {
    let tries = [key::FIND_NONE_SPELLING, key::FIND_NONE_OTHER, key::FIND_NONE_ACCOUNT];
    view! { <ul>{tries.map(|text| view! { <li>{t(text)}</li> }).collect_view()}</ul> }
}

fn line(hit: Hit) -> Cells {
    let (shade, state) = words::state(hit.state);
    vec![
        view! { <About to=Route::Person account=hit.account>{hit.name}</About> }.into_any(),
        hit.email.into_any(),
        t(capacity(hit.capacity)).into_any(),
        view! { <span class=shade>{t(state)}</span> }.into_any(),
    ]
}

#[component]
fn Pages(page: Page, has_more: bool) -> impl IntoView {
    let at = page.asked.get_untracked().1;
    let to = |to: u32| Callback::new(move |()| page.turn(to));
    let previous = at.checked_sub(1).map(|before| (key::FIND_PREVIOUS, to(before)));
    let next = has_more.then(|| (key::FIND_NEXT, to(at + 1)));
    let ways: Vec<_> = [previous, next].into_iter().flatten().collect();
    let button = |(label, press)| {
        view! {
            <ui::Action kind=Kind::Quiet busy=page.controller.busy press>{t(label)}</ui::Action>
        }
    };
    (!ways.is_empty()).then(|| {
        view! { <div class="actions">{ways.into_iter().map(button).collect_view()}</div> }
    })
}
