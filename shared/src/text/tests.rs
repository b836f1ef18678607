//! Invisible characters, and text that people copy with a value, do not change the value: tested
//! with many decorations of many values.

use super::*;

/// Numbers that look random and are the same each time (Knuth's generator).
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

const UNSEEN: &[char] = &[
    '\u{ad}',
    '\u{34f}',
    '\u{61c}',
    '\u{180e}',
    '\u{200b}',
    '\u{200c}',
    '\u{200d}',
    '\u{200e}',
    '\u{200f}',
    '\u{202a}',
    '\u{202c}',
    '\u{202e}',
    '\u{2060}',
    '\u{2066}',
    '\u{2069}',
    '\u{feff}',
    '\u{fe0f}',
    '\u{e0001}',
    '\u{e007f}',
];
const BLANKS: &[char] = &[
    ' ', '\t', '\n', '\r', '\u{85}', '\u{a0}', '\u{1680}', '\u{2002}', '\u{2007}', '\u{2009}',
    '\u{202f}', '\u{205f}', '\u{2028}', '\u{3000}',
];
const HYPHENS: &[char] =
    &['-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}', '\u{ff0d}'];
/// Zeros of other scripts.
const ZEROS: &[char] =
    &['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{e50}', '\u{ff10}', '\u{1d7ce}', '\u{1e950}'];

/// Returns a text that looks the same to a reader: with other forms of its characters, and
/// invisible marks.
fn disguised(drawn: &mut Drawn, value: &str) -> String {
    let zero = u32::from(drawn.of(ZEROS));
    let mut text = String::new();
    for c in value.chars() {
        if drawn.below(3) == 0 {
            text.push(drawn.of(UNSEEN));
        }
        text.push(match c {
            ' ' => drawn.of(BLANKS),
            '-' => drawn.of(HYPHENS),
            _ if c.is_ascii_digit() => char::from_u32(zero + c.to_digit(10).unwrap()).unwrap(),
            '!'..='~' if drawn.below(3) == 0 => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
            _ => c,
        });
    }
    text
}

/// Checks that a value stays the same when it is disguised and surrounded by text that people copy
/// with it.
fn holds<T: std::fmt::Debug + PartialEq>(
    values: &[&str],
    parse: impl Fn(&str) -> Result<T, Code>,
    (before, after): (&[&str], &[&str]),
) {
    let mut drawn = Drawn(26);
    for value in values {
        let meant = parse(value);
        assert!(meant.is_ok(), "{value:?}: {meant:?}");
        for _ in 0..2000 {
            let around = format!("{}{value}{}", drawn.of(before), drawn.of(after));
            let blank = |drawn: &mut Drawn| drawn.of(&["", " ", "  "]);
            let around = format!("{}{around}{}", blank(&mut drawn), blank(&mut drawn));
            let typed = disguised(&mut drawn, &around);
            assert_eq!(parse(&typed), meant, "{value:?} as {typed:?}");
        }
    }
}

const ENDS: &[&str] = &["", ".", ",", ";", " .", "\"", ")", "\u{bb}"];

#[test]
fn a_decorated_phone_number_stays_the_same_number() {
    let values = ["0470 12 34 56", "+32 (0)470-12-34-56", "0032 470.12.34.56", "0470/123456"];
    let before = ["", "tel:", "Tel. ", "GSM: ", "(", "\"", "\u{ab} "];
    holds(&values, read_phone, (&before, ENDS));
    assert_eq!(read_phone(values[1]), read_phone(values[2]));
    assert_eq!(read_phone(values[0]), read_phone(values[3]));
}

#[test]
fn a_decorated_code_stays_the_same_code() {
    let before = ["", "Code: ", "Votre code : ", "\"", "\u{201e}", "("];
    holds(&["123456", "012 345", "12-34-56"], |text| parse_code(text, 6), (&before, ENDS));
    let before = ["", "Code: ", "\"", "(", "\u{201c}"];
    let codes = ["ABCDE-12345", "abcde 12345", "0o1il-abcde"];
    holds(&codes, parse_recovery_code, (&before, ENDS));
}

#[test]
fn a_decorated_address_stays_the_same_address() {
    let before = ["", "mailto:", "<", "Nora Specimen <", "\"", "E-mail: ", "("];
    let after = ["", ".", ",", ";", ">", " .", "\"", ")", ">;"];
    let values =
        ["nora@example.be", "Nora.Specimen+zorg-1@Sub-1.Example.BE", "o'hara_2@example.ie"];
    holds(&values, Email::parse, (&before, &after));
}

#[test]
fn a_decorated_number_of_an_organisation_or_a_doctor_stays_the_same_number() {
    let before = ["", "BE ", "BE", "Be ", "BTW BE ", "BTW-BE ", "TVA BE ", "KBO ", "BCE: ", "RPM "];
    let after = ["", ".", ",", " RPR Gent", " RPM", " (KBO)", ";"];
    holds(&["0203.201.340", "203201340", "0203 201 340"], Cbe::parse, (&before, &after));
    let before = ["", "RIZIV ", "INAMI: ", "LIKIV-Nr. ", "("];
    holds(&["1-90069-51-001", "19006951001", "1 90069 35 001"], Riziv::parse, (&before, ENDS));
}

#[test]
fn a_try_is_never_used_up_by_what_cannot_be_a_code() {
    let mut drawn = Drawn(7);
    for value in ["12345", "1234567", "12345a", "l23456", "nora", "+123456", "", "1 2 3 4 5"] {
        for _ in 0..500 {
            let typed = disguised(&mut drawn, value);
            assert!(parse_code(&typed, CODE_LENGTH).is_err(), "{value:?} as {typed:?}");
        }
    }
    for value in ["ABCDE-1234", "ABCDE-123456", "ABCDU-12345", "ABCDE*12345", "", " - "] {
        for _ in 0..500 {
            let typed = disguised(&mut drawn, value);
            assert!(parse_recovery_code(&typed).is_err(), "{value:?} as {typed:?}");
        }
    }
}
