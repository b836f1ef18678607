//! How strongly a person signed in, in the words of OpenID Connect: `acr` and `amr` (O3, O4).

use serde::{Deserialize, Serialize};
use vestibule_shared::account::Strength;

const EIDAS: &str = "http://eidas.europa.eu/LoA/";

/// The levels, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Acr {
    /// One factor.
    Password,
    /// Two factors.
    TwoStep,
    /// The e-ID card.
    Eid,
}

impl Acr {
    /// The level of a session.
    pub const fn of(strength: Strength) -> Self {
        match strength {
            Strength::Password | Strength::Remembered | Strength::Provider => Self::Password,
            Strength::TwoStep | Strength::Passkey | Strength::ProviderTwoStep => Self::TwoStep,
            Strength::Eid => Self::Eid,
        }
    }

    /// Our own value for it.
    pub const fn urn(self) -> &'static str {
        match self {
            Self::Password => "urn:vestibule:acr:password",
            Self::TwoStep => "urn:vestibule:acr:two_step",
            Self::Eid => "urn:vestibule:acr:eid",
        }
    }

    /// The level that a value asks for, if it is one that is offered.
    pub fn from_value(value: &str) -> Option<Self> {
        if let Some(level) = value.strip_prefix(EIDAS) {
            return match level {
                "low" => Some(Self::Password),
                "substantial" => Some(Self::TwoStep),
                "high" => Some(Self::Eid),
                _ => None,
            };
        }
        [Self::Password, Self::TwoStep, Self::Eid].into_iter().find(|acr| acr.urn() == value)
    }

    /// Every value that is offered, as discovery lists them.
    pub fn values() -> Vec<String> {
        let own = [Self::Password, Self::TwoStep, Self::Eid].map(|acr| acr.urn().to_owned());
        let eidas = ["low", "substantial", "high"].map(|level| format!("{EIDAS}{level}"));
        own.into_iter().chain(eidas).collect()
    }
}

/// How a person proved who they are (RFC 8176).
pub fn amr(strength: Strength) -> Vec<&'static str> {
    match strength {
        Strength::Password | Strength::Remembered => vec!["pwd"],
        Strength::TwoStep => vec!["pwd", "mfa"],
        Strength::Passkey => vec!["pop", "user", "mfa"],
        Strength::Eid => vec!["hwk", "pin", "mfa"],
        Strength::Provider => vec![],
        Strength::ProviderTwoStep => vec!["mfa"],
    }
}

/// The value to report: the strongest one among those that were asked for and are met, else ours.
pub fn reported(asked: &[String], level: Acr) -> String {
    let met = asked.iter().filter(|value| Acr::from_value(value).is_some_and(|acr| acr <= level));
    met.max_by_key(|value| Acr::from_value(value)).map_or(level.urn().to_owned(), Clone::clone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn o4_each_value_names_a_level_and_no_other_text_does() {
        for value in Acr::values() {
            assert!(Acr::from_value(&value).is_some(), "{value}");
        }
        for value in ["", "0", "urn:vestibule:acr:", "urn:vestibule:acr:eid ", EIDAS] {
            assert_eq!(Acr::from_value(value), None, "{value}");
        }
        assert!(Acr::Password < Acr::TwoStep && Acr::TwoStep < Acr::Eid);
    }

    #[test]
    fn o3_the_strongest_value_that_was_asked_for_and_is_met_is_reported() {
        let asked =
            |values: &[&str]| values.iter().map(|&value| value.to_owned()).collect::<Vec<_>>();
        let high = format!("{EIDAS}high");
        let low = format!("{EIDAS}low");
        assert_eq!(reported(&[], Acr::TwoStep), Acr::TwoStep.urn());
        assert_eq!(reported(&asked(&[&low, &high]), Acr::Eid), high);
        assert_eq!(reported(&asked(&[&low, &high]), Acr::TwoStep), low);
        assert_eq!(reported(&asked(&["unknown"]), Acr::Password), Acr::Password.urn());
    }

    #[test]
    fn a_remembered_browser_counts_as_one_factor() {
        assert_eq!(Acr::of(Strength::Remembered), Acr::Password);
        assert_eq!(amr(Strength::Remembered), ["pwd"]);
    }
}
