//! The routes of second factors.

pub mod known_keys;
pub mod two_step;
