//! The filter of the trail: when, what, by whom, about whom.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{id::AccountId, trail::Filter};

use super::Page;
use crate::{
    app::route::Route,
    browser::{clock, history},
    i18n::{Text, key, t, use_i18n},
    pages::staff::{
        controls::Day,
        events::{EVENTS, GROUPS},
    },
    ui::{self, Kind, Pick},
};

/// The values of the controls.
#[derive(Clone, Copy)]
struct Chosen {
    from: RwSignal<String>,
    to: RwSignal<String>,
    event: RwSignal<String>,
    staff: RwSignal<String>,
}

impl Chosen {
    fn filter(self, account: Option<AccountId>) -> Filter {
        let staff = self.staff.get_untracked();
        Filter {
            from: clock::midnight(&self.from.get_untracked(), 0),
            // The last day is included whole.
            to: clock::midnight(&self.to.get_untracked(), 1),
            account,
            staff: (!staff.is_empty()).then_some(AccountId(staff)),
            event: self.event.get_untracked(),
            before: None,
        }
    }
}

/// The controls, and the button that applies them.
#[component]
pub(super) fn Filters(page: Page) -> impl IntoView {
    let nothing = || RwSignal::new(String::new());
    let chosen = Chosen { from: nothing(), to: nothing(), event: nothing(), staff: nothing() };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let account = page.filter.with_untracked(|filter| filter.account.clone());
        page.look(chosen.filter(account));
    };
    view! {
        <form class="staff-filters" aria-label=t(key::TRAIL_FILTER) novalidate=true on:submit=submit>
            <Day id="from" label=key::TRAIL_FROM day=chosen.from />
            <Day id="to" label=key::TRAIL_TO day=chosen.to />
            <Events chosen=chosen.event />
            <Doers page chosen=chosen.staff />
            <div class="actions">
                <ui::Submit busy=page.controller.busy>{t(key::TRAIL_SUBMIT)}</ui::Submit>
            </div>
        </form>
        <OnePerson page />
        <ui::Tick id="raw" label=key::TRAIL_RAW ticked=page.raw />
    }
}

#[component]
fn Events(chosen: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let pick = |name: &str, label: Signal<String>| Pick { value: name.to_owned(), label };
    let plain = |text: Text| Signal::derive(move || i18n.say(&text));
    let groups = GROUPS.iter().map(|(name, text)| pick(name, plain(text.clone()))).collect();
    let single = EVENTS.iter().map(|(name, text)| {
        let text = text.clone();
        let label = Signal::derive(move || format!("{} ({name})", i18n.say(&text)));
        pick(name, label)
    });
    let all = vec![pick("", plain(key::TRAIL_EVENT_ALL))];
    let groups =
        vec![(key::TRAIL_EVENT_GROUPS, groups), (key::TRAIL_EVENT_SINGLE, single.collect())];
    view! { <ui::Select id="event" label=key::TRAIL_EVENT options=all groups chosen /> }
}

/// Everyone with a role, and everyone whose actions the rows name: who has no role any more is
/// found as well.
#[component]
fn Doers(page: Page, chosen: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let everybody = Signal::derive(move || i18n.say(&key::TRAIL_BY_ALL));
    // Names that were seen stay, so that a choice does not disappear with its rows.
    let names = Memo::new(move |before: Option<&Vec<(String, String)>>| {
        let mut names = before.cloned().unwrap_or_default();
        let mut add = |account: &AccountId, name: &str| {
            if !names.iter().any(|(known, _)| *known == account.0) {
                names.push((account.0.clone(), name.to_owned()));
            }
        };
        page.staff.with(|staff| staff.iter().for_each(|it| add(&it.account, &it.name)));
        page.rows.with(|rows| {
            for row in rows.iter().flatten() {
                if let (Some(account), Some(name)) = (&row.staff, &row.staff_name) {
                    add(account, name);
                }
            }
        });
        names
    });
    let options = Signal::derive(move || {
        let mut options = vec![Pick { value: String::new(), label: everybody }];
        options.extend(
            names.get().into_iter().map(|(value, name)| Pick { value, label: name.into() }),
        );
        options
    });
    view! { <ui::Select id="by" label=key::TRAIL_BY options chosen /> }
}

/// Names the person if the rows are of one, with a way back to the rows of all.
#[component]
fn OnePerson(page: Page) -> impl IntoView {
    let account = Memo::new(move |_| page.filter.with(|filter| filter.account.clone()));
    let name = Memo::new(move |_| {
        let account = account.get()?;
        page.rows.with(|rows| {
            let rows = rows.as_ref()?;
            rows.iter().find(|row| row.account.as_ref() == Some(&account))?.name.clone()
        })
    });
    let everybody = Callback::new(move |()| {
        history::replace(Route::Trail.path());
        page.look(Filter { account: None, ..page.filter.get_untracked() });
    });
    move || {
        account.get().map(|_| {
            view! {
                <ui::Alert tone=ui::Tone::Calm code="one_person">
                    <p>{t(key::TRAIL_ONLY)} {move || name.get().map(|name| format!(": {name}"))}</p>
                    <div class="actions">
                        <ui::Action kind=Kind::Quiet press=everybody>{t(key::TRAIL_ONLY_OFF)}</ui::Action>
                    </div>
                </ui::Alert>
            }
        })
    }
}
