//! Asks the authority's responder over HTTP whether a card was revoked, and caches the answer
//! briefly.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use anyhow::Context as _;
use vestibule_shared::time::Timestamp;

use super::{
    card,
    ocsp::{self, Doubt, OcspRequest},
    revocation::RevocationStatus,
    trust::{Authority, Trust},
};
use crate::gateway::tls;

/// How long a responder may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest answer that is read, in bytes; usual ones have about 2000.
const MOST_ANSWER: usize = 32 * 1024;
/// How long an answer is cached, in seconds.
const KEPT: i64 = 120;
/// How many answers are cached.
const MOST_KEPT: usize = 10_000;

/// Which responder is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asking {
    /// No responder.
    Nobody,
    /// The responder that the card's certificate names.
    Named,
    /// Always this address.
    At(String),
}

/// The client for OCSP responders.
pub struct Ocsp {
    client: reqwest::Client,
    asking: Asking,
    /// The maximum age of an answer, in seconds.
    most_age: i64,
    kept: Mutex<HashMap<Card, (RevocationStatus, i64)>>,
}

/// A card, by its authority's key and its serial number.
type Card = (Vec<u8>, Vec<u8>);

/// The outcome of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OcspOutcome {
    /// No responder is configured.
    NotAsked,
    /// The status of the certificate.
    Status(RevocationStatus),
    /// No trustworthy answer.
    Nothing,
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("the responder cannot be reached: {0}")]
    Away(#[from] reqwest::Error),
    #[error("the responder answers {0}")]
    Status(u16),
    #[error("the answer is longer than any can be")]
    TooLong,
    #[error("the answer is not believed: {0}")]
    Doubt(#[from] Doubt),
}

/// A certificate whose status is asked for.
#[derive(Clone, Copy)]
pub(super) struct CertificateId<'a> {
    /// The authority that issued it.
    pub authority: &'a Authority,
    /// Its serial number.
    pub serial: &'a [u8],
    /// The responder that it names.
    pub named: Option<&'a str>,
}

impl Ocsp {
    /// `most_age`: the maximum age of an answer, in seconds.
    ///
    /// # Errors
    /// When TLS cannot be set up on this computer.
    pub fn new(asking: Asking, most_age: u32) -> anyhow::Result<Self> {
        Self::patient(asking, most_age, PATIENCE)
    }

    pub(super) fn patient(
        asking: Asking,
        most_age: u32,
        patience: Duration,
    ) -> anyhow::Result<Self> {
        // A responder that redirects us would choose which server we call.
        let client = tls::http_client()?
            .timeout(patience)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .context("the way to OCSP responders")?;
        Ok(Self { client, asking, most_age: i64::from(most_age), kept: Mutex::default() })
    }

    /// Asks about a certificate.
    pub(super) async fn ask(
        &self,
        CertificateId { authority, serial, named }: CertificateId<'_>,
        nonce: [u8; 32],
        now: Timestamp,
    ) -> OcspOutcome {
        let url = match (&self.asking, named) {
            (Asking::Nobody, _) => return OcspOutcome::NotAsked,
            // A forged certificate would omit the name.
            (Asking::Named, None) => return OcspOutcome::Nothing,
            (Asking::Named, Some(named)) => named,
            (Asking::At(url), _) => url,
        };
        let card = (authority.key_id.clone(), serial.to_vec());
        if let Some(status) = self.recall(&card, now) {
            return OcspOutcome::Status(status);
        }
        let Some(question) = OcspRequest::new(authority, serial, nonce) else {
            return OcspOutcome::Nothing;
        };
        match self.exchange(url, &question, authority, now).await {
            Ok(answer) => {
                self.keep(card, answer, now);
                OcspOutcome::Status(answer.status)
            }
            Err(why) => {
                tracing::warn!(%why, "whether a card was withdrawn could not be asked");
                OcspOutcome::Nothing
            }
        }
    }

    /// Asks the configured responder about a certificate that does not exist, to check that its
    /// answers are trusted; nothing where each card names its own responder.
    pub async fn probe(
        &self,
        trust: &Trust,
        nonce: [u8; 32],
        now: Timestamp,
    ) -> Option<Result<(), String>> {
        let Asking::At(url) = &self.asking else { return None };
        let authority = trust.all().first()?;
        let question = OcspRequest::new(authority, &[1], nonce)?;
        Some(match self.exchange(url, &question, authority, now).await {
            // It may refuse for what it never issued, and then signs nothing.
            Ok(_) | Err(Failure::Doubt(Doubt::Refused)) => Ok(()),
            Err(why) => Err(why.to_string()),
        })
    }

    async fn exchange(
        &self,
        url: &str,
        question: &OcspRequest,
        authority: &Authority,
        now: Timestamp,
    ) -> Result<ocsp::Answer, Failure> {
        let request = self.client.post(url).header("content-type", "application/ocsp-request");
        // The address comes from one person's certificate: it stays out of the log.
        let away = |error: reqwest::Error| Failure::Away(error.without_url());
        let mut response = request.body(question.to_der()).send().await.map_err(away)?;
        if !response.status().is_success() {
            return Err(Failure::Status(response.status().as_u16()));
        }
        let mut der = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(away)? {
            der.extend_from_slice(&chunk);
            if der.len() > MOST_ANSWER {
                return Err(Failure::TooLong);
            }
        }
        Ok(ocsp::read(&der, question, authority, self.most_age, now)?)
    }

    fn recall(&self, card: &Card, now: Timestamp) -> Option<RevocationStatus> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(card).filter(|(_, until)| card::seconds(now) < *until).map(|(said, _)| *said)
    }

    fn keep(&self, card: Card, answer: ocsp::Answer, now: Timestamp) {
        let now = card::seconds(now);
        let until = answer.until.map_or(now + KEPT, |until| until.min(now + KEPT));
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.retain(|_, (_, until)| *until > now);
        }
        if kept.len() < MOST_KEPT {
            kept.insert(card, (answer.status, until));
        }
    }
}
