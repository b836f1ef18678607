//! The parts of the app that are downloaded when they are first needed; the first visit needs none.
//!
//! Built with the feature `split`, each function below is a place where the build cuts the program
//! in two; without it (`trunk serve`, the tests) everything is one file and these are plain calls.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{api::Nothing, config::GetConfig};

use super::route::Route;
use crate::{
    api::{self, Cause, Trouble},
    browser::page,
    flow::opening,
    i18n::{I18n, use_i18n},
    pages,
};

/// A part of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Registration.
    Registration,
    /// A forgotten password.
    Aid,
    /// What to do when something does not work.
    Help,
    /// What a person sees between an application and a sign-in.
    GoOn,
    /// The account pages of a signed-in person.
    Inside,
    /// The data stored about a person.
    Data,
    /// The page for a person who is on the phone with the help desk, or got a mail from it.
    Phone,
    /// The pages for staff.
    Staff,
}

/// After this time the page reports that a part does not arrive; it is still drawn when it does.
const PATIENCE: Duration = Duration::from_secs(15);

/// Draws a page of a part.
type Draw = fn(Route) -> AnyView;

/// The page at `route`, once its part is there.
#[component]
pub(crate) fn Lazy(part: Part, route: Route) -> impl IntoView {
    let draw = RwSignal::new(None::<Draw>);
    let trouble = RwSignal::new(None);
    let i18n = use_i18n();
    // The page may be gone by now: a signal that is gone is not set.
    let fetch = move |again: bool| {
        let slow = move || {
            if draw.try_with_untracked(Option::is_none) == Some(true) {
                trouble.try_set(Some(Trouble::of(Cause::Slow)));
            }
        };
        set_timeout(slow, PATIENCE);
        spawn_local(async move {
            match load(part, i18n).await {
                Some(fetched) => _ = draw.try_set(Some(fetched)),
                // The server answers, but the part is missing: it was removed with the version of
                // this page.
                None if again && is_server_there().await => page::reload(),
                None => _ = trouble.try_set(Some(Trouble::of(Cause::Offline))),
            }
        });
    };
    fetch(false);
    let again = Callback::new(move |()| {
        trouble.set(None);
        fetch(true);
    });
    move || match draw.get() {
        Some(draw) => draw(route),
        None => opening(trouble, again),
    }
}

async fn is_server_there() -> bool {
    api::call::<GetConfig>(&Nothing {}).await.is_ok()
}

/// Fetches the program and the texts of a part at the same time.
async fn load(part: Part, i18n: I18n) -> Option<Draw> {
    let texts = async {
        for folder in folders(part) {
            if !i18n.learn(folder).await {
                return None;
            }
        }
        Some(())
    };
    let draw = async {
        let draw = match part {
            Part::Registration => cut::registration().await,
            Part::Inside | Part::Data => cut::inside().await,
            Part::Aid | Part::Phone | Part::GoOn => cut::aid().await,
            Part::Help => cut::help().await,
            Part::Staff => cut::staff().await,
        };
        draw.ok()
    };
    let (texts, draw) = futures_util::future::join(texts, draw).await;
    texts.and(draw)
}

/// The texts that come with a part: a first visit needs none of them.
const fn folders(part: Part) -> &'static [&'static str] {
    match part {
        Part::Registration | Part::Aid => &["journeys"],
        Part::Inside | Part::GoOn => &["inside"],
        Part::Data => &["inside", "desk"],
        Part::Phone | Part::Staff => &["desk"],
        Part::Help => &["help"],
    }
}

#[cfg(feature = "split")]
mod cut {
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    use super::{Draw, pages};

    #[wasm_split(registration, fallible)]
    pub(super) fn registration() -> Result<Draw, SplitLoaderError> {
        Ok(pages::registration)
    }

    #[wasm_split(aid, fallible)]
    pub(super) fn aid() -> Result<Draw, SplitLoaderError> {
        Ok(pages::aid)
    }

    #[wasm_split(help, fallible)]
    pub(super) fn help() -> Result<Draw, SplitLoaderError> {
        Ok(pages::help)
    }

    #[wasm_split(inside, fallible)]
    pub(super) fn inside() -> Result<Draw, SplitLoaderError> {
        Ok(pages::inside)
    }

    #[wasm_split(staff, fallible)]
    pub(super) fn staff() -> Result<Draw, SplitLoaderError> {
        Ok(pages::staff)
    }
}

#[cfg(not(feature = "split"))]
#[expect(clippy::unused_async, reason = "one way to call them, cut or not")]
mod cut {
    use std::convert::Infallible;

    use super::{Draw, pages};

    pub(super) async fn registration() -> Result<Draw, Infallible> {
        Ok(pages::registration)
    }

    pub(super) async fn aid() -> Result<Draw, Infallible> {
        Ok(pages::aid)
    }

    pub(super) async fn help() -> Result<Draw, Infallible> {
        Ok(pages::help)
    }

    pub(super) async fn inside() -> Result<Draw, Infallible> {
        Ok(pages::inside)
    }

    pub(super) async fn staff() -> Result<Draw, Infallible> {
        Ok(pages::staff)
    }
}
