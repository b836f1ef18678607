//! Vestibule's server: a JSON API for wizards, the workers behind it, and the single-page app inside it.
//!
//! The rooms from bottom to top; each may use those before it. `cargo xtask tidy` checks this.

pub mod system;

pub mod domain;

pub mod db;
pub mod gateway;

pub mod app;

pub mod service;

pub mod worker;

pub mod http;

pub mod cli;

#[cfg(feature = "dev")]
pub mod dev;

#[cfg(test)]
mod tests;
