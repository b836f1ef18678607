//! What every page shares: the configuration, where in the app we are, and the title of the window.

use leptos::prelude::*;
use vestibule_shared::{
    config::PublicConfig,
    desk::Action,
    factor::{FactorId, FactorKind},
    id::AccountId,
    upstream::UpstreamAnswer,
};

use crate::{
    browser::page,
    destination,
    i18n::{Text, key},
    route::{Place, Route},
};

/// In reach of every component.
#[derive(Clone, Copy)]
pub(crate) struct Shell {
    /// What a page must know of this installation.
    config: StoredValue<PublicConfig>,
    /// The page shown.
    pub(crate) route: RwSignal<Route>,
    /// Counts the times back or forward was pressed, or a link opened in this very tab.
    pub(crate) visits: RwSignal<u32>,
    /// What the page is about: the title of the window.
    pub(crate) title: RwSignal<Text>,
    /// How many parts of the page have something to mend (UX 10).
    pub(crate) failures: RwSignal<u32>,
    /// Whether a heading was shown before: the first one leaves the focus where the browser put it.
    headed: StoredValue<bool>,
    /// The user name to begin sign-in with, right after activation; kept in memory only.
    pub(crate) user_name: RwSignal<String>,
    /// Where to go once the person confirmed that it is still them; the security page where nothing is said.
    pub(crate) after_confirm: RwSignal<Option<Place>>,
    /// Whether the person chose an identity provider a moment ago: the browser leaves for it.
    pub(crate) leaving: RwSignal<bool>,
    /// What the browser brought back from one.
    pub(crate) returned: RwSignal<Option<UpstreamAnswer>>,
    /// What is kept until a screen needs it.
    pub(crate) kept: StoredValue<Kept>,
    /// What the person was about to change when a proof was asked: it waits for the way back.
    pub(crate) intent: RwSignal<Option<Intent>>,
}

/// What is kept until a screen needs it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    /// The code of a card that the browser read at the e-ID origin, which led here; used by the first screen
    /// that reads a card.
    pub(crate) card_code: Option<String>,
    /// What was typed for what the person was about to do; here only, since it may name somebody.
    pub(crate) typed: Option<(Intent, Vec<String>)>,
}

/// What a person is about to change in their account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Intent {
    /// The name of a method.
    Rename(FactorId),
    /// A method goes.
    Remove(FactorId),
    /// New recovery codes.
    NewCodes,
    /// The password.
    Password,
    /// The mobile number; with what was typed so far.
    Phone(String),
    /// The e-mail address; with what was typed so far.
    Email(String),
    /// Something for the person of this account.
    Help(AccountId, Help),
    /// Somebody gets a role.
    Grant,
    /// Somebody loses theirs.
    Revoke(AccountId),
    /// Another policy, as JSON.
    Policy(String),
    /// What waits for a second administrator, and whether it shall be so.
    Decide(String, bool),
    /// A copy of the person's data.
    Copy,
    /// The account goes.
    Leave,
    /// A campaign is started; to whom, as JSON.
    Campaign(String),
    /// The campaign of this name is stopped.
    Stop(String),
}

/// What somebody who works here is about to do for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Help {
    /// One of those that need nothing but a reason.
    Act(Action),
    /// A method goes.
    Reset(FactorId),
    /// A reset that waits is called off.
    CallOff(String),
    /// A method may be used until this day, or no longer.
    Exempt(FactorKind, Option<String>),
}

impl Shell {
    /// The shell around the page at `route`.
    pub(crate) fn new(config: PublicConfig, route: Route) -> Self {
        // Who comes back from reading a card to confirm was about to change something; what, the reload forgot.
        let waits = (route == Route::Confirm).then(destination::waiting_for_proof).flatten();
        Self {
            config: StoredValue::new(config),
            route: RwSignal::new(route),
            visits: RwSignal::new(0),
            title: RwSignal::new(key::LOADING),
            failures: RwSignal::new(0),
            headed: StoredValue::new(false),
            user_name: RwSignal::new(String::new()),
            leaving: RwSignal::new(false),
            returned: RwSignal::new(None),
            after_confirm: RwSignal::new(waits),
            kept: StoredValue::new(Kept { card_code: page::take_card_code(), typed: None }),
            intent: RwSignal::new(None),
        }
    }

    /// What a page must know of this installation.
    pub(crate) fn config(self) -> PublicConfig {
        self.config.get_value()
    }

    /// Shows a page, as a new entry of the history.
    pub(crate) fn go(self, route: Route) {
        if self.route.get_untracked() != route {
            page::push(route.path());
            self.show(route);
        }
    }

    /// Shows a page about one account, which stands behind the `#`: there no server and no log sees it.
    pub(crate) fn go_about(self, route: Route, account: &AccountId) {
        self.go_to(route, &format!("{}#{account}", route.path()));
    }

    /// Shows what the page at `route` has at `address`, which ends behind a `#`.
    pub(crate) fn go_to(self, route: Route, address: &str) {
        page::push(address);
        self.returned_to(route);
        page::scroll_to_top();
    }

    /// Shows a page in place of this one: back does not return here.
    pub(crate) fn redirect(self, route: Route) {
        page::replace(route.path());
        self.show(route);
    }

    /// The same, with what the page is about.
    pub(crate) fn redirect_to(self, place: &Place) {
        page::replace(place.address());
        self.show(place.route);
    }

    /// Forgets what a person was about to do and where: they left, or another one came.
    pub(crate) fn forget(self) {
        destination::forget();
        self.after_confirm.set(None);
        self.intent.set(None);
        self.kept.update_value(|kept| kept.typed = None);
    }

    /// Back or forward was pressed, or a link was opened in this very tab.
    pub(crate) fn returned_to(self, route: Route) {
        self.visits.update(|count| *count = count.wrapping_add(1));
        if self.route.get_untracked() != route {
            self.show(route);
        }
    }

    fn show(self, route: Route) {
        self.route.set(route);
        page::scroll_to_top();
    }

    /// Names the page; says whether the focus should move to its heading.
    pub(crate) fn announce(self, text: Text) -> bool {
        self.title.set(text);
        let again = self.headed.get_value();
        self.headed.set_value(true);
        again
    }

    /// Says in the title that something has to be mended, for as long as `fails` says so of any part
    /// of the page.
    pub(crate) fn watch_failure(self, fails: impl Fn() -> bool + 'static) {
        let counted = StoredValue::new(false);
        let count = move |now: bool| {
            let before = counted.try_update_value(|counted| std::mem::replace(counted, now));
            match (before.unwrap_or(false), now) {
                (false, true) => self.failures.update(|failures| *failures += 1),
                (true, false) => self.failures.update(|failures| *failures -= 1),
                (true, true) | (false, false) => {}
            }
        };
        Effect::new(move |_| count(fails()));
        on_cleanup(move || count(false));
    }
}

/// The shell of this page.
///
/// # Panics
/// Never inside the app, which provides it before anything is drawn.
pub(crate) fn use_shell() -> Shell {
    expect_context()
}
