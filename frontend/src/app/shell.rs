//! What all pages share: the configuration, the current route, and the title of the window.

use leptos::prelude::*;
use vestibule_shared::{
    config::PublicConfig,
    desk::Action,
    factor::{FactorId, FactorKind},
    id::AccountId,
    upstream::UpstreamAnswer,
};

use super::{
    route::{Place, Route},
    steps::Steps,
};
use crate::{
    browser::{history, page},
    i18n::{Text, key},
};

/// Available to every component.
#[derive(Clone, Copy)]
pub(crate) struct Shell {
    /// The public configuration of this installation.
    config: StoredValue<PublicConfig>,
    /// The current page.
    pub(crate) route: RwSignal<Route>,
    /// The entries of the history for the steps of a flow.
    pub(crate) steps: Steps,
    /// Counts the presses of back or forward, and the links opened in this tab.
    pub(crate) navigations: RwSignal<u32>,
    /// The subject of the page: the title of the window.
    pub(crate) title: RwSignal<Text>,
    /// Seconds until the session or the flow ends, while the person is asked to stay (UX 15).
    pub(crate) ends_in: RwSignal<Option<u32>>,
    /// How many parts of the page have something to correct (UX 10).
    pub(crate) failures: RwSignal<u32>,
    /// Whether a heading was shown before: the first one does not move the focus.
    headed: StoredValue<bool>,
    /// The user name for the first sign-in after activation; kept in memory only.
    pub(crate) user_name: RwSignal<String>,
    /// Where to go after the person confirmed their identity; by default the security page.
    pub(crate) after_confirm: RwSignal<Option<Place>>,
    /// Whether the person has just chosen an identity provider: the browser leaves for it.
    pub(crate) leaving: RwSignal<bool>,
    /// A provider's response.
    pub(crate) returned: RwSignal<Option<UpstreamAnswer>>,
    /// What is kept until a screen needs it.
    pub(crate) kept: StoredValue<Kept>,
    /// The name of the application that the person goes on to after signing in.
    pub(crate) application: RwSignal<Option<String>>,
    /// What the person was about to change when a proof was requested; used after the proof.
    pub(crate) intent: RwSignal<Option<Intent>>,
}

/// What is kept until a screen needs it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    /// The code of a card that the browser read at the e-ID origin, which redirected here; used by
    /// the first screen that reads a card.
    pub(crate) card_code: Option<String>,
    /// What the help desk last searched for, and who did: only here, since it names a person.
    pub(crate) search: Option<(AccountId, String)>,
    /// A code that a caller read aloud, while the agent proves who they are.
    pub(crate) spoken: Option<String>,
    /// The texts typed for the pending intent; only here, since they may name a person.
    pub(crate) typed: Option<(Intent, Vec<String>)>,
}

/// What a reader decides about a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Agree,
    Decline,
    /// It is the reader's own.
    TakeBack,
}

/// What a person is about to change in their account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Intent {
    /// The name of a method.
    Rename(FactorId),
    /// Removing a method.
    Remove(FactorId),
    /// New recovery codes.
    NewCodes,
    /// The password.
    Password,
    /// The mobile number; with the text typed so far.
    Phone(String),
    /// The e-mail address; with the text typed so far.
    Email(String),
    /// An action for the person of this account.
    Help(AccountId, Help),
    /// Granting a role.
    Grant,
    /// Revoking a role.
    Revoke(AccountId),
    /// Another policy, as JSON.
    Policy(String),
    /// A change of an application, as JSON.
    Client(String),
    /// A decision about a proposal.
    Decide(String, Verdict),
    /// A data export.
    Copy,
    /// The deletion of the account.
    Leave,
    /// The start of a campaign; its recipients, as JSON.
    Campaign(String),
    /// The stop of the campaign with this name.
    Stop(String),
}

/// What a member of staff is about to do for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Help {
    /// An action that needs only a reason.
    Act(Action),
    /// Removing a method.
    Reset(FactorId),
    /// Cancelling a pending reset.
    CallOff(String),
    /// The last day on which a method may be used, or no exception any more.
    Exempt(FactorKind, Option<String>),
}

impl Shell {
    /// The shell around the page at `route`; `waits` is where to go after a confirmation.
    pub(crate) fn new(config: PublicConfig, route: Route, waits: Option<Place>) -> Self {
        Self {
            config: StoredValue::new(config),
            route: RwSignal::new(route),
            steps: Steps::new(),
            navigations: RwSignal::new(0),
            title: RwSignal::new(key::LOADING),
            ends_in: RwSignal::new(None),
            failures: RwSignal::new(0),
            headed: StoredValue::new(false),
            user_name: RwSignal::new(String::new()),
            leaving: RwSignal::new(false),
            returned: RwSignal::new(None),
            after_confirm: RwSignal::new(waits),
            kept: StoredValue::new(Kept { card_code: page::take_card_code(), ..Kept::default() }),
            application: RwSignal::new(None),
            intent: RwSignal::new(None),
        }
    }

    /// The public configuration of this installation.
    pub(crate) fn config(self) -> PublicConfig {
        self.config.get_value()
    }

    /// Shows a page, as a new entry of the history.
    pub(crate) fn go(self, route: Route) {
        if self.route.get_untracked() != route {
            self.steps.then(Box::new(move || {
                history::push(route.path());
                self.show(route);
            }));
        }
    }

    /// Shows a page about one account, which is in the fragment (after the `#`): no server and no
    /// log sees it.
    pub(crate) fn go_about(self, route: Route, account: &AccountId) {
        self.go_to(route, &format!("{}#{account}", route.path()));
    }

    /// Shows the page at `route` with `address`, which ends with a fragment.
    pub(crate) fn go_to(self, route: Route, address: &str) {
        history::push(address);
        self.returned_to(route);
        page::scroll_to_top();
    }

    /// Shows a page in place of this one: the back button does not return here.
    pub(crate) fn redirect(self, route: Route) {
        self.redirect_to(&route.into());
    }

    /// The same, with the page's subject.
    pub(crate) fn redirect_to(self, place: &Place) {
        self.steps.replace(place.address().to_owned());
        self.show(place.route);
    }

    /// Forgets what the person was about to do.
    pub(crate) fn forget(self) {
        self.after_confirm.set(None);
        self.intent.set(None);
        self.kept.update_value(|kept| {
            *kept = Kept { card_code: kept.card_code.take(), ..Kept::default() }
        });
    }

    /// The present entry of the history is another one.
    pub(crate) fn moved(self) {
        let was_asked = self.steps.settle();
        let route = Route::at(&page::path());
        let is_here = self.route.get_untracked() == route;
        if !(is_here && (was_asked || self.steps.pressed())) {
            self.returned_to(route);
        }
    }

    /// Handles back, forward, or a link opened in this tab.
    fn returned_to(self, route: Route) {
        self.navigations.update(|count| *count = count.wrapping_add(1));
        if self.route.get_untracked() != route {
            self.show(route);
        }
    }

    fn show(self, route: Route) {
        self.steps.turn();
        self.route.set(route);
        page::scroll_to_top();
    }

    /// Sets the page's title; returns whether the focus should move to its heading.
    pub(crate) fn announce(self, text: Text) -> bool {
        self.title.set(text);
        let again = self.headed.get_value();
        self.headed.set_value(true);
        again
    }

    /// Says in the title that something has to be corrected, while `fails` returns true for any
    /// part of the page.
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
