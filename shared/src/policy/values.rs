//! The figures of the policy: what each is called, its unit, what it is by default and between which bounds it may be.
//!
//! The bounds keep a wrong figure from opening or shutting the house: nobody can allow a hundred tries, or none.

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

/// What belongs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Codes in text messages, and phone calls.
    Codes,
    /// How long somebody stays signed in.
    Sessions,
    /// What happens to an account.
    Accounts,
}

/// What is known of a figure.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// Where it belongs.
    pub topic: Topic,
    /// What it counts.
    pub unit: Unit,
    /// What it is unless the policy says otherwise.
    pub default: u32,
    /// The least it may be.
    pub least: u32,
    /// The most it may be.
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
            /// Every figure, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What is known of it.
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
    /// Wrong codes of an activation, after which the account is locked (R10).
    ActivationTries: Codes, Times, 5 in 3..=10;
    /// How long a code in a text message lives.
    CodeLife: Codes, Seconds, 600 in 120..=3600;
    /// Wrong codes of any other step, after which it rests.
    CodeTries: Codes, Times, 5 in 3..=10;
    /// How long it rests.
    Rest: Codes, Minutes, 15 in 5..=120;
    /// The first wait between two messages; each following one is longer by as much.
    Resend: Codes, Seconds, 30 in 15..=300;
    /// Messages to one number in half an hour.
    MessagesPerHalfHour: Codes, Times, 5 in 2..=20;
    /// Messages to one number in a day.
    MessagesPerDay: Codes, Times, 20 in 5..=100;
    /// How long a phone rings.
    Ring: Codes, Seconds, 30 in 15..=60;
    /// Calls to one number in half an hour.
    CallsPerHalfHour: Codes, Times, 3 in 1..=10;
    /// How long a session lasts unused.
    Idle: Sessions, Minutes, 30 in 5..=120;
    /// How long it lasts at most.
    Session: Sessions, Hours, 24 in 1..=72;
    /// The same, unused, of doctors, organisations and those who work here.
    StrictIdle: Sessions, Minutes, 15 in 5..=60;
    /// The same, at most, of these.
    StrictSession: Sessions, Hours, 12 in 1..=24;
    /// How long before its end a session is warned of.
    Warning: Sessions, Seconds, 150 in 60..=240;
    /// Wrong passwords of an account in a row, after which a stranger's is no longer compared.
    PasswordTries: Accounts, Times, 100 in 10..=100;
    /// How many recovery codes somebody gets.
    RecoveryCodes: Accounts, Times, 10 in 6..=20;
    /// With how many left somebody is reminded to make new ones.
    RecoveryCodesLow: Accounts, Times, 3 in 1..=5;
    /// How long the help desk waits before it removes a method of a caller whom it does not know.
    ResetWait: Accounts, Hours, 24 in 1..=336;
    /// How long an account is held after "this was not me".
    Hold: Accounts, Hours, 72 in 1..=720;
    /// After how long a registration that was never activated is removed (R16).
    PurgeAfter: Accounts, Days, 30 in 1..=365;
}

/// A figure that is not what it is by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Which.
    pub value: Value,
    /// What it is, in its unit.
    pub is: u32,
}

impl Figure {
    /// Whether it lies between its bounds.
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
