//! The reason that staff give for what they do to others.

use crate::problem::Code;

/// The shortest reason, in characters.
const LEAST: usize = 3;
/// The longest reason, in characters.
const MOST: usize = 500;

/// Reads a reason: 3 to 500 characters, without the space around them.
///
/// # Errors
/// `Required`, `ReasonTooShort` or `TooLong`.
pub fn parse_reason(typed: &str) -> Result<&str, Code> {
    let reason = typed.trim();
    match reason.chars().count() {
        0 => Err(Code::Required),
        1..LEAST => Err(Code::ReasonTooShort),
        LEAST..=MOST => Ok(reason),
        _ => Err(Code::TooLong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_three_to_five_hundred_characters_without_the_space_around_them() {
        let longest = "é".repeat(500);
        crate::text::check(
            |typed| parse_reason(typed).map(str::to_owned),
            &["abc", " abc ", &longest],
            &[
                ("", Code::Required),
                (" \n", Code::Required),
                (" ab ", Code::ReasonTooShort),
                (&format!("{longest}."), Code::TooLong),
            ],
        );
        assert_eq!(parse_reason(" gestolen telefoon\n"), Ok("gestolen telefoon"));
    }
}
