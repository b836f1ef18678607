//! The API as a browser meets it, on SQLite and on PostgreSQL.

mod addresses;
pub(crate) mod app;
mod audit;
mod bad_input;
mod calls;
mod campaigns;
mod carriers;
mod certificates;
mod cockpit;
mod crowd;
mod deliveries;
mod desk;
mod endings;
mod factors;
mod helpers;
mod lasting;
mod leaving;
mod live;
mod matrix;
pub(crate) mod messages;
mod outages;
mod policy;
mod protection;
mod races;
mod recovery;
mod registration;
mod sign_in;
#[cfg(feature = "smpp")]
mod smpp;
mod spoken;
pub(crate) mod staff;
mod strangers;
mod texts;
mod typed;
mod wire;
