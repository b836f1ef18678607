//! The pages of an account: the overview, its security, its number and address, and its data.

mod contact;
mod data;
mod duty;
mod leaving;
mod overview;
mod security;

pub(crate) use contact::Contact;
pub(crate) use data::Data;
pub(crate) use overview::Account;
pub(crate) use security::Security;
