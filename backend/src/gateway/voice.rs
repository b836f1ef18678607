//! Phone calls, through a webhook or a telephone company. Reports on a call are signed, since a
//! report can let a person in. docs/GATEWAYS.md is the contract.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use vestibule_shared::text::Language;

use super::{Carrier, SendError, Taken, twilio::Twilio, webhook::Webhook};

/// A call, exactly as the webhook receives it. The digits on the screen are not part of it:
/// knowledge of the gateway alone is not enough to confirm (C4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The identifier of the call; the same at every try, so that a gateway can place it once.
    pub id: String,
    /// The number in E.164.
    pub to: String,
    /// What to say.
    pub text: String,
    /// The language.
    pub lang: Language,
    /// The purpose: `sign_in`, `set_up`, `change`.
    pub purpose: String,
    /// The requested keys: `press_1` or `digit_on_screen`.
    pub mode: String,
    /// The number of keys to wait for.
    pub keys: u32,
    /// How long to let it ring, in seconds.
    pub ring_seconds: u32,
    /// Where to report the outcome.
    pub answer_url: String,
}

/// Places phone calls.
#[derive(Clone)]
pub enum VoiceGateway {
    /// Through the operator's webhook.
    Webhook(Webhook),
    /// Through a gateway with Twilio's interface.
    Twilio(Twilio),
    /// On the virtual phone.
    #[cfg(feature = "dev")]
    VirtualPhone(Arc<crate::gateway::devices::Devices>, crate::system::clock::Clock),
    /// To a list: for unit tests, which read it.
    Recorder(Arc<Mutex<Vec<Call>>>),
    /// Calls are not configured.
    Absent,
}

impl VoiceGateway {
    /// Makes a gateway from the address of the operator's webhook.
    pub fn webhook(url: &str) -> anyhow::Result<Self> {
        Webhook::new(url).map(Self::Webhook)
    }

    /// Checks whether calls can be offered.
    pub const fn is_there(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// Returns the carrier's name.
    pub const fn carrier(&self) -> Option<Carrier> {
        match self {
            Self::Webhook(_) => Some(Carrier::Webhook),
            Self::Twilio(_) => Some(Carrier::Twilio),
            #[cfg(feature = "dev")]
            Self::VirtualPhone(..) => Some(Carrier::VirtualPhone),
            Self::Recorder(_) => Some(Carrier::Recorder),
            Self::Absent => None,
        }
    }

    /// Hands a call over.
    pub async fn place(&self, call: &Call) -> Result<Taken, SendError> {
        match self {
            Self::Webhook(webhook) => webhook.post(&call.id, call).await,
            Self::Twilio(twilio) => twilio.place(call).await,
            #[cfg(feature = "dev")]
            Self::VirtualPhone(dev, clock) => {
                dev.inbox.voice(call, clock.now());
                Ok(Taken::Rings)
            }
            Self::Recorder(placed) => {
                placed.lock().unwrap_or_else(PoisonError::into_inner).push(call.clone());
                Ok(Taken::Accepted)
            }
            Self::Absent => Err(SendError::Unfit("no gateway for phone calls is set".into())),
        }
    }
}
