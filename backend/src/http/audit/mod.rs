//! The routes of the audit trail.

pub mod trail;
