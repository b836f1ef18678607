//! Phone calls, through a webhook or a telephone company. What becomes of a call is reported back and signed,
//! since a report can let somebody in. docs/GATEWAYS.md is the contract.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use vestibule_shared::text::Language;

use super::{Carrier, SendError, Taken, twilio::Twilio, webhook::Webhook};

/// A call, exactly as the webhook receives it. The figures that the screen shows are not part of it: who
/// knows only what the gateway knows cannot confirm (C4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Names the call; the same at every try, so that a gateway can place it once.
    pub id: String,
    /// The number in E.164.
    pub to: String,
    /// What to say.
    pub text: String,
    /// In which language.
    pub lang: Language,
    /// What for: `sign_in`, `set_up`, `change`.
    pub purpose: String,
    /// What is asked for: `press_1` or `digit_on_screen`.
    pub mode: String,
    /// How many keys to wait for.
    pub keys: u32,
    /// How long to let it ring, in seconds.
    pub ring_seconds: u32,
    /// Where to report what becomes of it.
    pub answer_url: String,
}

/// Places phone calls.
#[derive(Clone)]
pub enum VoiceGateway {
    /// Through the operator's webhook.
    Webhook(Webhook),
    /// By whoever speaks as Twilio does.
    Twilio(Twilio),
    /// On the virtual phone.
    #[cfg(feature = "dev")]
    VirtualPhone(Arc<crate::dev::Dev>, crate::system::clock::Clock),
    /// Nowhere: for unit tests, which read it.
    Recorder(Arc<Mutex<Vec<Call>>>),
    /// None is configured.
    Absent,
}

impl VoiceGateway {
    /// The operator's webhook by its address.
    pub fn webhook(url: &str) -> anyhow::Result<Self> {
        Webhook::new(url).map(Self::Webhook)
    }

    /// Whether people can be offered a call.
    pub const fn is_there(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// Who places them.
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
