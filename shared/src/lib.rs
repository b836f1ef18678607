//! The messages between browser and server, and the rules that both run.
//!
//! Serde only: no async, no IO, no clock. Compiles to WebAssembly and to native code. Modules in
//! reading order:

pub mod api;
pub mod problem;

pub mod call;
pub mod eid;
pub mod factor;
pub mod recovery;
pub mod registration;
pub mod sign_in;
pub mod two_step;
pub mod upstream;

pub mod account;
pub mod address;
pub mod config;
pub mod consent;
pub mod contact;
pub mod data;
pub mod identity;
pub mod security;

pub mod campaign;
pub mod clients;
pub mod cockpit;
pub mod desk;
pub mod policy;
pub mod staff;
pub mod trail;

pub mod clean;
pub mod id;
pub mod page;
pub mod text;
pub mod time;
