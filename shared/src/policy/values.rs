//! The figures of the policy: their names, units, defaults and bounds.
//!
//! The bounds keep a wrong figure from opening or closing the service: an administrator cannot
//! allow a hundred tries, or none.

use serde::{Deserialize, Serialize};

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Times, or pieces.
    Times,
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days.
    Days,
}

/// The topic of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Codes in text messages, and phone calls.
    Codes,
    /// How long a person stays signed in.
    Sessions,
    /// What happens to an account.
    Accounts,
    /// What applications get.
    Applications,
}

/// The properties of a figure.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// Its topic.
    pub topic: Topic,
    /// What it counts.
    pub unit: Unit,
    /// Its value, unless the policy sets another.
    pub default: u32,
    /// The smallest value allowed.
    pub least: u32,
    /// The largest value allowed.
    pub most: u32,
}

macro_rules! values {
    ($($(#[$about:meta])* $name:ident: $topic:ident, $unit:ident, $default:literal in $least:literal..=$most:literal;)*) => {
        /// A figure of the policy.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Value {
            $($(#[$about])* $name,)*
        }

        impl Value {
            /// Every figure, in the order of the page.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Returns its properties.
            pub const fn about(self) -> About {
                match self {
                    $(Self::$name => About {
                        topic: Topic::$topic,
                        unit: Unit::$unit,
                        default: $default,
                        least: $least,
                        most: $most,
                    },)*
                }
            }
        }
    };
}

values! {
    /// Wrong codes of an activation after which the account is locked (R10).
    ActivationTries: Codes, Times, 5 in 3..=10;
    /// How long a code in a text message is valid.
    CodeLife: Codes, Seconds, 600 in 120..=3600;
    /// Wrong codes of any other step after which it is blocked for a while.
    CodeTries: Codes, Times, 5 in 3..=10;
    /// How long it is blocked.
    Rest: Codes, Minutes, 15 in 5..=120;
    /// The first wait between two messages; each later wait is longer by the same time.
    Resend: Codes, Seconds, 30 in 15..=300;
    /// Messages to one number in half an hour.
    MessagesPerHalfHour: Codes, Times, 5 in 2..=20;
    /// Messages to one number in a day.
    MessagesPerDay: Codes, Times, 20 in 5..=100;
    /// How long a phone rings.
    Ring: Codes, Seconds, 30 in 15..=60;
    /// Calls to one number in half an hour.
    CallsPerHalfHour: Codes, Times, 3 in 1..=10;
    /// How long an idle session lasts.
    Idle: Sessions, Minutes, 30 in 5..=120;
    /// How long it lasts at most.
    Session: Sessions, Hours, 24 in 1..=72;
    /// The same, idle, for doctors, organisations and staff.
    StrictIdle: Sessions, Minutes, 15 in 5..=60;
    /// The same, at most, for these.
    StrictSession: Sessions, Hours, 12 in 1..=24;
    /// How long before its end a session shows a warning.
    Warning: Sessions, Seconds, 150 in 60..=240;
    /// Wrong passwords of an account in a row, after which a password from an unknown browser is no
    /// longer compared.
    PasswordTries: Accounts, Times, 100 in 10..=100;
    /// How many recovery codes a person receives.
    RecoveryCodes: Accounts, Times, 10 in 6..=20;
    /// With how many left a person is reminded to make new ones.
    RecoveryCodesLow: Accounts, Times, 3 in 1..=5;
    /// How long the help desk waits before it removes a method of a caller who was not checked.
    ResetWait: Accounts, Hours, 24 in 1..=336;
    /// How long an account is held after "this was not me".
    Hold: Accounts, Hours, 72 in 1..=720;
    /// After how long a registration that was never activated is removed (R16).
    PurgeAfter: Accounts, Days, 30 in 1..=365;
    /// How long an access token is valid.
    AccessToken: Applications, Minutes, 10 in 1..=60;
    /// How long an ID token is valid.
    IdToken: Applications, Minutes, 10 in 1..=60;
    /// How long an application may keep its access after the person signed out, where it asked for
    /// that (`offline_access`).
    Offline: Applications, Days, 30 in 1..=365;
}

/// A figure that differs from its default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The figure.
    pub value: Value,
    /// Its value, in its unit.
    pub is: u32,
}

impl Figure {
    /// Returns whether the value is within the bounds.
    pub fn fits(self) -> bool {
        let about = self.value.about();
        (about.least..=about.most).contains(&self.is)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_lies_between_its_bounds() {
        for value in Value::ALL {
            let about = value.about();
            assert!(Figure { value: *value, is: about.default }.fits(), "{value:?}");
            assert!(!Figure { value: *value, is: about.most + 1 }.fits(), "{value:?}");
            assert!(!Figure { value: *value, is: about.least - 1 }.fits(), "{value:?}");
        }
    }
}
