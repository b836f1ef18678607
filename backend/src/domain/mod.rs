//! The rules and the stages of each flow: pure, no async, no IO; time and randomness are arguments.

pub mod account;
pub mod adoption;
pub mod calls;
pub mod card;
pub mod code;
pub mod contact;
pub mod delivery;
pub mod desk;
pub mod duty;
pub mod email;
pub mod findable;
pub mod fold;
pub mod identity;
pub mod leaving;
pub mod lifecycle;
pub mod messages;
pub mod method;
pub mod password;
pub mod phone;
pub mod provisioning;
pub mod recovery;
pub mod registration;
pub mod sign_in;
pub mod stage;
pub mod totp;
pub mod two_step;
