//! How long to wait for an answer.

use std::{cell::Cell, pin::pin, rc::Rc};

use futures_util::future::{Either, select};
use gloo_timers::{callback::Timeout, future::TimeoutFuture};
use vestibule_shared::{api::Endpoint as _, config::GetConfig};
use web_sys::{AbortController, AbortSignal};

/// Milliseconds: longer than the server's own time limits, which it reports itself.
const LONG: u32 = 15_000;
/// Milliseconds: for what a page can open without.
const SHORT: u32 = 6_000;

/// A time limit for one request; it ends when this is dropped.
pub(crate) struct Patience {
    // Absent in a browser that cannot abort a request: there the wait has no limit.
    controller: Option<AbortController>,
    over: Rc<Cell<bool>>,
    _timer: Timeout,
}

/// Waits for an answer that was begun elsewhere; nothing when the time is over.
pub(crate) async fn wait<T>(path: &str, answer: impl Future<Output = T>) -> Option<T> {
    let answer = pin!(answer);
    match select(answer, TimeoutFuture::new(longest(path))).await {
        Either::Left((answer, _)) => Some(answer),
        Either::Right(((), _)) => None,
    }
}

fn longest(path: &str) -> u32 {
    if path == GetConfig::PATH { SHORT } else { LONG }
}

impl Patience {
    /// Starts the time limit for a request to `path`.
    pub(crate) fn begin(path: &str) -> Self {
        let controller = AbortController::new().ok();
        let over = Rc::new(Cell::new(false));
        let (gives_up, noted) = (controller.clone(), over.clone());
        let timer = Timeout::new(longest(path), move || {
            noted.set(true);
            if let Some(controller) = gives_up {
                controller.abort();
            }
        });
        Self { controller, over, _timer: timer }
    }

    /// The signal that aborts the request when the time is over.
    pub(crate) fn signal(&self) -> Option<AbortSignal> {
        self.controller.as_ref().map(AbortController::signal)
    }

    /// Whether the time was over.
    pub(crate) fn is_over(&self) -> bool {
        self.over.get()
    }
}
