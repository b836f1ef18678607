//! The command line: what may be typed, and how its output reaches a terminal or a pipe.

pub mod arguments;
pub mod output;
pub mod shell;
