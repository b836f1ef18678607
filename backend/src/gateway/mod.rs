//! The world outside: cards, text messages, phone calls and mail. A fake of each records instead, for unit tests.

pub mod eid;
pub mod mail;
pub mod oidc;
pub mod sms;
pub mod voice;
pub mod webhook;

use serde::{Deserialize, Serialize};

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The gateway will never take it.
    #[error("refused: {0}")]
    Refused(String),
    /// It may work later.
    #[error("not now: {0}")]
    Later(String),
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
