//! How a page makes a change: it re-authenticates the person, runs the change, and shows the result
//! in its section.

mod controller;
pub(crate) mod proof;
mod section;

pub(crate) use controller::{Answer, Controller, OnFailure};
pub(crate) use section::Section;
