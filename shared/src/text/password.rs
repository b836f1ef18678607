//! New passwords: the rules of a preset, which a person can check one by one.

use serde::{Deserialize, Serialize};

use crate::{clean::figure, problem::Code};

/// A set of password rules (C2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PasswordPreset {
    /// At least 8 characters, 1 digit and 1 letter (R11).
    Seed,
    /// At least 15 characters and no rule of composition (NIST SP 800-63B-4).
    Nist,
}

/// One rule of a password, which a person can check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordRule {
    /// At least this many characters.
    Length(usize),
    /// At least one digit.
    Digit,
    /// At least one letter.
    Letter,
}

impl PasswordRule {
    /// Returns whether `password` meets this rule. It counts characters as they are: compose the
    /// text before (NFC).
    pub fn met_by(self, password: &str) -> bool {
        match self {
            Self::Length(least) => password.chars().count() >= least,
            Self::Digit => password.chars().any(|c| figure(c).is_some()),
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
    /// Returns the rules to show before anything is typed (R11).
    pub const fn rules(self) -> &'static [PasswordRule] {
        match self {
            Self::Seed => &[PasswordRule::Length(8), PasswordRule::Digit, PasswordRule::Letter],
            Self::Nist => &[PasswordRule::Length(15)],
        }
    }
}

/// A password that meets the rules of its preset. Whether it is a common one is checked by the
/// server.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword(String);

impl NewPassword {
    /// The most characters accepted; more would only cost the server time.
    pub const MOST: usize = 256;

    /// Reads a password in the composed form (NFC), in which one letter is one character.
    ///
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
    use super::{super::check, *};

    #[test]
    fn r11_a_password_has_eight_characters_a_figure_and_a_letter() {
        check(
            |text| NewPassword::parse(text, PasswordPreset::Seed),
            &["zorgzaam1", "12345678é", "correct horse 1", "zorgzaam٣"],
            &[
                ("", Code::Required),
                ("zorg1", Code::PasswordTooShort),
                ("12345678", Code::PasswordNeedsLetter),
                ("zorgzaam", Code::PasswordNeedsDigit),
                ("zorgzaam½", Code::PasswordNeedsDigit),
                ("zorgzaam²", Code::PasswordNeedsDigit),
                ("zorgzaamⅧ", Code::PasswordNeedsDigit),
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
