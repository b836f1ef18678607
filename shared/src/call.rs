//! A phone call as a second factor (M3, M8): what the screen shows while the phone rings.

use serde::{Deserialize, Serialize};

/// A call, as far as the person at the screen may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CallView {
    /// The number that is called, all but the last figures hidden.
    pub phone_masked: String,
    /// How far the call is.
    pub state: CallState,
    /// The two figures to key in, where the policy is `digit_on_screen` and the call is not over.
    pub digits: Option<String>,
    /// Seconds until the call is over if nothing more happens.
    pub expires_in: u32,
    /// Seconds until another call can be asked for.
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
    /// Somebody listens; that alone confirms nothing.
    Answered,
    /// The right key was pressed.
    Confirmed,
    /// 9 or # was pressed: "this was not me".
    Refused,
    /// Another key was pressed.
    WrongKey,
    /// Nobody answered in time.
    NoAnswer,
    /// The line was engaged, or the call was turned away.
    Busy,
    /// An answering machine took it.
    Voicemail,
    /// It was ended without a key.
    HungUp,
    /// It could not be placed.
    Failed,
    /// It was answered and its time is over, or another call took its place.
    Expired,
}

impl CallState {
    /// Whether nothing more can come of the call but its use, once it is confirmed.
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
