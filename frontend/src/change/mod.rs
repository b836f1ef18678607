//! Changes: the proof that they need.

pub(crate) mod proof;
