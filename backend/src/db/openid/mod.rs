//! Clients, what they were given, and our keys towards them.

pub mod client_grants;
pub mod client_requests;
pub mod client_secrets;
pub mod clients;
pub mod consents;
pub mod logout_notices;
pub mod openid_keys;
pub mod proofs_seen;
