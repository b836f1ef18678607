//! Campaigns, and the counts behind the cockpit.

pub mod application_counts;
pub mod campaign_mails;
pub mod campaigns;
pub mod flow_counts;
pub mod method_counts;
pub mod standing_counts;
