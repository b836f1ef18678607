//! Upstream providers that speak OpenID Connect, such as itsme: the code flow with PKCE, a client
//! assertion signed with our key, and tokens that are signed and then encrypted for us.
//!
//! The person's browser is redirected to [`Upstreams::begin`]'s address and returns with a code;
//! [`Upstreams::finish`] exchanges the code for [`Claims`], every one of them checked.
//! docs/PROVIDERS.md is the operator's side.

mod exchange;
mod jwe;
mod keys;
mod settings;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use jsonwebtoken::jwk::JwkSet;
use serde::{Deserialize, de::DeserializeOwned};
use vestibule_shared::{text::Language, time::Timestamp};

use super::tls;

pub use self::{
    exchange::Claims,
    keys::{ClientKeys, KeyPurpose, KeyText},
    settings::Provider as Settings,
};

/// The time-out of a whole exchange: the person waits.
const PATIENCE: Duration = Duration::from_millis(2_700);
/// How long a provider's published documents are cached, in seconds.
const FRESH_SECONDS: i64 = 3600;
/// How soon its keys may be downloaded again, when a token names an unknown key, in seconds.
const RENEW_SECONDS: i64 = 60;
/// How long an unreachable provider is not asked again, in seconds.
const AWAY_SECONDS: i64 = 3;
/// The largest document accepted from a provider, in bytes.
const MOST_BYTES: usize = 256 * 1024;

/// Why a provider could not be used.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// It does not answer, or not in time.
    #[error("away: {0}")]
    Away(String),
    /// Its answer was refused.
    #[error("refused: {0}")]
    Refused(String),
    /// It proves less than was requested.
    #[error("the assurance is lower than what was asked for")]
    Weak,
}

fn refused(why: impl std::fmt::Display) -> OidcError {
    OidcError::Refused(why.to_string())
}

/// What a provider publishes about itself (OpenID Connect Discovery).
#[derive(Clone, Debug, Deserialize)]
pub struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: Option<String>,
    jwks_uri: String,
}

/// The secrets of one authorization request. New for each request.
#[derive(Clone, Debug)]
pub struct AuthorizationParameters {
    /// Returned with the response.
    pub state: String,
    /// Returned inside the token.
    pub nonce: String,
    /// The PKCE code verifier (RFC 7636).
    pub verifier: String,
}

/// The providers of this installation.
#[derive(Clone, Default)]
pub struct Upstreams {
    all: Arc<BTreeMap<String, Provider>>,
    client: reqwest::Client,
}

/// One provider, and what it last published.
struct Provider {
    settings: Settings,
    known: Mutex<Known>,
}

#[derive(Clone, Default)]
struct Known {
    metadata: Option<(Arc<Metadata>, Timestamp)>,
    keys: Option<(Arc<JwkSet>, Timestamp)>,
    /// When it was last unreachable.
    away_at: Option<Timestamp>,
}

impl Upstreams {
    /// Reads `OIDC_FILE`'s text.
    ///
    /// # Errors
    /// Names the provider and the field at fault.
    pub fn from_toml(text: &str) -> anyhow::Result<Self> {
        let all = settings::parse(text)?.into_iter();
        let all = all.map(|(id, settings)| (id, Provider { settings, known: Mutex::default() }));
        let client = tls::http_client()?
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()?;
        Ok(Self { all: Arc::new(all.collect()), client })
    }

    /// Checks whether there is no provider.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Lists each provider's identifier and description.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Settings)> {
        self.all.iter().map(|(id, provider)| (id.as_str(), &provider.settings))
    }

    /// Returns the operator's settings of one provider.
    pub fn settings(&self, id: &str) -> Option<&Settings> {
        self.all.get(id).map(|provider| &provider.settings)
    }

    /// Returns the address to which to redirect a browser.
    ///
    /// # Errors
    /// `Away` when what the provider publishes cannot be downloaded; `Refused` when it cannot be
    /// used.
    pub async fn begin(
        &self,
        id: &str,
        visit: &AuthorizationParameters,
        redirect_uri: &str,
        lang: Language,
        now: Timestamp,
    ) -> Result<String, OidcError> {
        let provider = self.find(id)?;
        let metadata = self.metadata(provider, now).await?;
        let challenge = digest::digest(&digest::SHA256, visit.verifier.as_bytes());
        let settings = &provider.settings;
        let mut url = reqwest::Url::parse(&metadata.authorization_endpoint).map_err(refused)?;
        let optional = [("acr_values", &settings.acr_values), ("claims", &settings.claims)];
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &settings.client_id)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("scope", &settings.scope)
            .append_pair("state", &visit.state)
            .append_pair("nonce", &visit.nonce)
            .append_pair("code_challenge", &BASE64URL.encode(challenge))
            .append_pair("code_challenge_method", "S256")
            .append_pair("ui_locales", lang.tag())
            .extend_pairs(optional.into_iter().filter(|(_, value)| !value.is_empty()));
        if let Some(seconds) = settings.max_age {
            url.query_pairs_mut().append_pair("max_age", &seconds.to_string());
        }
        Ok(url.to_string())
    }

    /// Returns what the provider publishes about itself; also used by the operator's check.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub async fn look(&self, id: &str, now: Timestamp) -> Result<(), OidcError> {
        let provider = self.find(id)?;
        let metadata = self.metadata(provider, now).await?;
        self.keys(provider, &metadata, now, 0).await.map(|_| ())
    }

    fn find(&self, id: &str) -> Result<&Provider, OidcError> {
        self.all.get(id).ok_or_else(|| refused("no such provider"))
    }

    async fn metadata(
        &self,
        provider: &Provider,
        now: Timestamp,
    ) -> Result<Arc<Metadata>, OidcError> {
        if let Some((metadata, at)) = provider.known().metadata
            && now < at.plus_seconds(FRESH_SECONDS)
        {
            return Ok(metadata);
        }
        // Other requests do not wait for the same provider meanwhile.
        if provider.known().away_at.is_some_and(|at| now < at.plus_seconds(AWAY_SECONDS)) {
            return Err(OidcError::Away("it was a moment ago".into()));
        }
        let issuer = &provider.settings.issuer;
        let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let metadata = self.get::<Metadata>(&url).await;
        if matches!(metadata, Err(OidcError::Away(_))) {
            provider.lock().away_at = Some(now);
        }
        let metadata = metadata?;
        // Letter for letter (OpenID Connect Discovery 4.3).
        if metadata.issuer != *issuer {
            return Err(refused("it publishes another issuer than the one configured"));
        }
        let metadata = Arc::new(metadata);
        provider.lock().metadata = Some((metadata.clone(), now));
        Ok(metadata)
    }

    /// Returns the provider's keys, no older than `most_seconds`.
    async fn keys(
        &self,
        provider: &Provider,
        metadata: &Metadata,
        now: Timestamp,
        most_seconds: i64,
    ) -> Result<Arc<JwkSet>, OidcError> {
        if let Some((keys, at)) = provider.known().keys
            && now < at.plus_seconds(most_seconds)
        {
            return Ok(keys);
        }
        let keys = Arc::new(self.get::<JwkSet>(&metadata.jwks_uri).await?);
        provider.lock().keys = Some((keys.clone(), now));
        Ok(keys)
    }

    async fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T, OidcError> {
        let (_, text) = self.text(self.client.get(url)).await?;
        serde_json::from_str(&text).map_err(|_| refused("what it publishes cannot be read"))
    }

    /// Sends a request; returns the content type and a body of limited size.
    async fn text(&self, request: reqwest::RequestBuilder) -> Result<(String, String), OidcError> {
        // The error of a request contains its address, which may hold more than a log should.
        let away = |error: reqwest::Error| OidcError::Away(error.without_url().to_string());
        let mut answer = request.send().await.map_err(away)?;
        let status = answer.status();
        let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().to_owned();
        let mut body = vec![];
        while let Some(chunk) = answer.chunk().await.map_err(away)? {
            body.extend_from_slice(&chunk);
            if body.len() > MOST_BYTES {
                return Err(refused("it answered more than is read"));
            }
        }
        if status.is_server_error() || status == 429 {
            return Err(OidcError::Away(format!("it answered {status}")));
        }
        if !status.is_success() {
            return Err(refused(format!("it answered {status}")));
        }
        Ok((kind, String::from_utf8(body).map_err(|_| refused("it did not answer in UTF-8"))?))
    }
}

impl Provider {
    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> Known {
        self.lock().clone()
    }
}
