//! The routes of the cockpit and of campaigns.

pub mod campaigns;
pub mod cockpit;
