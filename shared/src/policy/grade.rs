//! How good a method has to be, and what a phone call asks for.

use serde::{Deserialize, Serialize};

use crate::{factor::FactorKind, registration::Capacity};

/// How good a method is; a later variant is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Any method.
    Any,
    /// A method that does not depend on a phone number.
    NoPhoneNumber,
    /// A method that gives nothing away to a page that imitates this one.
    PhishingResistant,
}

impl Grade {
    /// Returns how good a method of a kind is.
    pub const fn of(kind: FactorKind) -> Self {
        match kind {
            FactorKind::Sms | FactorKind::Call => Self::Any,
            FactorKind::App => Self::NoPhoneNumber,
            FactorKind::Passkey | FactorKind::Platform | FactorKind::SecurityKey => {
                Self::PhishingResistant
            }
        }
    }
}

/// How good a method has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Least {
    /// The capacity.
    pub capacity: Capacity,
    /// The lowest grade. A worse method only allows setting up another one.
    pub grade: Grade,
}

/// What a phone call asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CallMode {
    /// The key 1.
    #[default]
    #[serde(rename = "press_1")]
    Press1,
    /// Two digits that the screen shows and the call does not say.
    DigitOnScreen,
}

impl CallMode {
    /// Returns how many keys the call waits for.
    pub const fn keys(self) -> u32 {
        match self {
            Self::Press1 => 1,
            Self::DigitOnScreen => 2,
        }
    }
}
