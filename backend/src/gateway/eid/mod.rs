//! The e-ID card, by Web eID: does this token prove who is there?
//!
//! [`verify`] asks everything in one order, cheap and telling questions first, and answers with the
//! person or with the one reason why not. It keeps nothing: that a nonce is fresh and used once is the
//! caller's to see to. Nothing in a token is believed before the signature of the authority that issued
//! the card has been checked, and names come from the certificate only.

mod card;
mod revocation;
mod signature;
#[cfg(test)]
pub(crate) mod tests;
mod trust;

use vestibule_shared::{eid::WebEidToken, problem::Code, text::NationalNumber, time::Timestamp};

pub use self::{
    revocation::Revocation,
    trust::{DEFAULT_POLICIES, Trust, TrustError},
};

/// The person a card was issued to, proven.
#[derive(Clone, Debug)]
pub struct CardHolder {
    /// Given names; absent for people who have none.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: String,
    /// National register number: for the keyed digest only (C6).
    pub number: NationalNumber,
    /// What is known about the certificate having been withdrawn.
    pub revocation: Revocation,
}

/// Why a token proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EidError {
    /// The token or its certificate cannot be read.
    #[error("the token or its certificate cannot be read")]
    Malformed,
    /// The certificate for signing documents, which lies on the card beside the right one.
    #[error("the card's signature certificate was used instead of its authentication certificate")]
    SignatureCertificate,
    /// The certificate's key may not be used to sign in.
    #[error("the certificate is not meant for signing in")]
    NotForAuthentication,
    /// Issued under another policy than those of authentication certificates.
    #[error("the certificate was issued under a policy that is not accepted")]
    Policy,
    /// No authority that we trust issued it.
    #[error("the certificate was not issued by a trusted authority")]
    UntrustedIssuer,
    /// The certificate's time is over.
    #[error("the certificate has expired")]
    Expired,
    /// The certificate's time has not come.
    #[error("the certificate is not valid yet")]
    NotYetValid,
    /// The certificate was revoked, or suspended.
    #[error("the certificate was revoked or suspended")]
    Revoked,
    /// The revocation list is out of date, so nobody can say: refused.
    #[error("whether the certificate was revoked cannot be told")]
    RevocationUnknown,
    /// Not signed by this card, for this page, in answer to this question.
    #[error("the signature does not belong to this card, page and question")]
    SignatureInvalid,
    /// The card's national number fails its check digits.
    #[error("the national number fails its check digits")]
    NumberInvalid,
}

impl EidError {
    /// The name of this failure on the wire.
    pub const fn code(self) -> Code {
        match self {
            Self::Malformed => Code::EidMalformed,
            Self::SignatureCertificate => Code::EidSignatureCertificate,
            Self::NotForAuthentication | Self::Policy => Code::EidNotForAuthentication,
            Self::UntrustedIssuer => Code::EidUntrustedIssuer,
            Self::Expired => Code::EidExpired,
            Self::NotYetValid => Code::EidNotYetValid,
            Self::Revoked => Code::EidRevoked,
            Self::RevocationUnknown => Code::Unavailable,
            Self::SignatureInvalid => Code::EidSignatureInvalid,
            Self::NumberInvalid => Code::EidNumberInvalid,
        }
    }
}

/// Proves who holds the card that made `token` in answer to `nonce` (its base64 text), on a page of one
/// of `origins` (as `https://example.be`, without a slash at the end).
///
/// # Errors
/// The first check that fails; none of them is worth trying again with the same token.
pub fn verify(
    trust: &Trust,
    token: &WebEidToken,
    origins: &[String],
    nonce: &str,
    now: Timestamp,
) -> Result<CardHolder, EidError> {
    check_format(token)?;
    let der = decode(&token.unverified_certificate, MOST_CERTIFICATE)?;
    let signature = decode(&token.signature, MOST_SIGNATURE)?;
    let card = card::parse(&der)?;
    card::check_purpose(&card, trust)?;
    let authority = trust.issuer_of(&card, now)?;
    card::check_validity(&card, now)?;
    let revocation = authority.revocation_of(&card, now)?;
    signature::check(&card, &token.algorithm, &signature, origins, nonce)?;
    card::holder(&card, revocation)
}

/// The longest certificate and signature read, in bytes; a card's are about 1000 and 96 to 512.
const MOST_CERTIFICATE: usize = 6 * 1024;
const MOST_SIGNATURE: usize = 1024;

/// `web-eid:1` or `web-eid:1.x`: minor versions add fields and change none (Web eID architecture).
fn check_format(token: &WebEidToken) -> Result<(), EidError> {
    let minor = token.format.strip_prefix("web-eid:1").ok_or(EidError::Malformed)?;
    let digits =
        |text: &str| (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if minor.is_empty() || minor.strip_prefix('.').is_some_and(digits) {
        Ok(())
    } else {
        Err(EidError::Malformed)
    }
}

/// Base64 in its one spelling: padded, nothing around it, no loose bits at the end.
fn decode(base64: &str, most: usize) -> Result<Vec<u8>, EidError> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    if base64.len() > most.div_ceil(3) * 4 {
        return Err(EidError::Malformed);
    }
    STANDARD.decode(base64).map_err(|_| EidError::Malformed)
}
