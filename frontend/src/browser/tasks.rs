//! Tasks that end with the page that began them.

use std::pin::Pin;

use leptos::{prelude::*, reactive::owner::WeakOwner, task};

/// A page or a part of one: when it is left, its tasks end, and what follows an answer is not run.
///
/// An event handler runs for the element it belongs to, and a timer for none: so a page keeps its
/// scope. A request that was sent stays sent.
#[derive(Clone, Copy)]
pub(crate) struct Scope(StoredValue<Option<WeakOwner>>);

impl Scope {
    /// The scope of the component that is being drawn.
    pub(crate) fn new() -> Self {
        Self(StoredValue::new(Owner::current().map(|owner| owner.downgrade())))
    }

    /// Runs a task while the page is shown.
    pub(crate) fn spawn(self, task: impl Future<Output = ()> + 'static) {
        self.start(Box::pin(task));
    }

    /// One type for all tasks, so that this is compiled once.
    fn start(self, task: Pin<Box<dyn Future<Output = ()>>>) {
        let owner = self.0.try_get_value().flatten();
        if let Some(owner) = owner.and_then(|owner| owner.upgrade()) {
            owner.with(|| untrack(|| task::spawn_local_scoped_with_cancellation(task)));
        }
    }
}
