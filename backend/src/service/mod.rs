//! Operations that handlers and workers share: each function takes the application and, where it
//! has effects, the transaction they belong to.

mod account;
pub mod adoption;
pub mod audit;
pub mod context;
pub mod factors;
mod identity;
pub mod limits;
mod messages;
mod openid;
pub mod policy;
pub mod recovery;
mod registration;
pub mod staff;

pub use self::account::{
    accounts, addresses, capacities, data_export, deletions, known_browsers, names, notices,
    sessions,
};
pub use self::adoption::{campaigns, cockpit};
pub use self::factors::{calls, codes, enrolment, guesses, proof, tries};
pub use self::identity::upstream;
pub use self::messages::{carriers, deliveries, outbox, parts, sends};
pub use self::openid::{
    access, applications, claims, clients, dpop, forward_auth, grants, keys, logout, registrations,
    requests, usage,
};
pub use self::policy::{endings, proposals};
pub use self::registration::{provisioning, rizivs};
pub use self::staff::{callers, desk, resets};
