//! Delays or fails the making of an account on purpose, to see what the page does meanwhile.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use vestibule_shared::registration::Task;

/// What the tester asked for; read by the job that makes accounts.
#[derive(Default)]
pub struct Switches(Mutex<Provisioning>);

/// What to do to the making of accounts; nothing by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Provisioning {
    /// The task before which it waits, until that is changed.
    pub(crate) hold_before: Option<Task>,
    /// The task that fails, once.
    pub(crate) fail: Option<Task>,
}

impl Switches {
    /// Whether `task` has to wait.
    pub fn held(&self, task: Task) -> bool {
        self.lock().hold_before == Some(task)
    }

    /// Whether `task` has to fail now; it does so once each time it is asked for.
    pub fn fails(&self, task: Task) -> bool {
        self.lock().fail.take_if(|fail| *fail == task).is_some()
    }

    pub(crate) fn get(&self) -> Provisioning {
        *self.lock()
    }

    pub(crate) fn set(&self, provisioning: Provisioning) {
        *self.lock() = provisioning;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Provisioning> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_happens_once_and_a_hold_lasts() {
        let switches = Switches::default();
        assert!(!switches.held(Task::OpenAccount) && !switches.fails(Task::LinkCard));
        switches
            .set(Provisioning { hold_before: Some(Task::OpenAccount), fail: Some(Task::LinkCard) });
        assert!(switches.held(Task::OpenAccount) && switches.held(Task::OpenAccount));
        assert!(!switches.held(Task::LinkCard) && !switches.fails(Task::SendCode));
        assert!(switches.fails(Task::LinkCard) && !switches.fails(Task::LinkCard));
    }
}
