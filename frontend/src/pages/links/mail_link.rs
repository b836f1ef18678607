//! What the pages of a mail's links share: the link needs a click, since previews fetch links; its
//! token is in the fragment (after the `#`) and leaves the address bar at once.

use leptos::prelude::*;
use vestibule_shared::{api::Endpoint, problem::Code};

use crate::{
    api::{self, Cause, Trouble},
    app::shell::use_shell,
    browser::{page, tasks::Scope},
    i18n::{key, t},
    ui::{self, Tone},
};

/// A link that was opened, and its result.
pub(super) struct MailLink<T: 'static> {
    scope: Scope,
    token: RwSignal<Option<String>>,
    /// The server's answer.
    pub(super) done: RwSignal<Option<T>>,
    trouble: RwSignal<Option<Trouble>>,
    /// Whether a call is running.
    pub(super) busy: RwSignal<bool>,
}

impl<T> Clone for MailLink<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for MailLink<T> {}

impl<T: Send + Sync + 'static> MailLink<T> {
    /// Takes the token out of the address, now and whenever a link is opened while the page is
    /// shown.
    pub(super) fn new() -> Self {
        let shell = use_shell();
        let link = Self {
            scope: Scope::new(),
            token: RwSignal::new(None),
            done: RwSignal::new(None),
            trouble: RwSignal::new(None),
            busy: RwSignal::new(false),
        };
        Effect::new(move |_| {
            shell.navigations.track();
            if let Some(found) = page::take_fragment() {
                link.done.set(None);
                link.trouble.set(None);
                link.token.set(Some(found));
            }
        });
        link
    }

    /// Whether the link was used, or its time is over.
    fn is_expired(self) -> bool {
        let expired = Cause::Code(Code::LinkExpired);
        self.trouble.with(|trouble| trouble.as_ref().is_some_and(|t| t.cause == expired))
    }

    /// Whether there is something that the button can do.
    pub(super) fn usable(self) -> Memo<bool> {
        Memo::new(move |_| self.token.with(Option::is_some) && !self.is_expired())
    }

    /// Uses the link: `request` is made from its token, and `then` runs after a success.
    pub(super) fn follow<E: Endpoint<Response = T>>(
        self,
        request: impl FnOnce(String) -> E::Request,
        then: impl FnOnce() + 'static,
    ) {
        let Some(token) = self.token.get_untracked().filter(|_| !self.busy.get_untracked()) else {
            return;
        };
        self.busy.set(true);
        self.trouble.set(None);
        let request = request(token);
        self.scope.spawn(async move {
            let answer = api::call::<E>(&request).await;
            self.busy.set(false);
            match answer {
                Ok(view) => {
                    self.done.set(Some(view));
                    then();
                }
                Err(failure) => self.trouble.set(Some(failure.trouble())),
            }
        });
    }

    /// What is wrong with the link, or with the call.
    pub(super) fn wrong(self) -> impl IntoView {
        let other = Signal::derive(move || self.trouble.get().filter(|_| !self.is_expired()));
        let notice = move || {
            let (code, text) = match () {
                () if self.is_expired() => ("link_expired", key::UNDO_EXPIRED),
                () if self.token.with(Option::is_none) => ("link_missing", key::UNDO_NO_LINK),
                () => return None,
            };
            Some(view! {
                <ui::Alert tone=Tone::Bad code>
                    <p>{t(text)}</p>
                    <ui::HelpPhone />
                </ui::Alert>
            })
        };
        view! {
            {notice}
            <ui::TroubleAlert trouble=other />
        }
    }
}
