//! The pages. Each journey is one match on its step; no page knows another.

mod account;
mod contact;
mod help;
mod home;
mod not_found;
mod recovery;
mod registration;
mod security;
mod sign_in;
mod time_out;
mod two_step;
mod undo;

mod code_form;
mod duty;
mod entering;
mod inside;
mod journey;

pub(crate) use account::Account;
pub(crate) use contact::Contact;
pub(crate) use help::Help;
pub(crate) use home::Home;
pub(crate) use not_found::NotFound;
pub(crate) use recovery::Recover;
pub(crate) use registration::Register;
pub(crate) use security::Security;
pub(crate) use sign_in::{Confirm, SignIn};
pub(crate) use time_out::TimeOut;
pub(crate) use two_step::TwoStep;
pub(crate) use undo::Undo;
