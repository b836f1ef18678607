//! What clients may ask of people, and what decides about it (O1 to O13).

pub mod acr;
pub mod client;
pub mod decision;
pub mod error;
pub mod forward_auth;
pub mod parameters;
pub mod request;
pub mod settings;
mod uri;
