//! The session of the page: whose it is, and how long it lasts.

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{
    account::{
        ExtendSession, GetSession, LanguageChoice, SessionView, SetLanguage, SignOut,
        SignOutEverywhere, SignedIn,
    },
    api::{Endpoint, Nothing},
    id::AccountId,
    staff::Role,
    text::Language,
    time::Timestamp,
};

use crate::{
    api::{self, Failure, Trouble},
    browser::{clock, page, storage},
};

/// The session, as far as this page knows.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    view: RwSignal<Option<SessionView>>,
    /// When the answer arrived, by the clock of this computer.
    heard_at: RwSignal<Timestamp>,
    /// How many requests were sent, and which of them the view is the answer to. An answer that an
    /// answer to a later request has overtaken is out of date.
    sent: StoredValue<u32>,
    heard: StoredValue<u32>,
    /// Whose account it is, or was until the session ended.
    last: StoredValue<Option<AccountId>>,
    /// How the last session of this page ended, until the next sign-in.
    pub(crate) farewell: RwSignal<Option<Farewell>>,
    /// Why signing out or extending the session did not work.
    pub(crate) trouble: RwSignal<Option<Trouble>>,
}

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Farewell {
    /// The person signed out.
    SignedOut,
    /// Its time ended.
    TimedOut,
    /// The account was deleted.
    Deleted,
}

impl Session {
    /// Nothing is known yet.
    pub(crate) fn new() -> Self {
        Self {
            view: RwSignal::new(None),
            heard_at: RwSignal::new(clock::now()),
            sent: StoredValue::new(0),
            heard: StoredValue::new(0),
            last: StoredValue::new(None),
            farewell: RwSignal::new(None),
            trouble: RwSignal::new(None),
        }
    }

    /// Whether the server has answered.
    pub(crate) fn is_known(self) -> bool {
        self.view.with(Option::is_some)
    }

    /// Whether an account is signed in.
    pub(crate) fn is_signed_in(self) -> bool {
        self.view.with(|view| view.as_ref().is_some_and(|view| view.signed_in.is_some()))
    }

    /// Whether a second factor has to be set up before anything else (M9).
    pub(crate) fn is_pressed(self) -> bool {
        self.view.with(|view| {
            let person = view.as_ref().and_then(|view| view.signed_in.as_ref());
            person.is_some_and(|person| person.duty.is_pressing())
        })
    }

    /// The signed-in person.
    pub(crate) fn person(self) -> Option<SignedIn> {
        self.view.with(|view| view.as_ref().and_then(|view| view.signed_in.clone()))
    }

    /// The person's role; nothing for nearly every account.
    pub(crate) fn role(self) -> Option<Role> {
        self.view.with(|view| view.as_ref()?.signed_in.as_ref()?.role)
    }

    /// Whose account it is, or was until the session ended.
    pub(crate) fn last_account(self) -> Option<AccountId> {
        self.last.get_value()
    }

    /// Seconds until the session ends, by the clock of this computer.
    pub(crate) fn seconds_left(self) -> Option<u32> {
        let lasts = self.view.with_untracked(|view| {
            view.as_ref().and_then(|view| view.signed_in.as_ref()).map(|person| person.expires_in)
        })?;
        let ends = self.heard_at.get_untracked().plus_seconds(i64::from(lasts));
        Some(clock::now().seconds_until(ends))
    }

    /// Asks the server who is signed in. Without an answer, an unknown session counts as none.
    pub(crate) async fn refresh(self) {
        if self.ask_who().await.is_err() && self.view.with_untracked(Option::is_none) {
            let nobody =
                SessionView { signed_in: None, cookie: false, timed_out: false, pass: None };
            self.hear(self.next(), nobody);
        }
    }

    /// Asks who is signed in; returns whether this browser sent a cookie with the request.
    pub(crate) async fn ask_who(self) -> Result<bool, Trouble> {
        let request = self.next();
        let view = api::call::<GetSession>(&Nothing {}).await.map_err(Failure::trouble)?;
        let cookie = view.cookie;
        self.hear(request, view);
        Ok(cookie)
    }

    /// Extends the session.
    pub(crate) fn extend(self) {
        self.ask::<ExtendSession>();
    }

    /// Signs out here.
    pub(crate) fn sign_out(self) {
        self.ask::<SignOut>();
    }

    /// Signs out everywhere.
    pub(crate) fn sign_out_everywhere(self) {
        self.ask::<SignOutEverywhere>();
    }

    /// The session is over by the clock of this computer. Another tab may have extended it: the
    /// server decides.
    pub(crate) async fn check_the_end(self) {
        self.refresh().await;
        // In a page that never had a session, no session can time out.
        if !self.is_signed_in_now() && self.last_account().is_some() {
            self.farewell.set(Some(Farewell::TimedOut));
        }
    }

    /// The same, without tracking.
    pub(crate) fn is_signed_in_now(self) -> bool {
        untrack(|| self.is_signed_in())
    }

    /// Stores the language with the account, so that messages use it too (UX 25).
    pub(crate) fn save_language(self, language: Language) {
        if self.is_signed_in_now() {
            spawn_local(async move {
                let _ = api::call::<SetLanguage>(&LanguageChoice { language }).await;
            });
        }
    }

    fn ask<E: Endpoint<Request = Nothing, Response = SessionView>>(self) {
        self.trouble.set(None);
        let request = self.next();
        spawn_local(async move {
            match api::call::<E>(&Nothing {}).await {
                Ok(view) => {
                    if let Some(pass) = &view.pass {
                        storage::remember_language_shown();
                        return page::replace(pass);
                    }
                    if view.signed_in.is_none() {
                        storage::remember_language_shown();
                        self.farewell.set(Some(Farewell::SignedOut));
                    }
                    self.hear(request, view);
                }
                Err(failure) => {
                    self.trouble.set(Some(failure.trouble()));
                    self.refresh().await;
                }
            }
        });
    }

    /// The number of a request that is about to be sent.
    fn next(self) -> u32 {
        self.sent.update_value(|sent| *sent = sent.wrapping_add(1));
        self.sent.get_value()
    }

    fn hear(self, request: u32, view: SessionView) {
        if request < self.heard.get_value() {
            return;
        }
        self.heard.set_value(request);
        self.heard_at.set(clock::now());
        if let Some(person) = &view.signed_in {
            self.farewell.set(None);
            self.last.set_value(Some(person.account.clone()));
        } else if view.timed_out && self.farewell.get_untracked().is_none() {
            // The page was reloaded since, or the computer slept.
            self.farewell.set(Some(Farewell::TimedOut));
        }
        self.view.set(Some(view));
    }
}

/// The session of this page.
///
/// # Panics
/// Never inside the app, which provides it before anything is drawn.
pub(crate) fn use_session() -> Session {
    expect_context()
}
