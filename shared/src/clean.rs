//! Cleans what a person typed, before anything reads it. Copied text contains invisible marks,
//! digits of other scripts and unusual spaces and hyphens: the number looks right to a person, so
//! it has to be accepted.
//!
//! The small tables are written by hand, because this runs in the browser too. The tests compare
//! them with all of Unicode.

/// The zeros of each row of ten decimal digits (category `Nd`) up to U+FFFF.
const ZEROS: [u16; 37] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66,
    0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90,
    0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
];

/// The same from U+10000 on, counted from there.
const FAR_ZEROS: [u16; 40] = [
    0x4a0, 0xd30, 0xd40, 0x1066, 0x10f0, 0x1136, 0x11d0, 0x12f0, 0x1450, 0x14d0, 0x1650, 0x16c0,
    0x16d0, 0x16da, 0x1730, 0x18e0, 0x1950, 0x1bf0, 0x1c50, 0x1d50, 0x1da0, 0x1de0, 0x1f50, 0x6130,
    0x6a60, 0x6ac0, 0x6b50, 0x6d70, 0xccf0, 0xd7ce, 0xd7d8, 0xd7e2, 0xd7ec, 0xd7f6, 0xe140, 0xe2f0,
    0xe4f0, 0xe5f1, 0xe950, 0xfbf0,
];

/// Returns the decimal digit of a character in any script, as `7`; a fraction or a square is not
/// one.
pub fn figure(c: char) -> Option<char> {
    if c.is_ascii() {
        return c.is_ascii_digit().then_some(c);
    }
    let code = u32::from(c);
    // Only the two planes that have digits are searched.
    let (zeros, at): (&[u16], _) = match code >> 16 {
        0 => (&ZEROS, code),
        1 => (&FAR_ZEROS, code - 0x1_0000),
        _ => return None,
    };
    let zero = zeros.iter().rev().map(|zero| u32::from(*zero)).find(|zero| *zero <= at)?;
    char::from_digit(at - zero, 10)
}

/// Removes invisible characters; writes every digit, full-width letter, hyphen and space in its
/// plain form.
pub fn clean(typed: &str) -> String {
    typed.chars().filter(|c| !is_unseen(*c)).map(plain).collect()
}

fn plain(c: char) -> char {
    match c {
        _ if c.is_whitespace() => ' ',
        // The braille cell without dots.
        '\u{2800}' => ' ',
        _ if c.is_ascii() => c,
        '\u{2024}' | '\u{3002}' | '\u{fe52}' | '\u{ff61}' => '.',
        '\u{207a}' | '\u{2795}' | '\u{fb29}' | '\u{fe62}' => '+',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{fe6b}' => '@',
        _ if is_hyphen(c) => '-',
        // The full-width forms of ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => figure(c).unwrap_or(c),
    }
}

/// Every dash (category `Pd`), the minus signs and the hyphen bullet.
const fn is_hyphen(c: char) -> bool {
    matches!(
        c,
        '\u{58a}' | '\u{5be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'..='\u{2015}' | '\u{2043}'
            | '\u{207b}' | '\u{2212}' | '\u{2796}' | '\u{2e17}' | '\u{2e1a}'
            | '\u{2e3a}'..='\u{2e3b}' | '\u{2e40}' | '\u{2e5d}' | '\u{301c}' | '\u{3030}'
            | '\u{30a0}' | '\u{fe31}'..='\u{fe32}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
            | '\u{10d6e}' | '\u{10ead}'
    )
}

/// Formats (category `Cf`) and other characters that are never shown by themselves
/// (`Default_Ignorable_Code_Point`): direction marks, joiners, soft hyphens, selectors, tags.
/// Control characters stay, and are refused: people do not copy them.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}'
            | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}'
            | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// What people write between the digits of a number.
const BETWEEN: &str = " -./_,'()\u{b7}\u{2019}";
/// What may be around it besides letters; characters that are not ASCII may be, too.
const AROUND: &str = " .,:;!?'\"-_/()[]<>#*&";

/// A number and the text around it: a name for it, a scheme, quotes, the end of a sentence.
pub(crate) struct Around<'a> {
    pub(crate) before: &'a str,
    /// From the first digit, or the plus before it, to the last digit.
    pub(crate) number: &'a str,
    pub(crate) after: &'a str,
}

impl<'a> Around<'a> {
    /// Finds the number in a cleaned text; returns nothing if the text has no digit, or if the text
    /// around it is not allowed.
    pub(crate) fn find(cleaned: &'a str) -> Option<Self> {
        let first = cleaned.find(|c: char| c.is_ascii_digit())?;
        let end = cleaned.rfind(|c: char| c.is_ascii_digit())? + 1;
        let first = cleaned[..first].rfind('+').unwrap_or(first);
        let (before, number, after) = (&cleaned[..first], &cleaned[first..end], &cleaned[end..]);
        let fits = |c: char| !c.is_ascii() || c.is_ascii_alphabetic() || AROUND.contains(c);
        (before.chars().all(fits) && after.chars().all(fits)).then_some(Self {
            before,
            number,
            after,
        })
    }

    /// Returns whether no letter touches the number: `12345a` is not a number with a name.
    pub(crate) fn is_apart(&self) -> bool {
        let touches = |c: Option<char>| c.is_some_and(|c| !(AROUND.contains(c) || is_quotation(c)));
        !touches(self.before.chars().next_back()) && !touches(self.after.chars().next())
    }

    /// Returns the digits, or nothing if other characters are among them.
    pub(crate) fn figures(&self) -> Option<String> {
        let kept: String = self.number.chars().filter(|c| !BETWEEN.contains(*c)).collect();
        kept.bytes().all(|byte| byte.is_ascii_digit()).then_some(kept)
    }
}

/// Quotation marks that are not ASCII.
pub(crate) const fn is_quotation(c: char) -> bool {
    matches!(c, '\u{ab}' | '\u{bb}' | '\u{2018}'..='\u{201f}' | '\u{2039}' | '\u{203a}')
}

#[cfg(test)]
mod tests {
    use unicode_properties::{GeneralCategory as Is, UnicodeGeneralCategory as _};

    use super::*;

    /// Every character, with its category.
    fn all() -> impl Iterator<Item = (char, Is)> {
        ('\0'..=char::MAX).map(|c| (c, c.general_category()))
    }

    #[test]
    fn every_decimal_figure_of_unicode_is_read_and_nothing_else_is() {
        let mut rank = 0;
        for (c, is) in all() {
            // Digits come in rows of ten, in order: the tables rely on that.
            let expected = (is == Is::DecimalNumber).then(|| {
                let digit = char::from_digit(rank % 10, 10).unwrap();
                rank += 1;
                digit
            });
            assert_eq!(figure(c), expected, "{c:?} U+{:04X}", u32::from(c));
            if let Some(digit) = expected {
                assert_eq!(clean(&c.to_string()), digit.to_string());
            }
        }
    }

    #[test]
    fn every_space_dash_and_unseen_mark_of_unicode_gets_its_plain_form() {
        for (c, is) in all() {
            let cleaned = clean(&c.to_string());
            let expected = match is {
                Is::SpaceSeparator | Is::LineSeparator | Is::ParagraphSeparator => " ",
                Is::DashPunctuation => "-",
                Is::Format => "",
                Is::Control if c.is_whitespace() => " ",
                _ => continue,
            };
            assert_eq!(cleaned, expected, "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn letters_and_marks_that_people_see_stay() {
        for (c, is) in all() {
            let is_seen = !is_unseen(c) && !('\u{ff01}'..='\u{ff5e}').contains(&c);
            let is_letter =
                matches!(is, Is::UppercaseLetter | Is::LowercaseLetter | Is::OtherLetter);
            if is_letter && is_seen {
                assert_eq!(clean(&c.to_string()), c.to_string(), "U+{:04X}", u32::from(c));
            }
        }
        // Only four letters without a form of their own are removed.
        let gone = |c: &char| is_unseen(*c) && c.general_category() == Is::OtherLetter;
        let gone: String = ('\0'..=char::MAX).filter(gone).collect();
        assert_eq!(gone, "\u{115f}\u{1160}\u{3164}\u{ffa0}");
    }

    #[test]
    fn full_width_forms_and_points_of_other_scripts_become_plain() {
        for (typed, plain) in [
            ("ＡＢＣ＠ｅｘａｍｐｌｅ．ｂｅ", "ABC@example.be"),
            ("＋３２", "+32"),
            ("a。b｡c．d", "a.b.c.d"),
            ("1\u{feff}2\u{200b}3\0", "123\0"),
            ("½²Ⅷ", "½²Ⅷ"),
        ] {
            assert_eq!(clean(typed), plain);
        }
    }
}
