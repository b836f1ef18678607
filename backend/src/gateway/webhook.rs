//! An operator's webhook: HTTP POST of JSON under a name that stays the same at every try.

use std::time::Duration;

use serde::Serialize;

use super::SendError;

/// Where messages of one kind are posted to.
#[derive(Clone)]
pub struct Webhook {
    /// Keeps its connections.
    client: reqwest::Client,
    url: String,
}

impl Webhook {
    /// A webhook that is given up after 10 s.
    ///
    /// # Errors
    /// Says how an address is written.
    pub fn new(url: &str) -> anyhow::Result<Self> {
        anyhow::ensure!(
            reqwest::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")),
            "write http://HOST/PATH or https://HOST/PATH"
        );
        let client = reqwest::Client::builder().timeout(Duration::from_secs(10)).build()?;
        Ok(Self { client, url: url.to_owned() })
    }

    /// Hands a message over; `id` lets the other side take it once.
    pub async fn post(&self, id: &str, message: &impl Serialize) -> Result<(), SendError> {
        let request = self.client.post(&self.url).header("idempotency-key", id).json(message);
        // The error of a request names its address, which may hold a secret.
        let answer =
            request.send().await.map_err(|e| SendError::Later(e.without_url().to_string()))?;
        let status = answer.status();
        if status.is_success() {
            Ok(())
        } else if status.is_client_error() && status != 408 && status != 429 {
            Err(SendError::Refused(format!("the webhook answered {status}")))
        } else {
            Err(SendError::Later(format!("the webhook answered {status}")))
        }
    }
}
