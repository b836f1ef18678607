//! What handlers and workers both do: each function takes the application and, where it has effects, the
//! transaction they belong to.

pub mod accounts;
pub mod audit;
pub mod callers;
pub mod calls;
pub mod carriers;
pub mod codes;
pub mod copies;
pub mod deletions;
pub mod deliveries;
pub mod desk;
pub mod endings;
pub mod enrolment;
pub mod factors;
pub mod limits;
pub mod names;
pub mod notices;
pub mod outbox;
pub mod policy;
pub mod proof;
pub mod proposals;
pub mod providers;
pub mod provisioning;
pub mod purge;
pub mod recovery;
pub mod resets;
pub mod sessions;
#[cfg(feature = "smpp")]
pub mod smpp;
pub mod staff;
pub mod tries;
pub mod worker;
