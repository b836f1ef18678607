//! Text messages: one or more gateways, in the order in which they are tried.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use vestibule_shared::text::Language;

#[cfg(feature = "smpp")]
use super::smpp::Smpp;
use super::{Carrier, SendError, Taken, twilio::Twilio, webhook::Webhook};

/// A text message, exactly as the webhook receives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sms {
    /// The identifier of the message; the same at every try, so that a gateway can send it once.
    pub id: String,
    /// The number in E.164.
    pub to: String,
    /// The content.
    pub text: String,
    /// The language.
    pub lang: Language,
    /// The purpose: `activation`, `recovery`.
    pub purpose: String,
}

/// The gateways for text messages, in the order in which they are tried.
pub type SmsGateways = Vec<SmsGateway>;

/// Sends text messages.
#[derive(Clone)]
pub enum SmsGateway {
    /// To the operator's webhook.
    Webhook(Webhook),
    /// To a gateway with Twilio's interface.
    Twilio(Twilio),
    /// To an SMSC.
    #[cfg(feature = "smpp")]
    Smpp(Smpp),
    /// To the virtual phone.
    #[cfg(feature = "dev")]
    VirtualPhone(Arc<crate::gateway::devices::Devices>, crate::system::clock::Clock),
    /// To a list: for unit tests, which read it.
    Recorder(Arc<Mutex<Vec<Sms>>>),
}

impl SmsGateway {
    /// Returns the carrier's name.
    pub const fn carrier(&self) -> Carrier {
        match self {
            Self::Webhook(_) => Carrier::Webhook,
            Self::Twilio(_) => Carrier::Twilio,
            #[cfg(feature = "smpp")]
            Self::Smpp(_) => Carrier::Smpp,
            #[cfg(feature = "dev")]
            Self::VirtualPhone(..) => Carrier::VirtualPhone,
            Self::Recorder(_) => Carrier::Recorder,
        }
    }

    /// Hands a message over.
    pub async fn send(&self, sms: &Sms) -> Result<Taken, SendError> {
        match self {
            Self::Webhook(webhook) => webhook.post(&sms.id, sms).await,
            Self::Twilio(twilio) => twilio.send(sms).await,
            #[cfg(feature = "smpp")]
            Self::Smpp(smpp) => smpp.send(sms).await,
            #[cfg(feature = "dev")]
            Self::VirtualPhone(dev, clock) => {
                dev.inbox.sms(sms, clock.now());
                Ok(Taken::Accepted)
            }
            Self::Recorder(sent) => {
                sent.lock().unwrap_or_else(PoisonError::into_inner).push(sms.clone());
                Ok(Taken::Accepted)
            }
        }
    }
}
