//! Accounts, with what hangs on one: sessions, browsers, flows, links and deletions.

pub mod account_names;
pub mod accounts;
pub mod browsers;
pub mod capacity_checks;
pub mod deletions;
pub mod flows;
pub mod known_browsers;
pub mod links;
pub mod personal_data;
pub mod rizivs;
pub mod sessions;
pub mod undos;
