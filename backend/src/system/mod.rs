//! Time, randomness, keys and files: what the operating system gives.

pub mod clock;
pub mod digest;
pub mod files;
pub mod keyring;
pub mod rng;
