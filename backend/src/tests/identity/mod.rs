//! Proofs of identity.

mod certificates;
