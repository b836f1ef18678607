//! What handlers and workers both do: each function takes the application and, where it has effects, the
//! transaction they belong to.

pub mod accounts;
pub mod audit;
pub mod calls;
pub mod carriers;
pub mod codes;
pub mod deliveries;
pub mod enrolment;
pub mod factors;
pub mod limits;
pub mod notices;
pub mod outbox;
pub mod proof;
pub mod providers;
pub mod provisioning;
pub mod purge;
pub mod recovery;
pub mod sessions;
pub mod tries;
pub mod worker;
