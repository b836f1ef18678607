//! The external systems: cards, text messages, phone calls and mail. A fake of each records
//! instead, for unit tests.

pub mod alphabet;
pub mod back_channel;
#[cfg(feature = "dev")]
pub mod devices;
pub mod eid;
pub mod mail;
pub mod names;
pub mod oidc;
pub mod profession;
pub mod signature;
#[cfg(feature = "smpp")]
pub mod smpp;
pub mod sms;
pub(crate) mod tls;
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
    /// This gateway takes nothing from us, because one side is misconfigured; nothing was sent.
    #[error("not by this gateway: {0}")]
    Unfit(String),
    /// It may work later; nothing was sent.
    #[error("not now: {0}")]
    Later(String),
    /// It was handed over, and whether it was taken is unknown.
    #[error("nobody knows: {0}")]
    Unknown(String),
}

/// The gateway's answer about a message or a call that it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is under way.
    Accepted,
    /// It is under way, and this is the gateway's name for it.
    As(String),
    /// The phone is ringing already.
    Rings,
}

/// The carriers of messages and calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// A gateway with Twilio's interface.
    Twilio,
    /// An SMSC.
    Smpp,
    /// The operator's webhook.
    Webhook,
    /// The virtual phone.
    #[cfg(feature = "dev")]
    VirtualPhone,
    /// A recorder for unit tests.
    Recorder,
}

impl Carrier {
    /// Returns the name in settings, tables and logs.
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

    /// Whether a message that is handed over twice is sent once.
    pub const fn dedupes(self) -> bool {
        !matches!(self, Self::Twilio | Self::Smpp)
    }
}

/// A message as stored in the outbox.
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
