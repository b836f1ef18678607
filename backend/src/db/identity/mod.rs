//! Identities that people proved, and our keys towards upstream providers.

pub mod handovers;
pub mod identities;
pub mod upstream_keys;
