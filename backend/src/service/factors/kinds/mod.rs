//! One file for each kind of factor: how it is asked for, checked and consumed. `proof` dispatches.

pub(super) mod app;
pub(super) mod call;
pub(super) mod key;
pub(super) mod recovery_code;
pub(super) mod sms;

use vestibule_shared::problem::Code;

use crate::app::problem::Problem;

/// Ignores refusals of a resend: the screen that offers it later is shown all the same.
fn forgive(sent: Result<(), Problem>) -> Result<(), Problem> {
    match sent {
        Err(why) if matches!(why.code(), Code::ResendTooSoon | Code::TooManyMessages) => Ok(()),
        other => other,
    }
}
