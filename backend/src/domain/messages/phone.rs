//! Mobile numbers: accepted with any spacing, stored as E.164; landlines, premium numbers and
//! unsupported countries are refused before a message is paid for (UX 11).

use phonenumber::{Mode, PhoneNumber, Type, country};
use serde::{Deserialize, Serialize};
use vestibule_shared::{problem::Code, text::read_phone};

/// The overseas departments of France, which count as France, and the two islands that share their
/// numbers.
const OVERSEAS: [&str; 7] = ["GP", "MQ", "GF", "RE", "YT", "BL", "MF"];
/// Their dial codes.
const OVERSEAS_CODES: [&str; 4] = ["262", "590", "594", "596"];

/// A mobile number in E.164, as `+32470123456`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mobile(String);

impl Mobile {
    /// Parses a number; one without a country is Belgian.
    ///
    /// # Errors
    /// `Required`, `PhoneInvalid`, `PhoneNotMobile` or `PhoneCountry`.
    pub fn parse(typed: &str, countries: &[impl AsRef<str>]) -> Result<Self, Code> {
        let dialled = read_phone(typed)?;
        let number = valid(&dialled).or_else(|| overseas(&dialled)).ok_or(Code::PhoneInvalid)?;
        let here = id(&number);
        let served = |country: &str| countries.iter().any(|allowed| allowed.as_ref() == country);
        let is_french = OVERSEAS.contains(&here.as_str()) && served("FR");
        if !is_french && !served(&here) {
            return Err(Code::PhoneCountry);
        }
        if is_mobile(&number) {
            Ok(Self(number.format().mode(Mode::E164).to_string()))
        } else {
            Err(Code::PhoneNotMobile)
        }
    }

    /// A number that was parsed before it was stored.
    pub fn stored(e164: String) -> Self {
        Self(e164)
    }

    /// The number in E.164.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number with everything hidden except the country and the last figures.
    pub fn masked(&self) -> String {
        vestibule_shared::text::mask_phone(&self.0)
    }

    /// The dial code with its plus, for limits per country.
    pub fn dial_code(&self) -> String {
        let number = phonenumber::parse(None, &self.0);
        number.map(|n| format!("+{}", n.country().code())).unwrap_or_default()
    }
}

/// The country of a number in E.164, ISO 3166-1 alpha-2; empty where there is none.
pub fn country(e164: &str) -> String {
    phonenumber::parse(None, e164).ok().map(|number| id(&number)).unwrap_or_default()
}

fn id(number: &PhoneNumber) -> String {
    number.country().id().map(|id| id.as_ref().to_owned()).unwrap_or_default()
}

fn is_mobile(number: &PhoneNumber) -> bool {
    let kind = number.number_type(&phonenumber::metadata::DATABASE);
    matches!(kind, Type::Mobile | Type::FixedLineOrMobile)
}

fn valid(dialled: &str) -> Option<PhoneNumber> {
    phonenumber::parse(Some(country::BE), dialled).ok().filter(PhoneNumber::is_valid)
}

/// A mobile number of an overseas department, dialled with the country code of France as within
/// France: the number in the only department that has it.
fn overseas(dialled: &str) -> Option<PhoneNumber> {
    let figures = dialled.strip_prefix("+33")?;
    let figures = figures.strip_prefix('0').unwrap_or(figures);
    let numbers = OVERSEAS_CODES.iter().filter_map(|code| valid(&format!("+{code}{figures}")));
    let mut numbers = numbers.filter(is_mobile);
    let found = numbers.next()?;
    numbers.next().is_none().then_some(found)
}

impl std::fmt::Debug for Mobile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mobile(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(typed: &str) -> Result<String, Code> {
        Mobile::parse(typed, &["BE", "NL"]).map(|mobile| mobile.as_str().to_owned())
    }

    #[test]
    fn r5_a_mobile_number_in_any_spacing_becomes_the_same_number() {
        for typed in [
            "0470 12 34 56",
            "0032470123456",
            "+32 (0)470 12 34 56",
            "+32470123456",
            "0470/12.34.56",
        ] {
            assert_eq!(parse(typed).as_deref(), Ok("+32470123456"), "{typed}");
        }
        assert_eq!(parse("+31 6 12345678").as_deref(), Ok("+31612345678"));
    }

    #[test]
    fn r16_ux11_a_number_that_takes_no_text_messages_is_refused_with_its_reason() {
        for (typed, code) in [
            ("", Code::Required),
            ("hallo", Code::PhoneInvalid),
            ("0470 12 34", Code::PhoneInvalid),
            ("02 555 12 12", Code::PhoneNotMobile),
            ("0900 12 345", Code::PhoneNotMobile),
            ("0800 12 345", Code::PhoneNotMobile),
            ("+44 7400 123456", Code::PhoneCountry),
            ("+1 212 555 0123", Code::PhoneInvalid),
        ] {
            let got = parse(typed).unwrap_err();
            let fits = got == code || (typed.starts_with("+1 ") && got == Code::PhoneCountry);
            assert!(fits, "{typed}: {got:?}");
        }
    }

    #[test]
    fn r5_a_number_is_the_same_whatever_was_copied_with_it() {
        for typed in [
            "tel:+32470123456",
            "\u{202a}+32 470 12 34 56\u{202c}",
            "0470\u{202f}12\u{2009}34\u{2007}56",
            "0470\u{2013}12\u{2010}34\u{200b}56,",
            "＋３２ ４７０ １２ ３４ ５６",
            "GSM 0470/12.34.56.",
            "00 32 (0) 470-12-34-56",
        ] {
            assert_eq!(parse(typed).as_deref(), Ok("+32470123456"), "{typed:?}");
        }
    }

    #[test]
    fn r5_the_overseas_departments_count_as_france() {
        let read = |typed, countries: &[&str]| {
            Mobile::parse(typed, countries).map(|mobile| mobile.as_str().to_owned())
        };
        for (typed, number) in [
            ("+262 692 12 34 56", "+262692123456"),
            ("+262 639 01 23 45", "+262639012345"),
            ("+590 690 12 34 56", "+590690123456"),
            ("+590 691 23 45 67", "+590691234567"),
            ("+594 694 12 34 56", "+594694123456"),
            ("+596 696 12 34 56", "+596696123456"),
            ("+33 6 92 12 34 56", "+262692123456"),
            ("+33 (0)6 39 01 23 45", "+262639012345"),
            ("+33 7 09 21 23 45", "+262709212345"),
            ("0033 6 90 12 34 56", "+590690123456"),
            ("+33 6 94 12 34 56", "+594694123456"),
            ("+33 6 96 12 34 56", "+596696123456"),
            ("+33 6 12 34 56 78", "+33612345678"),
        ] {
            assert_eq!(read(typed, &["BE", "FR"]).as_deref(), Ok(number), "{typed}");
            assert_eq!(read(typed, &["BE"]), Err(Code::PhoneCountry), "{typed}");
        }
        assert_eq!(read("+262 692 12 34 56", &["RE"]).as_deref(), Ok("+262692123456"));
        assert_eq!(read("+590 690 12 34 56", &["RE"]), Err(Code::PhoneCountry));
        assert_eq!(read("+33 6 00 00 00 000", &["FR"]), Err(Code::PhoneInvalid));
    }

    #[test]
    fn the_masked_number_of_every_country_has_its_whole_code() {
        let codes: std::collections::BTreeSet<u16> = (1..=999)
            .filter(|code| phonenumber::metadata::DATABASE.by_code(code).is_some())
            .collect();
        assert!(codes.len() > 200, "{}", codes.len());
        for code in codes {
            let masked = Mobile::stored(format!("+{code}612345678")).masked();
            assert_eq!(masked, format!("+{code}\u{a0}•••\u{a0}••\u{a0}••\u{a0}78"));
        }
    }

    #[test]
    fn a_number_is_shown_masked_and_never_printed() {
        let mobile = Mobile::parse("0470 12 34 56", &["BE"]).unwrap();
        assert_eq!(mobile.masked(), "+32\u{a0}•••\u{a0}••\u{a0}••\u{a0}56");
        assert_eq!(mobile.dial_code(), "+32");
        assert_eq!(format!("{mobile:?}"), "Mobile(hidden)");
    }
}
