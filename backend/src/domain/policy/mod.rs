//! When methods end, and who has to set up two-step verification.

pub mod duty;
pub mod lifecycle;
pub mod plan;
