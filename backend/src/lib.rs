//! Vestibule's server: a JSON API for wizards, the workers behind it, and the single-page app inside it.
//!
//! In reading order: what a request can reach (`app`, `changes`, `config`, `clock`, `rng`, `keyring`,
//! `hashing`), the
//! rules (`domain`), the data (`db`), the world outside (`gateway`), what handlers and workers share
//! (`service`), and the routes (`http`, with `session`, `client`, `block`, `problem`, `access`, `server`,
//! `tls`).

pub mod app;
pub mod changes;
pub mod clock;
pub mod config;
pub mod files;
pub mod hashing;
pub mod keyring;
pub mod rng;
pub mod webauthn;

pub mod domain;

pub mod db;
pub mod gateway;
pub mod service;

pub mod access;
pub mod block;
pub mod http;
pub mod problem;
pub mod remote;
pub mod server;
pub mod session;
pub mod tls;

pub mod cli;
pub mod docs;
pub mod doctor;
pub mod office;
pub mod start;

#[cfg(feature = "dev")]
pub mod dev;

#[cfg(test)]
mod tests;
