//! The versions of the policy, and the proposals of changes.

pub mod policies;
pub mod proposals;
