//! Phone numbers, as far as they can be read without the tables of all countries, which only the
//! server has.

use crate::{
    clean::{Around, clean},
    problem::Code,
};

/// Returns the digits of a possible phone number, with a plus before them if it has its country:
/// spaces, strokes, `tel:` or a name around it and the zero of `+32 (0)470` are removed.
///
/// # Errors
/// `Required`, or `PhoneInvalid` for characters that phone numbers do not have, or too few or too
/// many digits.
pub fn read_phone(typed: &str) -> Result<String, Code> {
    let cleaned = clean(typed);
    if cleaned.trim().is_empty() {
        return Err(Code::Required);
    }
    let found = Around::find(&cleaned).filter(Around::is_apart);
    let number = found.ok_or(Code::PhoneInvalid)?.number;
    let bare: String = number.chars().filter(|c| !" -./_,·'’|".contains(*c)).collect();
    let dialled: String =
        bare.replace("(0)", "").chars().filter(|c| *c != '(' && *c != ')').collect();
    let (country, figures) = match dialled.strip_prefix('+').or(dialled.strip_prefix("00")) {
        Some(figures) => ("+", figures),
        None => ("", dialled.as_str()),
    };
    let fits = figures.bytes().all(|byte| byte.is_ascii_digit());
    if fits && (8..=17).contains(&figures.len()) {
        Ok(format!("{country}{figures}"))
    } else {
        Err(Code::PhoneInvalid)
    }
}

/// Checks for a possible phone number; whether it is a mobile one is checked by the server.
///
/// # Errors
/// As [`read_phone`].
pub fn check_phone_shape(typed: &str) -> Result<(), Code> {
    read_phone(typed).map(|_| ())
}

/// Masks a phone number in E.164 except for the country and the last two digits, as `+32 ••• •• ••
/// 56`, with no-break spaces: on a narrow screen it stays in one piece.
pub fn mask_phone(e164: &str) -> String {
    let last = e164.len().saturating_sub(2);
    match (e164.get(..=country_length(e164)), e164.get(last..)) {
        (Some(country), Some(last)) if e164.len() > 6 => {
            format!("{country}\u{a0}•••\u{a0}••\u{a0}••\u{a0}{last}")
        }
        _ => String::from("•••"),
    }
}

/// Returns how many digits the country code has. No code begins with another (ITU-T E.164).
fn country_length(e164: &str) -> usize {
    let mut figures = e164.bytes().skip(1).map(|byte| byte.wrapping_sub(b'0'));
    match (figures.next(), figures.next()) {
        (Some(1 | 7), _) => 1,
        (Some(2), Some(0 | 7))
        | (Some(3), Some(0..=4 | 6 | 9))
        | (Some(4), Some(0 | 1 | 3..=9))
        | (Some(5), Some(1..=8))
        | (Some(6), Some(0..=6))
        | (Some(8), Some(1 | 2 | 4 | 6))
        | (Some(9), Some(0..=5 | 8)) => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};

    #[test]
    fn ux11_a_phone_number_may_be_spaced_in_any_way_but_not_be_words() {
        check(
            check_phone_shape,
            &["0470 12 34 56", "+32 (0)470/12.34.56", "0032470123456"],
            &[
                ("", Code::Required),
                ("\u{200e}", Code::Required),
                ("0470", Code::PhoneInvalid),
                ("call me maybe", Code::PhoneInvalid),
                ("0470 12 34 5O", Code::PhoneInvalid),
                ("0470 12 34 56 ext. 7", Code::PhoneInvalid),
                ("32+470123456", Code::PhoneInvalid),
                ("nora12345678@example.be", Code::PhoneInvalid),
                ("½½½½½½½½", Code::PhoneInvalid),
            ],
        );
    }

    #[test]
    fn a_phone_number_is_read_whatever_was_copied_with_it() {
        for (typed, read) in [
            ("0470 12 34 56,", "0470123456"),
            ("tel:0470123456.", "0470123456"),
            ("GSM: 0470/12.34.56", "0470123456"),
            ("tel:+32-470-12-34-56", "+32470123456"),
            ("(0032) 470 12 34 56", "+32470123456"),
            ("(+32) 470 12 34 56", "+32470123456"),
            ("+32 ( 0 ) 470 12 34 56", "+32470123456"),
            ("\u{202a}+32 470 12 34 56\u{202c}", "+32470123456"),
            ("０４７０ １２ ３４ ５６", "0470123456"),
            ("＋３２ ４７０ １２ ３４ ５６", "+32470123456"),
            ("0470\u{2010}12\u{2013}34\t56\n", "0470123456"),
            ("٠٤٧٠ ١٢ ٣٤ ٥٦", "0470123456"),
            ("0470 12 34 56 (privé)", "0470123456"),
        ] {
            assert_eq!(read_phone(typed).as_deref(), Ok(read), "{typed:?}");
        }
    }

    #[test]
    fn a_masked_number_keeps_its_whole_country_code() {
        for (number, masked) in [
            ("+32470123456", "+32\u{a0}•••\u{a0}••\u{a0}••\u{a0}56"),
            ("+352621123456", "+352\u{a0}•••\u{a0}••\u{a0}••\u{a0}56"),
            ("+351912345678", "+351\u{a0}•••\u{a0}••\u{a0}••\u{a0}78"),
            ("+262692123456", "+262\u{a0}•••\u{a0}••\u{a0}••\u{a0}56"),
            ("+12125550123", "+1\u{a0}•••\u{a0}••\u{a0}••\u{a0}23"),
            ("+79123456789", "+7\u{a0}•••\u{a0}••\u{a0}••\u{a0}89"),
            ("+5", "•••"),
            ("", "•••"),
        ] {
            assert_eq!(mask_phone(number), masked);
        }
    }
}
