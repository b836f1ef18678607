//! The pages. Each journey is one match on its step; no page knows another.

mod account;
mod help;
mod home;
mod not_found;
mod recovery;
mod registration;
mod sign_in;
mod time_out;

mod entering;
mod journey;

pub(crate) use account::Account;
pub(crate) use help::Help;
pub(crate) use home::Home;
pub(crate) use not_found::NotFound;
pub(crate) use recovery::Recover;
pub(crate) use registration::Register;
pub(crate) use sign_in::SignIn;
pub(crate) use time_out::TimeOut;
