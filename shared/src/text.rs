//! Parsers of texts that people type: the same rules run in the browser and on the server.
//!
//! A parser returns a value that cannot be wrong, or the [`Code`] that says what to correct. Each
//! parser cleans first (`clean.rs`): invisible characters do not make a value wrong.

mod codes;
mod email;
mod language;
mod numbers;
mod password;
mod phone;
mod reason;
#[cfg(test)]
mod tests;

pub use codes::{
    CALL_CODE_LENGTH, CODE_LENGTH, RECOVERY_ALPHABET, RECOVERY_LENGTH, parse_code, parse_letters,
    parse_method_name, parse_recovery_code,
};
pub use email::Email;
pub use language::Language;
pub use numbers::{Cbe, NationalNumber, Riziv};
pub use password::{NewPassword, PasswordPreset, PasswordRule};
pub use phone::{check_phone_shape, mask_phone, read_phone};
pub use reason::parse_reason;

use crate::problem::Code;

/// The name of an organisation: 1 to 120 characters.
///
/// # Errors
/// `Required` or `TooLong`.
pub fn parse_organisation(typed: &str) -> Result<String, Code> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().count() {
        0 => Err(Code::Required),
        1..=120 => Ok(name),
        _ => Err(Code::TooLong),
    }
}

#[cfg(test)]
fn check<T: std::fmt::Debug>(
    parse: impl Fn(&str) -> Result<T, Code>,
    good: &[&str],
    bad: &[(&str, Code)],
) {
    for text in good {
        assert!(parse(text).is_ok(), "{text:?} is refused: {:?}", parse(text));
    }
    for (text, code) in bad {
        assert_eq!(parse(text).err(), Some(*code), "{text:?}");
    }
}
