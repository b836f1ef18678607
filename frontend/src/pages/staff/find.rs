//! Finding a person by whatever a caller says: the code on their screen, a reference, an e-mail
//! address, a number or a name (H1). One hit opens at once.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    desk::{Find as Request, FindPeople, Found, HearCode, Hit, Query, SpokenCode},
    id::AccountId,
    problem::{Code, Field, FieldProblem},
    staff::Role,
};

use super::{
    checks::Checks,
    frame::{About, Frame},
    person::spelled,
    words,
};
use crate::{
    api,
    app::{
        route::Route,
        session::{Session, use_session},
        shell::Shell,
    },
    browser::page as screen,
    change::{Controller, OnFailure},
    flow::continuation,
    form::{Form, Values, problem},
    i18n::{Text, capacity, key, t},
    ui::{self, Cells, Kind, Table},
};

const HEADS: &[Text] = &[key::STAFF_NAME, key::FACT_EMAIL, key::FACT_CAPACITY, key::FIND_STATE];
/// The id of the field.
pub(super) const BOX: &str = "query";
/// The id of what is offered when a name was not found that can be a code.
const AS_CODE: &str = "find-as-code";

/// What was typed.
#[derive(Clone, Default)]
struct SearchValues {
    query: String,
}

impl Values for SearchValues {
    fn problems(&self) -> Vec<FieldProblem> {
        let typed = match Query::of(&self.query) {
            _ if self.query.trim().is_empty() => Err(Code::Required),
            Query::Code => spelled(&self.query),
            _ => Ok(()),
        };
        problem(Field::Query, typed).into_iter().collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        (field == Field::Query).then_some(&mut self.query)
    }
}

/// What happens when one person is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OneHit {
    /// Their page opens.
    Opens,
    /// They are listed, as on the way back from their page.
    IsListed,
}

/// The state of the page.
#[derive(Clone, Copy)]
struct Page {
    controller: Controller,
    session: StoredValue<Session>,
    form: Form<SearchValues>,
    /// The search, and which page of its results is shown.
    asked: RwSignal<(String, u32)>,
    found: RwSignal<Option<Found>>,
}

impl Page {
    fn submit(self) {
        let Some(SearchValues { query }) = self.form.ready() else { return };
        if Query::of(&query) == Query::Code {
            self.hear(query);
        } else {
            self.keep(Some(query.clone()));
            self.look(query, 0, OneHit::Opens);
        }
    }

    fn look(self, query: String, page: u32, one: OneHit) {
        let request = Request { query: query.clone(), page };
        let answer = Box::pin(async move { api::call::<FindPeople>(&request).await });
        self.asked.set((query.clone(), page));
        self.controller.send(self.form.state, answer, move |found| {
            // Another search began meanwhile.
            if self.asked.with_untracked(|asked| (asked.0.as_str(), asked.1) != (&query, page)) {
                return;
            }
            match found.people.as_slice() {
                [only] if page == 0 && one == OneHit::Opens => return self.open(&only.account),
                [] if Query::of(&query) == Query::CodeOrName => screen::focus_soon(AS_CODE),
                _ => {}
            }
            self.found.set(Some(found));
        });
    }

    /// Opens the page of the person whose screen shows this code. It is not kept: it works once.
    fn hear(self, code: String) {
        self.keep(None);
        self.found.set(None);
        let request = SpokenCode { code };
        let answer = Box::pin(async move {
            let answer = api::call::<HearCode>(&request).await;
            answer.map_err(|failure| failure.of_field(Field::Query))
        });
        self.controller.send(self.form.state, answer, move |found| self.open(&found.account));
    }

    fn hear_once(self, code: String) {
        if !self.controller.busy.get_untracked() {
            self.hear(code);
        }
    }

    fn open(self, account: &AccountId) {
        self.controller.shell().go_about(Route::Person, account);
    }

    /// Another page of the same search.
    fn turn(self, to: u32) {
        if !self.controller.busy.get_untracked() {
            self.look(self.asked.get_untracked().0, to, OneHit::IsListed);
        }
    }

    /// Keeps the search for the way back, for nobody but this agent.
    fn keep(self, query: Option<String>) {
        let search = self.session.get_value().last_account().zip(query);
        self.controller.shell().kept.update_value(|kept| kept.search = search);
    }

    /// Shows the last search again, as the button "back" of the browser leads here.
    fn restore(self) {
        let shell = self.controller.shell();
        let kept = shell.kept.try_update_value(|kept| (kept.spoken.take(), kept.search.clone()));
        let (spoken, search) = kept.unwrap_or_default();
        let own = search
            .filter(|(owner, _)| self.session.get_value().last_account().as_ref() == Some(owner));
        match (spoken, own) {
            (Some(query), _) => self.form.values.set(SearchValues { query }),
            (None, Some((_, query))) => {
                self.form.values.set(SearchValues { query: query.clone() });
                self.look(query, 0, OneHit::IsListed);
            }
            (None, None) => {}
        }
        request_animation_frame(|| screen::select(BOX));
    }

    /// Keeps a code that was read aloud while the agent proves who they are.
    fn keep_spoken(self, shell: Shell) {
        let query = self.form.values.try_with_untracked(|values| values.query.clone());
        let code = query.filter(|query| Query::of(query) == Query::Code);
        if continuation::comes_back(shell) && code.is_some() {
            shell.kept.update_value(|kept| kept.spoken = code);
        }
    }
}

/// The page.
#[component]
pub(super) fn Find() -> impl IntoView {
    let session = use_session();
    let page = Page {
        controller: Controller::new(Route::Desk, OnFailure::StaysOpen),
        session: StoredValue::new(session),
        form: Form::new(SearchValues::default()),
        asked: RwSignal::new(Default::default()),
        found: RwSignal::new(None),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        page.submit();
    };
    // After a reload it is not known at once whose page it is.
    Effect::new(move |restored: Option<bool>| {
        let ready = restored.unwrap_or_default() || session.is_signed_in();
        if ready && restored != Some(true) {
            untrack(|| page.restore());
        }
        ready
    });
    let shell = page.controller.shell();
    on_cleanup(move || page.keep_spoken(shell));
    view! {
        <Frame step="desk">
            <ui::Heading text=key::FIND_TITLE />
            <p class="lead">{t(key::FIND_LEAD)}</p>
            <ui::FormProblems state=page.form.state />
            <form role="search" novalidate=true on:submit=submit>
                <ui::TextField input=page.form.input(Field::Query) label=key::FIND_BOX
                    hint=key::FIND_BOX_HINT autocomplete="off" />
                <div class="actions">
                    <ui::Submit busy=page.controller.busy>{t(key::FIND_SUBMIT)}</ui::Submit>
                </div>
            </form>
            <Results page />
            <Checks controller=page.controller />
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
            return Some(nothing_found(page).into_any());
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

/// What else to try. Letters alone may be a code as well: that is not tried unasked, because each
/// wrong code counts.
fn nothing_found(page: Page) -> impl IntoView {
    let tries = [key::FIND_NONE_SPELLING, key::FIND_NONE_OTHER, key::FIND_NONE_ACCOUNT];
    let query = page.asked.get_untracked().0;
    let helps = untrack(|| page.session.get_value().role()).is_some_and(Role::helps);
    let is_code = helps && Query::of(&query) == Query::CodeOrName;
    view! {
        {is_code.then(|| view! {
            <div class="actions">
                <button type="button" id=AS_CODE class="button button-quiet"
                    on:click=move |_| page.hear_once(query.clone())>
                    {t(key::FIND_AS_CODE)}
                </button>
            </div>
        })}
        <ul>{tries.map(|text| view! { <li>{t(text)}</li> }).collect_view()}</ul>
    }
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
