//! An operator's webhook: HTTP POST of JSON with an identifier that stays the same at every try.

use std::time::Duration;

use serde::Serialize;

use super::{
    SendError, Taken,
    signature::{SIGNATURE, sign},
    tls,
};
use crate::system::clock::Clock;

/// How long a connection may take: until then nothing was sent, and another gateway can be tried.
pub(super) const CONNECT_PATIENCE: Duration = Duration::from_secs(2);
/// How long a request may take in all.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// Where messages of one kind are posted to.
#[derive(Clone)]
pub struct Webhook {
    /// Keeps its connections open.
    client: reqwest::Client,
    url: String,
    /// The secret that signs the messages, and the clock.
    signer: Option<(String, Clock)>,
}

impl Webhook {
    /// Makes a webhook; a request times out after 10 s.
    ///
    /// # Errors
    /// Explains how to write an address.
    pub fn new(url: &str) -> anyhow::Result<Self> {
        anyhow::ensure!(
            reqwest::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")),
            "write http://HOST/PATH or https://HOST/PATH"
        );
        let client =
            tls::http_client()?.connect_timeout(CONNECT_PATIENCE).timeout(PATIENCE).build()?;
        Ok(Self { client, url: url.to_owned(), signer: None })
    }

    /// Signs what the webhook posts; an empty secret signs nothing.
    #[must_use]
    pub fn signed(mut self, secret: &str, clock: &Clock) -> Self {
        self.signer = (!secret.is_empty()).then(|| (secret.to_owned(), clock.clone()));
        self
    }

    /// Hands a message over; with `id` the other side can detect a repetition.
    pub async fn post(&self, id: &str, message: &impl Serialize) -> Result<Taken, SendError> {
        let body =
            serde_json::to_vec(message).map_err(|error| SendError::Refused(error.to_string()))?;
        let mut request = self.client.post(&self.url).header("idempotency-key", id);
        if let Some((secret, clock)) = &self.signer {
            request = request.header(SIGNATURE, sign(secret, clock.now(), &body));
        }
        let request = request.header("content-type", "application/json").body(body);
        let answer = request.send().await.map_err(unanswered)?;
        match answer.status().as_u16() {
            200..=299 => Ok(Taken::Accepted),
            status => Err(refusal("the webhook", status)),
        }
    }
}

/// Returns what an error of a request means for the message.
pub(super) fn unanswered(error: reqwest::Error) -> SendError {
    let never_left = error.is_connect() || error.is_builder();
    // The error contains the address, which may hold a secret.
    let why = error.without_url().to_string();
    if never_left { SendError::Later(why) } else { SendError::Unknown(why) }
}

/// Returns what an unsuccessful status means for the message.
pub(super) fn refusal(who: &str, status: u16) -> SendError {
    let why = format!("{who} answered {status}");
    match status {
        // Our credentials or the address are wrong: that applies to every message.
        401 | 403 | 404 | 405 | 407 | 410 => SendError::Unfit(why),
        408 | 429 => SendError::Later(why),
        400..=499 => SendError::Refused(why),
        // A proxy answered, which does not know what the gateway behind it did.
        502 | 504 => SendError::Unknown(why),
        _ => SendError::Later(why),
    }
}
