//! One person's page: the state of the account, what can be done about it, and whether the caller
//! is the person. The account's name is in the fragment (after the `#`), so that a reload works and
//! no server's log contains it.

mod acts;
mod check;
mod counter;
mod exceptions;
mod facts;
mod head;
mod history;
mod methods;
mod names;
mod tabs;

pub(super) use check::spelled;

use leptos::prelude::*;
use vestibule_shared::{
    desk::{AccessCode, Check, PersonChoice, PersonView, ShowPerson},
    id::AccountId,
};

use super::frame::{Frame, ToSearch};
use crate::{
    api,
    app::{
        route::Route,
        shell::{Help, Intent},
    },
    browser::{self, clock, page},
    change::{Controller, OnFailure},
    flow::opening,
    i18n::{Text, key, t},
    ui,
};

/// How often to check whether the person answered.
const POLL_MILLISECONDS: u32 = 2_000;
/// The longest name of an account, in bytes.
const LONGEST: usize = 64;

/// The state of the page.
#[derive(Clone, Copy)]
struct Page {
    controller: Controller,
    /// Whose page it is; nothing if the address does not say it.
    account: RwSignal<Option<AccountId>>,
    view: RwSignal<Option<PersonView>>,
    /// A code to read out; only here, until it is hidden.
    code: RwSignal<Option<AccessCode>>,
}

impl Page {
    /// Shows the person named after the `#`.
    fn look(self) {
        let intent = self.controller.shell().intent;
        let begun = match intent.get_untracked() {
            Some(Intent::Help(account, _)) => Some(account),
            _ => None,
        };
        // The way back from a proof has no fragment.
        if let (None, Some(account)) = (page::fragment(), &begun) {
            browser::history::replace(&format!("{}#{account}", Route::Person.path()));
        }
        let account = page::fragment().filter(|id| is_name(id)).map(AccountId);
        // What was begun for one person is never done for another.
        if begun != account {
            intent.set(None);
        }
        self.code.set(None);
        self.controller.open.set(None);
        self.view.set(None);
        self.account.set(account);
        self.load();
    }

    fn load(self) {
        let Some(account) = self.account.get_untracked() else { return };
        let choice = PersonChoice { account };
        let answer = Box::pin(async move { api::call::<ShowPerson>(&choice).await });
        self.controller.fetch(answer, move |view| self.hear(view), part_of);
    }

    /// Takes over the current state of the account, if it is still the one that is shown.
    fn hear(self, view: PersonView) {
        let shown = self.account.with_untracked(|account| account.as_ref() == Some(&view.account));
        if shown {
            self.controller.proved_for(view.fresh_for);
            self.view.set(Some(view));
        }
    }

    /// Repeats the request while the person still has to answer.
    fn poll(self) {
        let waits = |view: &Option<PersonView>| {
            view.as_ref().is_some_and(|view| matches!(view.check, Check::Say { .. }))
        };
        if self.controller.busy.get_untracked() || !self.view.with_untracked(waits) {
            return;
        }
        let Some(account) = self.account.get_untracked() else { return };
        self.controller.scope().spawn(async move {
            if let Ok(view) = api::call::<ShowPerson>(&PersonChoice { account }).await
                && !self.controller.busy.get_untracked()
            {
                self.hear(view);
            }
        });
    }

    /// A part of the view, which changes on its own.
    fn part<T>(self, of: fn(&PersonView) -> T) -> Memo<Option<T>>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.view.with(|view| view.as_ref().map(of)))
    }

    /// Asks for a reason before an action; requests a proof first if one is needed.
    fn begin(self, help: Help) {
        if let Some(account) = self.account.get_untracked() {
            let intent = Intent::Help(account, help);
            self.controller.begin(part_of(&intent), intent);
        }
    }

    /// An action is done: shows the new state of the account, and says so.
    fn changed(self, view: PersonView, done: Text) {
        self.hear(view);
        self.controller.done(done);
    }
}

/// The section of the page in which something was begun.
fn part_of(intent: &Intent) -> &'static str {
    match intent {
        Intent::Help(_, Help::Reset(_) | Help::CallOff(_)) => methods::PART,
        Intent::Help(_, Help::Exempt(..)) => exceptions::PART,
        _ => acts::PART,
    }
}

/// Whether a text can be the name of an account.
fn is_name(text: &str) -> bool {
    text.len() <= LONGEST && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
}

/// The page.
#[component]
pub(super) fn Person() -> impl IntoView {
    let page = Page {
        controller: Controller::new(Route::Person, OnFailure::StaysOpen),
        account: RwSignal::new(None),
        view: RwSignal::new(None),
        code: RwSignal::new(None),
    };
    let navigations = page.controller.shell().navigations;
    // A link or a person may change the fragment while the page is shown.
    Effect::new(move |_| {
        navigations.track();
        page.look();
    });
    clock::every(POLL_MILLISECONDS, move || page.poll());
    let chosen = Memo::new(move |_| page.account.with(Option::is_some));
    let ready = Memo::new(move |_| page.view.with(Option::is_some));
    move || match (chosen.get(), ready.get()) {
        (true, true) => view! { <Parts page /> }.into_any(),
        (true, false) => opening(page.controller.trouble, Callback::new(move |()| page.load())),
        (false, _) => view! { <NoPerson /> }.into_any(),
    }
}

/// The address does not name a person.
#[component]
fn NoPerson() -> impl IntoView {
    view! {
        <Frame step="desk_nobody">
            <ui::Heading text=key::PERSON_TITLE />
            <p>{t(key::PERSON_MISSING)}</p>
            <div class="actions">
                <ToSearch class="button button-primary">{t(key::PERSON_FIND)}</ToSearch>
            </div>
        </Frame>
    }
}

#[component]
fn Parts(page: Page) -> impl IntoView {
    // Another person is another page.
    let name = page.view.with_untracked(|view| view.as_ref().map(|view| view.name.clone()));
    view! {
        <Frame step="desk_person">
            <ToSearch class="button button-plain button-back">
                <ui::Icon shape=ui::Shape::Back /> {t(key::PERSON_ANOTHER)}
            </ToSearch>
            <div data-testid="name"><ui::Heading text=key::just(name.unwrap_or_default()) /></div>
            <head::Head page />
            <div class="staff-desk">
                <check::CallerCheck page />
                <acts::Acts page />
            </div>
            <tabs::Tabs page />
            <acts::Questions page />
        </Frame>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_a_name_is_asked_for() {
        assert!(is_name("0193f1c2-7b_A"));
        for text in ["a b", "../staff", "<b>", "é", &"a".repeat(65)] {
            assert!(!is_name(text), "{text}");
        }
    }
}
