//! The identities that upstream providers assert.

pub mod upstream;
