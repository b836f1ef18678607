//! What the server says about the end of methods: public, and the same for everybody.

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{
    api::Nothing,
    policy::{GetMethodEnds, MethodEnd},
};

use crate::api::{self, Trouble};

/// The ends, as far as they are known.
#[derive(Clone, Copy)]
pub(super) struct Ends {
    known: RwSignal<Option<Vec<MethodEnd>>>,
    /// Why they could not be fetched.
    pub(super) trouble: RwSignal<Option<Trouble>>,
}

impl Ends {
    /// Asks the server.
    pub(super) fn ask() -> Self {
        let ends = Self { known: RwSignal::new(None), trouble: RwSignal::new(None) };
        ends.fetch();
        ends
    }

    /// Asks again.
    pub(super) fn fetch(self) {
        self.trouble.set(None);
        spawn_local(async move {
            // The page may have been left meanwhile.
            match api::call::<GetMethodEnds>(&Nothing {}).await {
                Ok(answer) => _ = self.known.try_set(Some(answer.ends)),
                Err(failure) => _ = self.trouble.try_set(Some(failure.trouble())),
            }
        });
    }

    /// What is known; nothing until the server answered.
    pub(super) fn get(self) -> Option<Vec<MethodEnd>> {
        self.known.get()
    }
}
