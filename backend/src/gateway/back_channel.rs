//! What we post to clients without a browser in between (OpenID Connect Back-Channel Logout).

use std::time::Duration;

use super::{tls, webhook::CONNECT_PATIENCE};

/// How long a request may take in all: a client that hangs must not keep others waiting.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a client did not take a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// It answered, but not that the person is signed out there.
    #[error("it answered {0}")]
    Refused(u16),
    /// It did not answer.
    #[error("it did not answer: {0}")]
    Silent(String),
}

/// The way to clients. It follows no redirect: a client's address is the one that is registered.
#[derive(Clone, Debug)]
pub struct BackChannel(reqwest::Client);

impl BackChannel {
    /// Opens the way.
    ///
    /// # Errors
    /// When the operating system has no certificates to check those of clients with.
    pub fn new() -> anyhow::Result<Self> {
        let client = tls::http_client()?
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_PATIENCE)
            .timeout(PATIENCE)
            .build()?;
        Ok(Self(client))
    }

    /// Posts a logout token.
    ///
    /// # Errors
    /// When the client did not take it.
    pub async fn post_logout(&self, uri: &str, token: &str) -> Result<(), Undelivered> {
        let request = self.0.post(uri).form(&[("logout_token", token)]);
        let silent = |error: reqwest::Error| Undelivered::Silent(error.without_url().to_string());
        let answer = request.send().await.map_err(silent)?;
        match answer.status().as_u16() {
            200..=299 => Ok(()),
            // A proxy answered in place of the client.
            status @ 502..=504 => Err(Undelivered::Silent(format!("a proxy answered {status}"))),
            status => Err(Undelivered::Refused(status)),
        }
    }
}
