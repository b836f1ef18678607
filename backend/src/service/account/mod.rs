//! Accounts and their sessions, notices, data export and deletion.

pub mod accounts;
pub mod addresses;
pub mod capacities;
pub mod data_export;
pub mod deletions;
pub mod known_browsers;
pub mod names;
pub mod notices;
pub mod sessions;
