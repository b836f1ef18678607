//! The components of every screen. They know texts and forms, and never call the server.
//!
//! In reading order: the frame of a page, its texts and links, forms, and the larger components.

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
mod select;
mod text_field;

mod aloud;
mod call;
mod card_reader;
mod code_sheet;
mod copy;
mod countdown;
mod dialog;
mod doorway;
mod elsewhere;
mod help_line;
mod key_prompt;
mod method;
mod qr;
mod resend;
mod secret_key;
mod stepper;
mod table;
mod tick;
mod tile;

pub(crate) use action::{Action, Kind, Submit, as_back};
pub(crate) use alert::{Alert, Notices, Tone, TroubleAlert};
pub(crate) use aloud::{aloud, spelled};
pub(crate) use call::{CallActions, CallProgress};
pub(crate) use card_reader::CardReader;
pub(crate) use choice::{Checkbox, Choice, RadioGroup};
pub(crate) use code_field::CodeField;
pub(crate) use code_sheet::CodeSheet;
pub(crate) use copy::Copy;
pub(crate) use countdown::countdown;
pub(crate) use dialog::{Dialog, TimeLeft};
pub(crate) use doorway::Doorway;
pub(crate) use elsewhere::Elsewhere;
pub(crate) use error_summary::FormProblems;
pub(crate) use frame::Footer;
pub(crate) use header::Header;
pub(crate) use heading::Heading;
pub(crate) use help_line::{HelpPhone, Reference};
pub(crate) use icon::{Icon, Shape};
pub(crate) use key_prompt::{KeyPrompt, KeyStatus, Wanted};
pub(crate) use link::{Link, Outside};
pub(crate) use method::{Folded, MethodCard, MethodCards, method_shape};
pub(crate) use password_field::{NewPasswordFields, PasswordField};
pub(crate) use qr::QrCode;
pub(crate) use resend::{Resend, SentTo};
pub(crate) use screen::{Loading, Screen};
pub(crate) use secret_key::SecretKey;
pub(crate) use select::{Pick, Select};
pub(crate) use stepper::{Milestone, Progress};
pub(crate) use table::{Cells, Table};
pub(crate) use text_field::TextField;
pub(crate) use tick::Tick;
pub(crate) use tile::Tile;
