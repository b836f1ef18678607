//! What a text typed at the help desk can be: the browser and the server decide it alike, so that
//! one box takes a spoken code, a reference, an address, a number or a name.

use crate::{
    clean::clean,
    text::{CALL_CODE_LENGTH, parse_letters},
};

/// How many letters and digits a reference has.
const REFERENCE_LENGTH: usize = 8;
/// How many of them stand before its hyphen.
const REFERENCE_HALF: usize = 4;

/// What a typed text can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Query {
    /// The code that a caller reads aloud. It need not be a correct one.
    Code,
    /// Such a code, or a name: it has no digits.
    CodeOrName,
    /// The reference that a person was shown, as `V9RD-PK1T`.
    Reference,
    /// Such a reference, or a name.
    ReferenceOrName,
    /// An address, a number or a name.
    Other,
}

impl Query {
    /// Recognises a typed text.
    pub fn of(typed: &str) -> Self {
        let typed = clean(typed);
        let text = typed.trim();
        let count = |is: fn(&char) -> bool| text.chars().filter(is).count();
        let digits = count(char::is_ascii_digit);
        let letters = count(char::is_ascii_alphabetic);
        // An address has its sign; other letters occur in names only.
        if text.chars().any(|c| !c.is_ascii_alphanumeric() && !" -._".contains(c)) {
            return Self::Other;
        }
        let fits = |length| parse_letters(text, length).is_ok();
        match (letters, digits) {
            (0, CALL_CODE_LENGTH) if is_halved(text, CALL_CODE_LENGTH) => Self::Code,
            (0, REFERENCE_LENGTH) if is_halved(text, REFERENCE_LENGTH) => Self::Reference,
            (0, _) => Self::Other,
            (CALL_CODE_LENGTH, 0) if fits(CALL_CODE_LENGTH) => Self::CodeOrName,
            (REFERENCE_LENGTH, 0) if fits(REFERENCE_LENGTH) => Self::ReferenceOrName,
            (_, 0) => Self::Other,
            // Names have no digits and numbers no letters.
            _ if letters + digits < REFERENCE_LENGTH => Self::Code,
            _ if letters + digits == REFERENCE_LENGTH => Self::Reference,
            _ => Self::Other,
        }
    }
}

/// Whether there is a hyphen in the middle, as these codes are shown. Numbers are written so too, but
/// not so short.
fn is_halved(text: &str, length: usize) -> bool {
    let halves = text.split_once('-').map(|(head, tail)| (head.len(), tail.len()));
    halves == Some((length / 2, length / 2))
}

/// Reads a reference as it is stored: `V9RD-PK1T`. Nothing if the text is none.
pub fn parse_reference(typed: &str) -> Option<String> {
    let read = parse_letters(typed, REFERENCE_LENGTH).ok()?;
    let (head, tail) = read.split_at(REFERENCE_HALF);
    Some([head, tail].join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_box_tells_codes_references_names_numbers_and_addresses_apart() {
        for (typed, expected) in [
            ("ab1-0cd", Query::Code),
            (" AB1 0CD ", Query::Code),
            ("AB10CD", Query::Code),
            ("AB10C", Query::Code),
            ("AB10CDE", Query::Code),
            ("123-456", Query::Code),
            ("abc-def", Query::CodeOrName),
            ("Thomas", Query::CodeOrName),
            ("Jan Wil", Query::CodeOrName),
            ("Lucien", Query::Other),
            ("Peeters", Query::Other),
            ("v9rd-pk1t", Query::Reference),
            ("V9RD PK1T", Query::Reference),
            ("1234-5678", Query::Reference),
            ("VRDK-PKAT", Query::ReferenceOrName),
            ("Vandamme", Query::ReferenceOrName),
            ("0471 00 00", Query::Other),
            ("047100", Query::Other),
            ("0471 00 00 01", Query::Other),
            ("0471 00 00 0l", Query::Other),
            ("+32471000001", Query::Other),
            ("ab10cd@example.be", Query::Other),
            ("Zoé-An", Query::Other),
            ("", Query::Other),
            (" - ", Query::Other),
        ] {
            assert_eq!(Query::of(typed), expected, "{typed}");
        }
    }

    #[test]
    fn a_reference_is_read_as_it_is_stored() {
        for typed in ["V9RD-PK1T", "v9rd pk1t", "v9rdpkit", "V9RD–PKLT"] {
            assert_eq!(parse_reference(typed).as_deref(), Some("V9RD-PK1T"), "{typed}");
        }
        assert_eq!(parse_reference("V9RD-PK1"), None);
        assert_eq!(parse_reference("V9RD-PKUT"), None);
    }
}
