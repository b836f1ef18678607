//! Numbers that authorities give to people, doctors and organisations.

use crate::{
    clean::{Around, clean},
    problem::Code,
};

/// A Belgian national register number or BIS number: 11 digits with correct check digits.
#[derive(Clone, PartialEq, Eq)]
pub struct NationalNumber(String);

impl NationalNumber {
    /// Accepts the bare number and the `PNOBE-` form of ETSI EN 319 412-1.
    ///
    /// # Errors
    /// `EidNumberInvalid` when the form or the check digits are wrong.
    pub fn parse(text: &str) -> Result<Self, Code> {
        let number = figures(text.strip_prefix("PNOBE-").unwrap_or(text)).unwrap_or_default();
        let (first, check) = split_check(&number, 9).ok_or(Code::EidNumberInvalid)?;
        // For people born from 2000 on, the check puts a 2 before the nine digits.
        let fits = |nine: u64| 97 - nine % 97 == check;
        if number.len() == 11 && (fits(first) || fits(first + 2_000_000_000)) {
            Ok(Self(number))
        } else {
            Err(Code::EidNumberInvalid)
        }
    }

    /// Returns the 11 digits: for the keyed digest only (C6).
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for NationalNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NationalNumber(hidden)")
    }
}

/// Returns the number made of the first `count` digits, and that of the two after it.
fn split_check(figures: &str, count: usize) -> Option<(u64, u64)> {
    Some((figures.get(..count)?.parse().ok()?, figures.get(count..count + 2)?.parse().ok()?))
}

/// Keeps digits only; spaces, dots, dashes and slashes between them are dropped.
fn figures(text: &str) -> Option<String> {
    let kept: String = text.chars().filter(|c| !c.is_whitespace() && !".-/".contains(*c)).collect();
    kept.chars().all(|c| c.is_ascii_digit()).then_some(kept)
}

/// A RIZIV/INAMI number of a doctor: 11 digits, the first is 1, the seventh and eighth are check
/// digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Riziv(String);

impl Riziv {
    /// The check is modulo 97; for doctors also modulo 89 since 1 April 2019, when the numbers ran
    /// out.
    ///
    /// # Errors
    /// `Required`; `RizivShort` when only the three digits of the competence are missing, which a
    /// stamp leaves out; `RizivInvalid` when the form, the profession or the check digits are
    /// wrong.
    pub fn parse(typed: &str) -> Result<Self, Code> {
        let cleaned = clean(typed);
        if cleaned.trim().is_empty() {
            return Err(Code::Required);
        }
        let found = Around::find(&cleaned).and_then(|found| found.figures());
        let number = found.ok_or(Code::RizivInvalid)?;
        let (first, check) = split_check(&number, 6).ok_or(Code::RizivInvalid)?;
        let fits = [97, 89].into_iter().any(|modulus| modulus - first % modulus == check);
        match number.len() {
            11 if number.starts_with('1') && fits => Ok(Self(number)),
            8 if number.starts_with('1') && fits => Err(Code::RizivShort),
            _ => Err(Code::RizivInvalid),
        }
    }

    /// Returns the 11 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Short words before an enterprise number; another one would be the country of a foreign number.
const SHORT_WORDS: [&str; 13] =
    ["BE", "BTW", "TVA", "VAT", "UST", "KBO", "BCE", "ZUD", "ZDU", "RPR", "RPM", "NR", "NO"];

/// Returns whether the text before a number leaves it a Belgian one: long words name it, short ones
/// are listed.
fn is_belgian(before: &str) -> bool {
    let upper = before.to_ascii_uppercase();
    let words = upper.split(|c: char| !c.is_ascii_alphabetic());
    words.into_iter().all(|word| !matches!(word.len(), 2 | 3) || SHORT_WORDS.contains(&word))
}

/// A CBE (KBO/BCE) enterprise number: 10 digits, the last two are check digits modulo 97.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cbe(String);

impl Cbe {
    /// Accepts what people write around it, as `BTW BE` before it or `RPR Gent` after it; nine
    /// digits are read as an old number without its 0.
    ///
    /// # Errors
    /// `Required`, or `CbeInvalid` when the form or the check digits are wrong.
    pub fn parse(typed: &str) -> Result<Self, Code> {
        let cleaned = clean(typed);
        if cleaned.trim().is_empty() {
            return Err(Code::Required);
        }
        let found = Around::find(&cleaned).filter(|found| is_belgian(found.before));
        let found = found.and_then(|found| found.figures());
        let mut number = found.ok_or(Code::CbeInvalid)?;
        if number.len() == 9 {
            number.insert(0, '0');
        }
        let (first, check) = split_check(&number, 8).ok_or(Code::CbeInvalid)?;
        let fits = number.len() == 10 && number.starts_with(['0', '1']) && first > 0;
        if fits && 97 - first % 97 == check { Ok(Self(number)) } else { Err(Code::CbeInvalid) }
    }

    /// Returns the 10 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};

    #[test]
    fn c6_a_national_number_is_read_only_with_right_check_digits() {
        check(
            NationalNumber::parse,
            &["01050399864", "PNOBE-01050399864", "85.07.30-033.28", "93051822361"],
            &[
                ("01050399865", Code::EidNumberInvalid),
                ("0105039986", Code::EidNumberInvalid),
                ("010503998640", Code::EidNumberInvalid),
                ("", Code::EidNumberInvalid),
                ("PNOEE-01050399864", Code::EidNumberInvalid),
            ],
        );
        assert_eq!(
            format!("{:?}", NationalNumber::parse("01050399864").unwrap()),
            "NationalNumber(hidden)"
        );
    }

    #[test]
    fn r5_a_riziv_number_of_a_doctor_has_right_check_digits_modulo_97_or_89() {
        check(
            Riziv::parse,
            // 190069 is 46 modulo 97 and 54 modulo 89.
            &[
                "1-90069-51-001",
                "19006951001",
                "1 90069 35 001",
                "1–90069–51–001",
                "RIZIV 1-90069-51-001",
                "N° INAMI : 1/90069/51/001.",
                "\u{200e}１-９００６９-５１-００１",
            ],
            &[
                ("", Code::Required),
                ("19006952001", Code::RizivInvalid),
                ("39006951001", Code::RizivInvalid),
                ("1900695100", Code::RizivInvalid),
                ("RIZIV", Code::RizivInvalid),
            ],
        );
    }

    #[test]
    fn r5_the_eight_figures_of_a_stamp_are_said_to_lack_three() {
        check(
            Riziv::parse,
            &[],
            &[
                ("1-90069-51", Code::RizivShort),
                ("INAMI 1/90069/35", Code::RizivShort),
                ("1-90069-52", Code::RizivInvalid),
                ("3-90069-51", Code::RizivInvalid),
            ],
        );
    }

    #[test]
    fn r5_a_cbe_number_is_read_with_what_people_write_around_it() {
        for typed in [
            "0203.201.340",
            "BE 0203 201 340",
            "203201340",
            "Be 0203.201.340",
            "be0203201340",
            "BE-0203.201.340",
            "BTW BE 0203.201.340",
            "BTW-BE0203.201.340",
            "TVA BE 0203.201.340",
            "TVA: be 203.201.340",
            "KBO 0203.201.340",
            "BCE n° 0203.201.340",
            "MwSt. BE 0203 201 340",
            "Ondernemingsnummer: 0203.201.340.",
            "0203.201.340 RPR Gent, afd. Ieper",
            "0203.201.340 (RPM de Liège)",
            "RPR Gent 0203.201.340",
            "0203–201–340",
            "\u{200e}0203\u{202f}201\u{a0}340",
            "０２０３.２０１.３４０",
        ] {
            let read = Cbe::parse(typed).map(|number| number.as_str().to_owned());
            assert_eq!(read.as_deref(), Ok("0203201340"), "{typed:?}");
        }
        check(
            Cbe::parse,
            &[],
            &[
                ("", Code::Required),
                ("0203.201.341", Code::CbeInvalid),
                ("0000000097", Code::CbeInvalid),
                ("DE 203201340", Code::CbeInvalid),
                ("CHE-203.201.340", Code::CbeInvalid),
                ("0203.201.340 B01", Code::CbeInvalid),
                ("RPR Gent", Code::CbeInvalid),
            ],
        );
    }
}
