//! Text messages, through a webhook: HTTP POST of JSON, answered with 2xx.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use vestibule_shared::text::Language;

use super::{SendError, webhook::Webhook};

/// A text message, exactly as the webhook receives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sms {
    /// Names the message; the same at every try, so that a gateway can send it once.
    pub id: String,
    /// The number in E.164.
    pub to: String,
    /// What it says.
    pub text: String,
    /// In which language.
    pub lang: Language,
    /// What for: `activation`, `recovery`.
    pub purpose: String,
}

/// Sends text messages.
#[derive(Clone)]
pub enum SmsGateway {
    /// To the operator's webhook.
    Webhook(Webhook),
    /// To the virtual phone.
    #[cfg(feature = "dev")]
    VirtualPhone(Arc<crate::dev::Dev>, crate::clock::Clock),
    /// Nowhere: for unit tests, which read it.
    Recorder(Arc<Mutex<Vec<Sms>>>),
    /// None is configured.
    Absent,
}

impl SmsGateway {
    /// The operator's webhook by its address.
    pub fn webhook(url: &str) -> anyhow::Result<Self> {
        Webhook::new(url).map(Self::Webhook)
    }

    /// Hands a message over.
    pub async fn send(&self, sms: &Sms) -> Result<(), SendError> {
        match self {
            Self::Webhook(webhook) => webhook.post(&sms.id, sms).await,
            #[cfg(feature = "dev")]
            Self::VirtualPhone(dev, clock) => {
                dev.inbox.sms(sms, clock.now());
                Ok(())
            }
            Self::Recorder(sent) => {
                sent.lock().unwrap_or_else(PoisonError::into_inner).push(sms.clone());
                Ok(())
            }
            Self::Absent => Err(SendError::Refused("SMS_WEBHOOK_URL is not set".into())),
        }
    }
}
