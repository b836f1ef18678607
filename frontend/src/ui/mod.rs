//! Our small kit: what every screen is made of. It knows words and forms, and never calls the server.
//!
//! In reading order: the frame of a page, its words and ways on, forms, and the larger pieces.

mod frame;
mod header;
mod screen;

mod action;
mod alert;
mod heading;
mod icon;
mod link;

mod choice;
mod code_field;
mod error_summary;
mod password_field;
mod text_field;

mod card_reader;
mod countdown;
mod dialog;
mod doorway;
mod help_line;
mod resend;
mod stepper;
mod tile;

pub(crate) use action::{Action, Kind, Submit};
pub(crate) use alert::{Alert, Notices, Tone, TroubleAlert};
pub(crate) use card_reader::CardReader;
pub(crate) use choice::{Checkbox, Choice, RadioGroup};
pub(crate) use code_field::CodeField;
pub(crate) use dialog::Dialog;
pub(crate) use doorway::Doorway;
pub(crate) use error_summary::FormProblems;
pub(crate) use frame::Footer;
pub(crate) use header::Header;
pub(crate) use heading::Heading;
pub(crate) use help_line::HelpLine;
pub(crate) use icon::{Icon, Shape};
pub(crate) use link::{Link, Outside};
pub(crate) use password_field::{NewPasswordFields, PasswordField};
pub(crate) use resend::{Resend, SentTo};
pub(crate) use screen::{Loading, Screen};
pub(crate) use stepper::Milestone;
pub(crate) use text_field::TextField;
pub(crate) use tile::Tile;
