//! Messages to send, and the counts of those that were sent.

pub mod outbox;
pub mod send_counts;
