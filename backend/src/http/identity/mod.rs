//! The routes by which people prove their identity: card and upstream providers.

pub mod away;
pub mod card;
pub mod eid;
pub mod identities;
pub mod upstream;
