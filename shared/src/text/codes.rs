//! Codes that were sent, shown or printed, and names that people give to their methods.
//!
//! A text that cannot be a code is refused here, before a try is counted.

use std::cmp::Ordering;

use crate::{
    clean::{Around, clean, is_quotation},
    problem::Code,
};

/// Reads a code of a text message: only digits; spaces, dashes, quotes and words around them are
/// ignored.
///
/// # Errors
/// `Required`, `CodeNotDigits`, `CodeTooShort` or `CodeTooLong`.
pub fn parse_code(typed: &str, length: usize) -> Result<String, Code> {
    let cleaned = clean(typed);
    if cleaned.trim().is_empty() {
        return Err(Code::Required);
    }
    let found = Around::find(&cleaned).filter(Around::is_apart);
    let code = found.and_then(|found| found.figures()).ok_or(Code::CodeNotDigits)?;
    match code.len().cmp(&length) {
        Ordering::Less => Err(Code::CodeTooShort),
        Ordering::Greater => Err(Code::CodeTooLong),
        Ordering::Equal => Ok(code),
    }
}

/// How many digits a code has that is sent or shown by an app.
pub const CODE_LENGTH: usize = 6;

/// How many letters and digits a caller reads aloud to the help desk.
pub const CALL_CODE_LENGTH: usize = 6;

/// The letters and digits of a recovery code, without those that look alike (Crockford's Base32).
pub const RECOVERY_ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many of them a recovery code has.
pub const RECOVERY_LENGTH: usize = 10;

/// A recovery code, as [`parse_letters`] reads it.
///
/// # Errors
/// As [`parse_letters`].
pub fn parse_recovery_code(typed: &str) -> Result<String, Code> {
    parse_letters(typed, RECOVERY_LENGTH)
}

/// Reads a code of letters and digits: any case; spaces, hyphens, quotes and a name before a colon
/// are dropped; letters that look like digits are read as digits.
///
/// # Errors
/// `Required`, `CodeTooShort`, `CodeTooLong`, or `CodeWrong` for characters that no such code
/// contains.
pub fn parse_letters(typed: &str, length: usize) -> Result<String, Code> {
    let cleaned = clean(typed);
    let is_mark = |c: char| " -._/,;:!'\"()[]<>\u{b7}".contains(c) || is_quotation(c);
    let text = cleaned.trim_matches(is_mark);
    let text = text.rsplit(':').next().unwrap_or(text);
    let read = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let kept = |text: &str| -> String { text.chars().filter(|c| !is_mark(*c)).map(read).collect() };
    let mut code = kept(text);
    if let Some(rest) = after_rank(text).filter(|_| code.chars().count() > length) {
        code = kept(rest);
    }
    match code.chars().count() {
        0 => Err(Code::Required),
        n if n < length => Err(Code::CodeTooShort),
        n if n > length => Err(Code::CodeTooLong),
        _ if code.bytes().all(|byte| RECOVERY_ALPHABET.contains(&byte)) => Ok(code),
        _ => Err(Code::CodeWrong),
    }
}

/// Returns what comes after the `3. ` of a printed list.
fn after_rank(text: &str) -> Option<&str> {
    let (rank, rest) = text.split_once(' ')?;
    let figures = rank.strip_suffix(['.', ')'])?;
    let is_rank = figures.len() <= 2 && figures.bytes().all(|byte| byte.is_ascii_digit());
    is_rank.then_some(rest)
}

/// Reads the name of a method: 1 to 60 characters.
///
/// # Errors
/// `Required` or `TooLong`.
pub fn parse_method_name(typed: &str) -> Result<String, Code> {
    let shown = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match shown.chars().filter(|c| !c.is_control()).count() {
        0 => Err(Code::Required),
        1..=60 => Ok(shown.chars().filter(|c| !c.is_control()).collect()),
        _ => Err(Code::TooLong),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};

    #[test]
    fn a_recovery_code_is_read_as_people_write_it() {
        for (typed, read) in [
            ("ABCDE-12345", Ok("ABCDE12345")),
            ("abcde 12345", Ok("ABCDE12345")),
            ("abcde–12345.", Ok("ABCDE12345")),
            ("abcde.12345", Ok("ABCDE12345")),
            ("„ABCDE-12345“", Ok("ABCDE12345")),
            ("Herstelcode: ABCDE-12345,", Ok("ABCDE12345")),
            ("ABC\u{200b}DE\u{2011}12345", Ok("ABCDE12345")),
            ("ＡＢＣＤＥ－１２３４５", Ok("ABCDE12345")),
            ("3. ABCDE-12345", Ok("ABCDE12345")),
            ("10) abcde-12345", Ok("ABCDE12345")),
            ("12. 345 67890", Ok("1234567890")),
            ("OoIiL-abcde", Ok("00111ABCDE")),
            ("", Err(Code::Required)),
            ("\u{200b} -", Err(Code::Required)),
            ("ABCDE-1234", Err(Code::CodeTooShort)),
            ("ABCDE-123456", Err(Code::CodeTooLong)),
            ("UBCDE-12345", Err(Code::CodeWrong)),
            ("ébcde-12345", Err(Code::CodeWrong)),
            ("ABCDE@2345", Err(Code::CodeWrong)),
        ] {
            assert_eq!(parse_recovery_code(typed), read.map(str::to_owned), "{typed:?}");
        }
    }

    #[test]
    fn a_method_is_named_in_one_to_sixty_characters() {
        assert_eq!(parse_method_name("  My   phone "), Ok("My phone".into()));
        assert_eq!(parse_method_name(" "), Err(Code::Required));
        assert_eq!(parse_method_name(&"é".repeat(60)).map(|name| name.chars().count()), Ok(60));
        assert_eq!(parse_method_name(&"é".repeat(61)), Err(Code::TooLong));
    }

    #[test]
    fn ux2_ux3_a_code_is_read_whatever_is_around_it_and_each_mistake_has_its_name() {
        check(
            |text| parse_code(text, 6),
            &[
                "123456",
                " 123 456 ",
                "123-456",
                "123–456",
                "１２３４５６",
                "١٢٣٤٥٦",
                "123456,",
                "\"123456\"",
                "« 123456 »",
                "“123456”.",
                "Code: 123456",
                "Uw code is 123 456.",
                "Votre code\u{a0}: 123\u{202f}456",
                "\u{feff}123\u{200b}456\u{200e}",
            ],
            &[
                ("", Code::Required),
                ("\u{200b}\u{a0}", Code::Required),
                ("12345", Code::CodeTooShort),
                ("1234567", Code::CodeTooLong),
                ("Code: 12345", Code::CodeTooShort),
                ("12345a", Code::CodeNotDigits),
                ("a123456", Code::CodeNotDigits),
                ("é123456", Code::CodeNotDigits),
                ("123a456", Code::CodeNotDigits),
                ("+123456", Code::CodeNotDigits),
                ("123456@example", Code::CodeNotDigits),
                ("12345½", Code::CodeNotDigits),
                ("code", Code::CodeNotDigits),
            ],
        );
    }
}
