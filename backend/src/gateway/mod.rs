//! The world outside: cards, text messages, phone calls and mail. A fake of each records instead, for unit tests.

pub mod alphabet;
pub mod eid;
pub mod mail;
pub mod names;
pub mod oidc;
pub mod signature;
#[cfg(feature = "smpp")]
pub mod smpp;
pub mod sms;
pub mod twilio;
pub mod voice;
pub mod webhook;

use serde::{Deserialize, Serialize};

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// No gateway will ever take it.
    #[error("refused: {0}")]
    Refused(String),
    /// This gateway takes nothing from us, since one of us is not set up rightly; nothing was sent.
    #[error("not by this gateway: {0}")]
    Unfit(String),
    /// It may work later; nothing was sent.
    #[error("not now: {0}")]
    Later(String),
    /// It was handed over, and whether it was taken was not heard.
    #[error("nobody knows: {0}")]
    Unknown(String),
}

/// What a gateway says of a message or a call that it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is under way.
    Accepted,
    /// It is under way, and the gateway has this name of its own for it.
    As(String),
    /// The phone rings already.
    Rings,
}

/// Who carries messages and calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// Whoever speaks as Twilio does.
    Twilio,
    /// An SMSC.
    Smpp,
    /// The operator's webhook.
    Webhook,
    /// The virtual phone.
    #[cfg(feature = "dev")]
    VirtualPhone,
    /// Nobody: for unit tests.
    Recorder,
}

impl Carrier {
    /// As settings, tables and logs name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Twilio => "twilio",
            Self::Smpp => "smpp",
            Self::Webhook => "webhook",
            #[cfg(feature = "dev")]
            Self::VirtualPhone => "virtual_phone",
            Self::Recorder => "recorder",
        }
    }

    /// Whether the same message can be handed over twice and is sent once.
    pub const fn dedupes(self) -> bool {
        !matches!(self, Self::Twilio | Self::Smpp)
    }
}

/// A message as the outbox keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "channel", rename_all = "snake_case")]
pub enum Message {
    /// A text message.
    Sms(sms::Sms),
    /// A mail.
    Mail(mail::Mail),
    /// A phone call.
    Voice(voice::Call),
}
