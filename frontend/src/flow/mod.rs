//! Flows of several screens: their state, their screens, and what many of them need.

mod arrival;
pub(crate) mod away;
pub(crate) mod code_form;
pub(crate) mod continuation;
pub(crate) mod expiry;
mod opening;
mod screens;
mod state;

pub(crate) use arrival::Entering;
pub(crate) use opening::{once_loaded, opening};
pub(crate) use screens::{expiring_screens, screens};
pub(crate) use state::{Flow, FlowState};
