//! Second factors: methods, codes, and the flow that sets one up.

pub mod code;
pub mod method;
pub mod totp;
pub mod two_step;
