//! What a card reader is asked, and what it answers: the Web eID authentication token, or the code
//! that represents a TLS client certificate.

use serde::{Deserialize, Serialize};

/// The challenge for the card: sign this nonce for this page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CardChallenge {
    /// 256 random bits in base64; the card signs its text (Web eID).
    pub nonce: String,
    /// Seconds until the challenge expires.
    pub expires_in: u32,
    /// Where the browser itself reads the card, without an extension (a TLS client certificate):
    /// the page to open, which returns with a code behind the `#`. Absent where that is not
    /// offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_url: Option<String>,
}

/// The Web eID authentication token, format `web-eid:1.x`.
///
/// Unlike every other request it accepts unknown fields, because real extensions add some.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebEidToken {
    /// The authentication certificate: DER in base64. Trusted only after validation.
    pub unverified_certificate: String,
    /// JOSE name of the signature algorithm, as `ES384`.
    pub algorithm: String,
    /// The signature in base64; EC signatures are `r || s`.
    pub signature: String,
    /// `web-eid:1` or `web-eid:1.x`.
    pub format: String,
}
