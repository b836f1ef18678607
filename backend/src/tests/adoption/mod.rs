//! The cockpit and campaigns.

mod campaigns;
mod cockpit;
