//! Texts that people type, parsed: the same rules run in the browser and on the server.
//!
//! Parsing gives back a value that cannot be wrong, or the [`Code`] that says what to mend.

use serde::{Deserialize, Serialize};

use crate::problem::Code;

/// A language of the product (R15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Dutch.
    Nl,
    /// French.
    Fr,
    /// German.
    De,
    /// English.
    En,
}

impl Language {
    /// Every language, in the order of the language switch.
    pub const ALL: [Self; 4] = [Self::Nl, Self::Fr, Self::De, Self::En];

    /// The BCP 47 tag, as `nl`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::Fr => "fr",
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// The language's own name for itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nl => "Nederlands",
            Self::Fr => "Français",
            Self::De => "Deutsch",
            Self::En => "English",
        }
    }

    /// The language of a BCP 47 tag, as `fr-BE`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

/// An e-mail address as a person typed it, without the spaces around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// The longest address mail can be sent to (RFC 5321 4.5.3.1).
    const MOST: usize = 254;

    /// # Errors
    /// `Required`, `TooLong`, or `EmailInvalid` where mail could never arrive.
    pub fn parse(typed: &str) -> Result<Self, Code> {
        let address = typed.trim();
        if address.is_empty() {
            return Err(Code::Required);
        }
        if address.len() > Self::MOST {
            return Err(Code::TooLong);
        }
        let Some((local, domain)) = address.rsplit_once('@') else {
            return Err(Code::EmailInvalid);
        };
        let local_fits = (1..=64).contains(&local.len())
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c));
        let label_fits = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        let domain_fits = domain.contains('.') && domain.split('.').all(label_fits);
        if local_fits && domain_fits {
            Ok(Self(address.to_owned()))
        } else {
            Err(Code::EmailInvalid)
        }
    }

    /// The address as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The one spelling that all spellings of this address share; two accounts cannot have the same.
    pub fn canonical(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The address with most of it hidden, as `n•••@example.be`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let first = local.chars().next().unwrap_or('•');
        format!("{first}•••@{domain}")
    }
}

/// Something that could be a phone number; whether it is a mobile one, the server knows.
///
/// # Errors
/// `Required`, or `PhoneInvalid` for other characters than phone numbers have, or too few or many figures.
pub fn check_phone_shape(typed: &str) -> Result<(), Code> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Code::Required);
    }
    let figures = typed.chars().filter(char::is_ascii_digit).count();
    let fits = typed.chars().all(|c| c.is_ascii_digit() || " +-./()\u{a0}".contains(c));
    if fits && (8..=17).contains(&figures) { Ok(()) } else { Err(Code::PhoneInvalid) }
}

/// A phone number in E.164 with all but the country and the last two figures hidden, as `+32 ••• •• •• 56`.
pub fn mask_phone(e164: &str) -> String {
    let last = e164.len().saturating_sub(2);
    let country = if e164.starts_with("+352") { 4 } else { 3 };
    match (e164.get(..country), e164.get(last..)) {
        (Some(country), Some(last)) => format!("{country} ••• •• •• {last}"),
        _ => String::from("•••"),
    }
}

/// Figures only; spaces, dots, dashes and slashes between them are dropped.
fn figures(typed: &str) -> Option<String> {
    let kept: String =
        typed.chars().filter(|c| !c.is_whitespace() && !".-/".contains(*c)).collect();
    kept.chars().all(|c| c.is_ascii_digit()).then_some(kept)
}

/// A code of a text message: figures only, spaces and dashes dropped.
///
/// # Errors
/// `Required`, `CodeNotDigits`, `CodeTooShort` or `CodeTooLong`.
pub fn parse_code(typed: &str, length: usize) -> Result<String, Code> {
    if typed.trim().is_empty() {
        return Err(Code::Required);
    }
    let code = figures(typed).ok_or(Code::CodeNotDigits)?;
    match code.len().cmp(&length) {
        std::cmp::Ordering::Less => Err(Code::CodeTooShort),
        std::cmp::Ordering::Greater => Err(Code::CodeTooLong),
        std::cmp::Ordering::Equal => Ok(code),
    }
}

/// How many figures a code has that is sent or shown by an app.
pub const CODE_LENGTH: usize = 6;

/// The letters and figures of a recovery code: none that looks like another (Crockford's Base32).
pub const RECOVERY_ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many of them a recovery code has.
pub const RECOVERY_LENGTH: usize = 10;

/// A recovery code: any case, spaces and dashes dropped, letters that look like figures read as such.
///
/// # Errors
/// `Required`, `CodeTooShort`, `CodeTooLong`, or `CodeWrong` for what no recovery code can contain.
pub fn parse_recovery_code(typed: &str) -> Result<String, Code> {
    let read = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let kept = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let code: String = kept.map(read).collect();
    match code.chars().count() {
        0 => Err(Code::Required),
        n if n < RECOVERY_LENGTH => Err(Code::CodeTooShort),
        n if n > RECOVERY_LENGTH => Err(Code::CodeTooLong),
        _ if code.bytes().all(|byte| RECOVERY_ALPHABET.contains(&byte)) => Ok(code),
        _ => Err(Code::CodeWrong),
    }
}

/// The name that its owner gives to a method: 1 to 60 characters.
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

/// A Belgian national register number or BIS number, 11 figures whose check digits are right.
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
        // People born from 2000 on have a 2 before the nine figures when the check is made.
        let fits = |nine: u64| 97 - nine % 97 == check;
        if number.len() == 11 && (fits(first) || fits(first + 2_000_000_000)) {
            Ok(Self(number))
        } else {
            Err(Code::EidNumberInvalid)
        }
    }

    /// The 11 figures: for the keyed digest only (C6).
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for NationalNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NationalNumber(hidden)")
    }
}

/// The number made of the first `count` figures, and of the two after it.
fn split_check(figures: &str, count: usize) -> Option<(u64, u64)> {
    Some((figures.get(..count)?.parse().ok()?, figures.get(count..count + 2)?.parse().ok()?))
}

/// A RIZIV/INAMI number of a doctor: 11 figures, the first is 1, the seventh and eighth are check digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Riziv(String);

impl Riziv {
    /// The check is modulo 97; for doctors also modulo 89 since 1 April 2019, when the numbers ran out.
    ///
    /// # Errors
    /// `Required`, or `RizivInvalid` when the form, the profession or the check digits are wrong.
    pub fn parse(typed: &str) -> Result<Self, Code> {
        if typed.trim().is_empty() {
            return Err(Code::Required);
        }
        let number = figures(typed).ok_or(Code::RizivInvalid)?;
        let (first, check) = split_check(&number, 6).ok_or(Code::RizivInvalid)?;
        let fits = [97, 89].into_iter().any(|modulus| modulus - first % modulus == check);
        if number.len() == 11 && number.starts_with('1') && fits {
            Ok(Self(number))
        } else {
            Err(Code::RizivInvalid)
        }
    }

    /// The 11 figures.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A CBE (KBO/BCE) enterprise number: 10 figures, the last two are check digits modulo 97.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cbe(String);

impl Cbe {
    /// Accepts dots, spaces and a `BE` before it; nine figures are read as an old number without its 0.
    ///
    /// # Errors
    /// `Required`, or `CbeInvalid` when the form or the check digits are wrong.
    pub fn parse(typed: &str) -> Result<Self, Code> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(Code::Required);
        }
        let bare = typed.strip_prefix("BE").or_else(|| typed.strip_prefix("be")).unwrap_or(typed);
        let mut number = figures(bare).ok_or(Code::CbeInvalid)?;
        if number.len() == 9 {
            number.insert(0, '0');
        }
        let (first, check) = split_check(&number, 8).ok_or(Code::CbeInvalid)?;
        let fits = number.len() == 10 && number.starts_with(['0', '1']) && first > 0;
        if fits && 97 - first % 97 == check { Ok(Self(number)) } else { Err(Code::CbeInvalid) }
    }

    /// The 10 figures.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

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

/// Which password rules hold (C2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PasswordPreset {
    /// At least 8 characters, 1 figure and 1 letter (R11).
    Seed,
    /// At least 15 characters and no rule of composition (NIST SP 800-63B-4).
    Nist,
}

/// One rule of a password, as a person can tick it off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordRule {
    /// At least so many characters.
    Length(usize),
    /// At least one figure.
    Digit,
    /// At least one letter.
    Letter,
}

impl PasswordRule {
    /// Whether `password` meets this rule.
    pub fn met_by(self, password: &str) -> bool {
        match self {
            Self::Length(least) => password.chars().count() >= least,
            Self::Digit => password.chars().any(char::is_numeric),
            Self::Letter => password.chars().any(char::is_alphabetic),
        }
    }

    const fn code(self) -> Code {
        match self {
            Self::Length(_) => Code::PasswordTooShort,
            Self::Digit => Code::PasswordNeedsDigit,
            Self::Letter => Code::PasswordNeedsLetter,
        }
    }
}

impl PasswordPreset {
    /// The rules to show before anything is typed (R11).
    pub const fn rules(self) -> &'static [PasswordRule] {
        match self {
            Self::Seed => &[PasswordRule::Length(8), PasswordRule::Digit, PasswordRule::Letter],
            Self::Nist => &[PasswordRule::Length(15)],
        }
    }
}

/// A password that meets the rules of its preset. Whether everybody uses it, the server knows.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword(String);

impl NewPassword {
    /// The most characters accepted; more would only make the server work.
    pub const MOST: usize = 256;

    /// # Errors
    /// `Required`, `PasswordTooLong`, or the first rule that is not met.
    pub fn parse(typed: &str, preset: PasswordPreset) -> Result<Self, Code> {
        if typed.is_empty() {
            return Err(Code::Required);
        }
        if typed.chars().count() > Self::MOST {
            return Err(Code::PasswordTooLong);
        }
        match preset.rules().iter().find(|rule| !rule.met_by(typed)) {
            Some(rule) => Err(rule.code()),
            None => Ok(Self(typed.to_owned())),
        }
    }

    /// The password itself: for hashing only.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_recovery_code_is_read_as_people_write_it() {
        for (typed, read) in [
            ("ABCDE-12345", Ok("ABCDE12345")),
            ("abcde 12345", Ok("ABCDE12345")),
            ("OoIiL-abcde", Ok("00111ABCDE")),
            ("", Err(Code::Required)),
            ("ABCDE-1234", Err(Code::CodeTooShort)),
            ("ABCDE-123456", Err(Code::CodeTooLong)),
            ("UBCDE-12345", Err(Code::CodeWrong)),
            ("ébcde-12345", Err(Code::CodeWrong)),
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
    fn r12_an_address_is_accepted_in_any_spelling_and_has_one_canonical_form() {
        check(
            Email::parse,
            &["nora@example.be", " Nora.Specimen+zorg@Sub.Example.BE ", "a@b.co"],
            &[
                ("", Code::Required),
                ("   ", Code::Required),
                ("nora", Code::EmailInvalid),
                ("nora@localhost", Code::EmailInvalid),
                ("no ra@example.be", Code::EmailInvalid),
                ("nora@example..be", Code::EmailInvalid),
                (".nora@example.be", Code::EmailInvalid),
                ("nora@-example.be", Code::EmailInvalid),
                ("nora@exam\nple.be", Code::EmailInvalid),
            ],
        );
        let typed = Email::parse(" Nora@Example.BE ").unwrap();
        assert_eq!(
            (typed.as_str(), typed.canonical().as_str()),
            ("Nora@Example.BE", "nora@example.be")
        );
        assert_eq!(typed.masked(), "N•••@Example.BE");
        assert_eq!(Email::parse(&format!("a@{}.be", "b".repeat(260))), Err(Code::TooLong));
    }

    #[test]
    fn a_phone_number_may_be_spaced_in_any_way_but_not_be_words() {
        check(
            check_phone_shape,
            &["0470 12 34 56", "+32 (0)470/12.34.56", "0032470123456"],
            &[
                ("", Code::Required),
                ("0470", Code::PhoneInvalid),
                ("call me maybe", Code::PhoneInvalid),
            ],
        );
        assert_eq!(mask_phone("+32470123456"), "+32 ••• •• •• 56");
        assert_eq!(mask_phone("+352621123456"), "+352 ••• •• •• 56");
    }

    #[test]
    fn a_code_is_read_with_spaces_and_dashes_and_each_mistake_has_its_name() {
        check(
            |text| parse_code(text, 6),
            &["123456", " 123 456 ", "123-456"],
            &[
                ("", Code::Required),
                ("12345", Code::CodeTooShort),
                ("1234567", Code::CodeTooLong),
                ("12345a", Code::CodeNotDigits),
                ("１２３４５６", Code::CodeNotDigits),
            ],
        );
    }

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
            &["1-90069-51-001", "19006951001", "1 90069 35 001"],
            &[
                ("", Code::Required),
                ("19006952001", Code::RizivInvalid),
                ("39006951001", Code::RizivInvalid),
                ("1900695100", Code::RizivInvalid),
            ],
        );
    }

    #[test]
    fn r5_a_cbe_number_is_read_with_dots_a_country_or_without_its_zero() {
        check(
            Cbe::parse,
            &["0203.201.340", "BE 0203 201 340", "203201340"],
            &[
                ("", Code::Required),
                ("0203.201.341", Code::CbeInvalid),
                ("0000000097", Code::CbeInvalid),
            ],
        );
        assert_eq!(Cbe::parse("203201340").unwrap().as_str(), "0203201340");
    }

    #[test]
    fn r11_a_password_has_eight_characters_a_figure_and_a_letter() {
        check(
            |text| NewPassword::parse(text, PasswordPreset::Seed),
            &["zorgzaam1", "12345678é", "correct horse 1"],
            &[
                ("", Code::Required),
                ("zorg1", Code::PasswordTooShort),
                ("12345678", Code::PasswordNeedsLetter),
                ("zorgzaam", Code::PasswordNeedsDigit),
            ],
        );
        let long = |n: usize| format!("a1{}", "x".repeat(n - 2));
        assert!(NewPassword::parse(&long(256), PasswordPreset::Seed).is_ok());
        assert_eq!(
            NewPassword::parse(&long(257), PasswordPreset::Seed),
            Err(Code::PasswordTooLong)
        );
    }

    #[test]
    fn c2_the_nist_preset_asks_for_length_only() {
        check(
            |text| NewPassword::parse(text, PasswordPreset::Nist),
            &["vijftien tekens lang"],
            &[("zorgzaam1", Code::PasswordTooShort)],
        );
    }
}
