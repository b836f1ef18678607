//! The rules and the stages of each flow: pure, no async, no IO; time and randomness are arguments.

pub mod account;
pub mod adoption;
mod factors;
pub mod fold;
pub mod identity;
pub mod messages;
pub mod openid;
mod policy;
pub mod recovery;
pub mod registration;
pub mod sign_in;
mod staff;
pub mod stage;
pub(crate) mod texts;

pub use self::account::{contact, email, leaving, password};
pub use self::factors::{code, method, totp, two_step};
pub use self::identity::card;
pub use self::messages::{calls, delivery, phone};
pub use self::policy::{duty, lifecycle, plan};
pub use self::registration::provisioning;
pub use self::staff::{desk, findable};
