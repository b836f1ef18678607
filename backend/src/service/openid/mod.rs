//! What we are to clients: an OpenID Provider. It knows no HTTP.

pub mod access;
pub mod applications;
pub mod claims;
pub mod clients;
pub mod dpop;
pub mod forward_auth;
pub mod grants;
pub mod keys;
pub mod logout;
pub mod registrations;
pub mod requests;
mod signed_access;
pub mod usage;
