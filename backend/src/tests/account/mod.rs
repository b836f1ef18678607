//! Accounts: changes, protection, deletion, and addresses of strangers.

mod addresses;
mod leaving;
mod protection;
mod strangers;
