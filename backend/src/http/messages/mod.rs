//! The routes that gateways call.

pub mod gateway;
