//! What handlers and workers both do: each function takes the application and, where it has effects, the
//! transaction they belong to.

pub mod accounts;
pub mod adoption;
pub mod audit;
pub mod callers;
pub mod calls;
pub mod campaigns;
pub mod carriers;
pub mod cockpit;
pub mod codes;
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
pub mod providers;
pub mod provisioning;
pub mod purge;
pub mod recovery;
pub mod resets;
pub mod sends;
pub mod sessions;
#[cfg(feature = "smpp")]
pub mod smpp;
pub mod staff;
pub mod tally;
pub mod tries;
pub mod worker;
