//! The command line: what may be typed, and how its output reaches a terminal or a pipe.

pub mod admin;
pub mod arguments;
pub mod clients;
pub mod docs;
pub mod doctor;
pub mod output;
pub mod shell;
pub mod start;
