//! The authoritative source of professions: a service of the operator that queries a register or
//! the directory of a hospital. docs/GATEWAYS.md is the contract.

use std::fmt::Write as _;

use aws_lc_rs::hmac;
use serde::{Deserialize, Serialize};
use vestibule_shared::time::Timestamp;

use super::{
    signature::{SIGNATURE, is_signed, sign},
    tls,
    webhook::{CONNECT_PATIENCE, PATIENCE},
};

/// The longest response that is accepted, in bytes.
const LONGEST: usize = 4096;

/// A query: does this number belong to a person of this name?
#[derive(Debug, Serialize)]
pub struct Question<'a> {
    /// Identifies the query; the response repeats it.
    pub id: &'a str,
    /// `doctor` or `organisation`.
    pub capacity: &'a str,
    /// The number: digits only.
    pub number: &'a str,
    /// Keyed digests of the name, in one or two spellings. The name itself is not sent.
    pub names: Vec<String>,
}

/// The result of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The number is valid today, and belongs to a person of this name.
    Confirmed,
    /// The number is not valid, or belongs to another person.
    Refused,
    /// The source has no information.
    Unknown,
}

#[derive(Deserialize)]
struct Reply {
    id: String,
    result: Answer,
}

/// The client of the source.
#[derive(Clone, Debug)]
pub struct ProfessionSource {
    client: reqwest::Client,
    url: String,
    secret: String,
}

impl ProfessionSource {
    /// Creates the client.
    ///
    /// # Errors
    /// The address is not an HTTP URL, or the secret is missing.
    pub fn new(url: &str, secret: &str) -> anyhow::Result<Self> {
        anyhow::ensure!(
            reqwest::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")),
            "write http://HOST/PATH or https://HOST/PATH"
        );
        anyhow::ensure!(!secret.is_empty(), "set PROFESSION_CHECK_SECRET too");
        let client = tls::http_client()?
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_PATIENCE)
            .timeout(PATIENCE)
            .build()?;
        Ok(Self { client, url: url.to_owned(), secret: secret.to_owned() })
    }

    /// Returns the keyed digest of a folded name.
    pub fn digest(&self, name: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.secret.as_bytes());
        let tag = hmac::sign(&key, name.as_bytes());
        tag.as_ref().iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// Sends a query and verifies the signature of the response.
    ///
    /// # Errors
    /// There was no response, or it is not signed or not well-formed.
    pub async fn ask(&self, question: &Question<'_>, now: Timestamp) -> Result<Answer, String> {
        let body = serde_json::to_vec(question).map_err(|error| error.to_string())?;
        let request = self
            .client
            .post(&self.url)
            .header("idempotency-key", question.id)
            .header(SIGNATURE, sign(&self.secret, now, &body))
            .header("content-type", "application/json")
            .body(body);
        // The error contains the address, which may hold a secret.
        let unanswered = |error: reqwest::Error| error.without_url().to_string();
        let mut answer = request.send().await.map_err(unanswered)?;
        if answer.status().as_u16() != 200 {
            return Err(format!("it answered {}", answer.status().as_u16()));
        }
        let header = answer.headers().get(SIGNATURE).and_then(|text| text.to_str().ok());
        let header = header.unwrap_or_default().to_owned();
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(unanswered)? {
            body.extend_from_slice(&part);
            if body.len() > LONGEST {
                return Err("its answer is too long".to_owned());
            }
        }
        if !is_signed(&self.secret, &header, &body, now) {
            return Err("its answer is not signed with PROFESSION_CHECK_SECRET".to_owned());
        }
        let reply: Reply = serde_json::from_slice(&body)
            .map_err(|_| "its answer is not what docs/GATEWAYS.md describes".to_owned())?;
        if reply.id == question.id {
            Ok(reply.result)
        } else {
            Err("its answer belongs to another question".to_owned())
        }
    }
}
