//! The rules of the help desk.

pub mod desk;
pub mod findable;
