//! Text messages, through a webhook: HTTP POST of JSON, answered with 2xx.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use vestibule_shared::text::Language;

use super::SendError;

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
    Webhook {
        /// Keeps its connections.
        client: reqwest::Client,
        /// Where to.
        url: String,
    },
    /// To the virtual phone.
    #[cfg(feature = "dev")]
    VirtualPhone(Arc<crate::dev::Dev>, crate::clock::Clock),
    /// Nowhere: for unit tests, which read it.
    Recorder(Arc<Mutex<Vec<Sms>>>),
    /// None is configured.
    Absent,
}

impl SmsGateway {
    /// A webhook that is given up after 10 s.
    pub fn webhook(url: &str) -> anyhow::Result<Self> {
        anyhow::ensure!(
            reqwest::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")),
            "write http://HOST/PATH or https://HOST/PATH"
        );
        let client = reqwest::Client::builder().timeout(Duration::from_secs(10)).build()?;
        Ok(Self::Webhook { client, url: url.to_owned() })
    }

    /// Hands a message over.
    pub async fn send(&self, sms: &Sms) -> Result<(), SendError> {
        match self {
            Self::Webhook { client, url } => post(client, url, sms).await,
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

async fn post(client: &reqwest::Client, url: &str, sms: &Sms) -> Result<(), SendError> {
    let request = client.post(url).header("idempotency-key", &sms.id).json(sms);
    // The error of a request names its address, which may hold a secret.
    let answer = request.send().await.map_err(|e| SendError::Later(e.without_url().to_string()))?;
    let status = answer.status();
    if status.is_success() {
        Ok(())
    } else if status.is_client_error() && status != 408 && status != 429 {
        Err(SendError::Refused(format!("the webhook answered {status}")))
    } else {
        Err(SendError::Later(format!("the webhook answered {status}")))
    }
}
