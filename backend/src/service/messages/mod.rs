//! Queues messages, chooses their carrier, and records their delivery.

pub mod carriers;
pub mod deliveries;
pub mod outbox;
pub mod parts;
pub mod sends;
