//! The end of methods, as the server publishes it: the same for every account.

use leptos::prelude::*;
use vestibule_shared::{
    api::Nothing,
    policy::{GetMethodEnds, MethodEnd},
};

use crate::{
    api::{self, Trouble},
    browser::tasks::Scope,
};

/// The ends, as far as they have arrived.
#[derive(Clone, Copy)]
pub(super) struct Ends {
    scope: Scope,
    known: RwSignal<Option<Vec<MethodEnd>>>,
    /// Why they could not be fetched.
    pub(super) trouble: RwSignal<Option<Trouble>>,
}

impl Ends {
    /// Asks the server.
    pub(super) fn ask() -> Self {
        let ends =
            Self { scope: Scope::new(), known: RwSignal::new(None), trouble: RwSignal::new(None) };
        ends.fetch();
        ends
    }

    /// Asks again.
    pub(super) fn fetch(self) {
        self.trouble.set(None);
        self.scope.spawn(async move {
            match api::call::<GetMethodEnds>(&Nothing {}).await {
                Ok(answer) => self.known.set(Some(answer.ends)),
                Err(failure) => self.trouble.set(Some(failure.trouble())),
            }
        });
    }

    /// The ends; nothing until the server answered.
    pub(super) fn get(self) -> Option<Vec<MethodEnd>> {
        self.known.get()
    }
}
