//! How long an answer is waited for.

use std::{cell::Cell, rc::Rc};

use gloo_timers::callback::Timeout;
use vestibule_shared::{api::Endpoint as _, config::GetConfig};
use web_sys::{AbortController, AbortSignal};

/// Longer than the server takes over anything before it says so itself, in milliseconds.
const LONG: u32 = 15_000;
/// For what a page can open without, in milliseconds.
const SHORT: u32 = 6_000;

/// What is waited for, from the beginning to its end; dropped, it waits no more.
pub(crate) struct Patience {
    // Absent in a browser that cannot give up a request: there it is waited for as long as it takes.
    controller: Option<AbortController>,
    over: Rc<Cell<bool>>,
    _timer: Timeout,
}

impl Patience {
    /// Begins to wait for what is at a path.
    pub(crate) fn begin(path: &str) -> Self {
        let longest = if path == GetConfig::PATH { SHORT } else { LONG };
        let controller = AbortController::new().ok();
        let over = Rc::new(Cell::new(false));
        let (gives_up, noted) = (controller.clone(), over.clone());
        let timer = Timeout::new(longest, move || {
            noted.set(true);
            if let Some(controller) = gives_up {
                controller.abort();
            }
        });
        Self { controller, over, _timer: timer }
    }

    /// Tells a request when nobody waits any more.
    pub(crate) fn signal(&self) -> Option<AbortSignal> {
        self.controller.as_ref().map(AbortController::signal)
    }

    /// Whether it was too long.
    pub(crate) fn is_over(&self) -> bool {
        self.over.get()
    }
}
