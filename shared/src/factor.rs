//! Second factors: the kinds, what may be shown of them, and how one is proved.
//!
//! Sign-in and the set-up wizard show the same parts, so they are defined here.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{call::CallView, registration::CodeSent, time::Timestamp};

/// A kind of second factor, strongest first, as a chooser ranks them (M4, P4, UX 17).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FactorKind {
    /// An authenticator app that shows a new code every 30 s (M5, RFC 6238).
    App,
    /// A passkey on any device (P8).
    Passkey,
    /// This computer's own chip (P7).
    Platform,
    /// A key that is plugged in or held to the device (P10).
    SecurityKey,
    /// A code in a text message.
    Sms,
    /// A phone call that is confirmed with a key.
    Call,
}

impl FactorKind {
    /// Every kind, in the order of a chooser.
    pub const ALL: [Self; 6] =
        [Self::App, Self::Passkey, Self::Platform, Self::SecurityKey, Self::Sms, Self::Call];

    /// Returns whether the browser asks for it (`WebAuthn`).
    pub const fn is_key(self) -> bool {
        matches!(self, Self::Passkey | Self::Platform | Self::SecurityKey)
    }

    /// Returns whether it depends on a phone number (M4).
    pub const fn is_phone(self) -> bool {
        matches!(self, Self::Sms | Self::Call)
    }
}

/// The identifier of a factor, for its owner. At most 64 letters, digits, `-` and `_`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(try_from = "String")]
pub struct FactorId(pub String);

impl TryFrom<String> for FactorId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        let is_id = (1..=64).contains(&text.len()) && text.chars().all(fits);
        if is_id { Ok(Self(text)) } else { Err("not the name of a factor") }
    }
}

/// An enrolled method, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Method {
    /// The identifier for the calls that change it.
    pub id: FactorId,
    /// The kind.
    pub kind: FactorKind,
    /// The name that its owner gave it.
    pub name: String,
    /// The number of a phone method; all but the last digits are hidden.
    pub phone_masked: Option<String>,
    /// Whether it is offered first at sign-in.
    pub preferred: bool,
    /// When it was set up.
    pub added_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

/// What the person is asked for now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "by"))]
pub enum FactorChallenge {
    /// The code an authenticator app shows.
    App {},
    /// The code of a text message.
    Sms {
        /// Where it was sent, and its delivery status.
        sent: CodeSent,
    },
    /// The key pressed in a phone call.
    Call {
        /// The status of the call.
        call: CallView,
    },
    /// A passkey, security key or trusted platform.
    Key {
        /// `PublicKeyCredentialRequestOptionsJSON` (`WebAuthn` Level 3).
        options: Value,
    },
    /// One of the recovery codes.
    Recovery {},
}

/// What the person has to do to set a method up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "by"))]
pub enum SetUp {
    /// Scan or type the key, then type the code that the app shows (M6).
    App {
        /// The key in Base32, in groups of four: the backup of M5.
        key: String,
        /// The same with everything that an app needs: `otpauth://totp/...`.
        uri: String,
        /// The same as a QR code.
        qr: Qr,
    },
    /// Choose a number.
    Number {
        /// The account's own number; all but the last digits are hidden.
        phone_masked: String,
    },
    /// Type the code of the text message.
    Sms {
        /// Where it was sent, and its delivery status.
        sent: CodeSent,
    },
    /// Press the key in the phone call.
    Call {
        /// The status of the call.
        call: CallView,
    },
    /// Let the browser make a key.
    Key {
        /// `PublicKeyCredentialCreationOptionsJSON` (`WebAuthn` Level 3).
        options: Value,
    },
}

/// The modules of a QR code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Qr {
    /// One text per row, `#` for a dark module and `.` for a light one; without the quiet zone.
    pub rows: Vec<String>,
}

/// Whether the person has to set up two-step verification (M1, M9, UX 19).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "kind"))]
pub enum Duty {
    /// It is set up.
    Done {},
    /// It is set up, but all of its methods end (P1): another one is needed before that.
    Ending {
        /// The moment from which none of them signs in.
        until: Timestamp,
    },
    /// It is not set up, and does not have to be.
    Optional {},
    /// It has to be set up before a date.
    Grace {
        /// The last moment without it.
        until: Timestamp,
        /// Whether a week can be added, once.
        can_snooze: bool,
    },
    /// It has to be set up now: nothing else is reachable.
    Now {},
    /// Every method was lost and the person was identified again: a new one has to be set up,
    /// nothing else is reachable.
    Lost {},
    /// The methods that are set up no longer sign in: another one has to be set up, nothing else is
    /// reachable (P3).
    Ended {},
}

impl Duty {
    /// Returns whether only setting up a method is reachable.
    pub const fn is_pressing(&self) -> bool {
        matches!(self, Self::Now {} | Self::Lost {} | Self::Ended {})
    }
}
