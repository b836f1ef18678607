//! A phone call as a second factor (M3, M8): what the screen shows while the phone rings.

use serde::{Deserialize, Serialize};

/// A phone call, as far as the person at the screen may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CallView {
    /// The called number; all but the last digits are hidden.
    pub phone_masked: String,
    /// How far the call is.
    pub state: CallState,
    /// The two digits to press, where the policy is `digit_on_screen` and the call is not over.
    pub digits: Option<String>,
    /// Seconds until the call is over if nothing else happens.
    pub expires_in: u32,
    /// Seconds until another call can be requested.
    pub again_in: u32,
}

/// How far a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CallState {
    /// It is about to be placed.
    Queued,
    /// The phone rings.
    Ringing,
    /// The call was answered; that alone confirms nothing.
    Answered,
    /// The right key was pressed.
    Confirmed,
    /// 9 or # was pressed: "this was not me".
    Refused,
    /// Another key was pressed.
    WrongKey,
    /// The call was not answered in time.
    NoAnswer,
    /// The line was busy, or the call was rejected.
    Busy,
    /// An answering machine answered.
    Voicemail,
    /// The call ended without a key.
    HungUp,
    /// It could not be placed.
    Failed,
    /// It was answered and its time is over, or another call replaced it.
    Expired,
}

impl CallState {
    /// Returns whether the call can no longer change, except that a confirmed call can be used.
    pub const fn is_over(self) -> bool {
        !matches!(self, Self::Queued | Self::Ringing | Self::Answered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m8_a_call_is_over_once_it_was_confirmed_or_denied() {
        use CallState as S;
        for state in [S::Queued, S::Ringing, S::Answered] {
            assert!(!state.is_over(), "{state:?}");
        }
        for state in [S::Confirmed, S::Refused, S::WrongKey, S::NoAnswer, S::Expired] {
            assert!(state.is_over(), "{state:?}");
        }
        assert_eq!(serde_json::to_value(S::NoAnswer).unwrap(), "no_answer");
    }
}
