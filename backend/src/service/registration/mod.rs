//! Turns a registration into an account.

pub mod provisioning;
pub mod rizivs;
