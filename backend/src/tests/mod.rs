//! The API as a browser meets it, on SQLite and on PostgreSQL.

mod account;
mod adoption;
pub(crate) mod app;
mod audit;
mod bad_input;
mod crowd;
mod factors;
#[cfg(feature = "dev")]
mod folder;
mod helpers;
mod identity;
mod live;
mod matrix;
pub(crate) mod messages;
mod openid;
mod outages;
mod policy;
mod races;
mod recovery;
mod registration;
mod sign_in;
pub(crate) mod staff;
mod typed;
mod wire;

#[cfg(feature = "dev")]
pub(crate) use self::folder::Folder;
use self::{messages::carriers, policy::endings, staff::desk};
