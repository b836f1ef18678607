//! The API as a browser meets it, on SQLite and on PostgreSQL.

mod bad_input;
mod messages;
mod races;
mod recovery;
mod registration;
mod sign_in;
