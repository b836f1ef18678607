//! The screens after the first one, a separate part of the app: the first visit does not show them.

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::sign_in::{SignIn as Wizard, Step};

use super::{PageIntent, draw_further};
use crate::{
    api::{Cause, Trouble},
    browser::page,
    flow::{Flow, opening},
};

/// Draws a screen of this part.
type Draw = fn(Flow<Wizard>, PageIntent, Step) -> AnyView;

/// The screen of a step, when its part is loaded.
#[component]
pub(super) fn Further(flow: Flow<Wizard>, intent: PageIntent, step: Step) -> impl IntoView {
    let draw = RwSignal::new(None::<Draw>);
    let trouble = RwSignal::new(None);
    // The page may be gone by now: a signal that is gone is not set.
    spawn_local(async move {
        match cut::further().await {
            Ok(fetched) => _ = draw.try_set(Some(fetched)),
            Err(_) => _ = trouble.try_set(Some(Trouble::of(Cause::Offline))),
        }
    });
    // The server knows the step: a reloaded page shows it, also if the part was removed with its
    // version.
    let again = Callback::new(|()| page::reload());
    move || match draw.get() {
        Some(draw) => draw(flow, intent, step.clone()),
        None => opening(trouble, again),
    }
}

#[cfg(feature = "split")]
mod cut {
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    use super::{Draw, draw_further};

    #[wasm_split(further, fallible)]
    pub(super) fn further() -> Result<Draw, SplitLoaderError> {
        Ok(draw_further)
    }
}

#[cfg(not(feature = "split"))]
#[expect(clippy::unused_async, reason = "one way to call it, cut or not")]
mod cut {
    use std::convert::Infallible;

    use super::{Draw, draw_further};

    pub(super) async fn further() -> Result<Draw, Infallible> {
        Ok(draw_further)
    }
}
