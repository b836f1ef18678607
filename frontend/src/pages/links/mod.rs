//! The pages that the links of mails lead to.

mod address;
mod later;
mod mail_link;
mod refuse;
mod undo;

pub(crate) use address::Address;
pub(crate) use later::Later;
pub(crate) use refuse::Refuse;
pub(crate) use undo::Undo;
