//! The e-ID card: verifies who holds it.
//!
//! [`prove`] makes every check that needs no network, in a fixed order, cheap and significant
//! checks first; [`Proven::settle`] then checks the revocation. The result is the person or the one
//! reason for the refusal. Nothing is stored: the caller checks that a nonce is fresh and used
//! once. Nothing is trusted before the signature of the issuing authority has been checked, and
//! names come from the certificate only.

mod card;
mod der;
mod forwarded;
mod lists;
mod ocsp;
mod responder;
mod revocation;
mod signature;
#[cfg(test)]
pub(crate) mod tests;
mod trust;

use vestibule_shared::{eid::WebEidToken, problem::Code, text::NationalNumber, time::Timestamp};
use x509_parser::certificate::X509Certificate;

pub use self::{
    forwarded::Forwarded,
    lists::{Lists, renew},
    responder::{Asking, Ocsp},
    revocation::{Revocation, Taken},
    trust::{DEFAULT_POLICIES, Trust, TrustError},
};
use self::{
    responder::{CertificateId, OcspOutcome},
    trust::Authority,
};

/// Everything needed to check a card.
pub struct Eid {
    /// The authorities whose cards are accepted.
    pub trust: Trust,
    /// The OCSP client.
    pub ocsp: Ocsp,
    /// The sources of revocation lists.
    pub lists: Lists,
}

/// The person a card was issued to, proven.
#[derive(Clone, Debug)]
pub struct CardHolder {
    /// Given names; absent for people who have none.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: String,
    /// National register number: for the keyed digest only (C6).
    pub number: NationalNumber,
    /// What is known about the certificate's revocation.
    pub revocation: Revocation,
}

/// Why a token was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EidError {
    /// The token or its certificate cannot be read.
    #[error("the token or its certificate cannot be read")]
    Malformed,
    /// The certificate for signing documents, which is also on the card.
    #[error("the card's signature certificate was used instead of its authentication certificate")]
    SignatureCertificate,
    /// The certificate's key may not be used to sign in.
    #[error("the certificate is not meant for signing in")]
    NotForAuthentication,
    /// Issued under a policy that is not for authentication certificates.
    #[error("the certificate was issued under a policy that is not accepted")]
    Policy,
    /// Issued by no authority that we trust.
    #[error("the certificate was not issued by a trusted authority")]
    UntrustedIssuer,
    /// The certificate has expired.
    #[error("the certificate has expired")]
    Expired,
    /// The certificate is not valid yet.
    #[error("the certificate is not valid yet")]
    NotYetValid,
    /// The certificate was revoked.
    #[error("the certificate was revoked")]
    Revoked,
    /// The certificate is suspended, for instance because the card was reported lost.
    #[error("the certificate is suspended")]
    Suspended,
    /// The authority's responder does not know the certificate.
    #[error("the authority does not know the certificate")]
    NeverIssued,
    /// The revocation status cannot be found out now: refused.
    #[error("whether the certificate is revoked is not known")]
    RevocationUnknown,
    /// Not signed by this card, for this page, in answer to this challenge.
    #[error("the signature does not belong to this card, page and question")]
    SignatureInvalid,
    /// The card's national number fails its check digits.
    #[error("the national number fails its check digits")]
    NumberInvalid,
}

impl EidError {
    /// Returns the name of this failure on the wire.
    pub const fn code(self) -> Code {
        match self {
            Self::Malformed => Code::EidMalformed,
            Self::SignatureCertificate => Code::EidSignatureCertificate,
            Self::NotForAuthentication | Self::Policy => Code::EidNotForAuthentication,
            Self::UntrustedIssuer | Self::NeverIssued => Code::EidUntrustedIssuer,
            Self::Expired => Code::EidExpired,
            Self::NotYetValid => Code::EidNotYetValid,
            Self::Revoked => Code::EidRevoked,
            Self::Suspended => Code::EidSuspended,
            Self::RevocationUnknown => Code::EidStatusUnknown,
            Self::SignatureInvalid => Code::EidSignatureInvalid,
            Self::NumberInvalid => Code::EidNumberInvalid,
        }
    }
}

/// The holder of a card that passed every check that needs no network.
pub struct Proven<'a> {
    person: card::Person,
    authority: &'a Authority,
    /// As encoded in the certificate.
    serial: Vec<u8>,
    /// The responder that the certificate names.
    responder: Option<String>,
}

/// Verifies who holds the card that made `token` in answer to `nonce` (its base64 text), on a page
/// of one of `origins` (as `https://example.be`, without a slash at the end).
///
/// # Errors
/// The first check that fails; another try with the same token never helps.
pub fn prove<'a>(
    trust: &'a Trust,
    token: &WebEidToken,
    origins: &[String],
    nonce: &str,
    now: Timestamp,
) -> Result<Proven<'a>, EidError> {
    check_format(token)?;
    let der = decode(&token.unverified_certificate, MOST_CERTIFICATE)?;
    let signature = decode(&token.signature, MOST_SIGNATURE)?;
    let card = card::parse(&der)?;
    let authority = check_certificate(trust, &card, now)?;
    signature::check(&card, &token.algorithm, &signature, origins, nonce)?;
    proven(&card, authority)
}

/// Verifies who holds the card with this certificate, where TLS has proved possession of its key.
///
/// # Errors
/// The first check that fails.
pub fn prove_certificate<'a>(
    trust: &'a Trust,
    der: &[u8],
    now: Timestamp,
) -> Result<Proven<'a>, EidError> {
    if der.len() > MOST_CERTIFICATE {
        return Err(EidError::Malformed);
    }
    let card = card::parse(der)?;
    let authority = check_certificate(trust, &card, now)?;
    proven(&card, authority)
}

/// Makes the checks that every certificate needs, however it was received.
fn check_certificate<'a>(
    trust: &'a Trust,
    card: &X509Certificate<'_>,
    now: Timestamp,
) -> Result<&'a Authority, EidError> {
    card::check_purpose(card, trust)?;
    let authority = trust.issuer_of(card, now)?;
    card::check_validity(card, now)?;
    Ok(authority)
}

fn proven<'a>(
    card: &X509Certificate<'_>,
    authority: &'a Authority,
) -> Result<Proven<'a>, EidError> {
    Ok(Proven {
        person: card::holder(card)?,
        authority,
        serial: card.raw_serial().to_vec(),
        responder: card::responder(card),
    })
}

impl Proven<'_> {
    /// Checks the revocation: asks the responder first, and where it gives no trustworthy answer,
    /// the revocation list. It may take as long as the responder: never call it inside a
    /// transaction.
    ///
    /// # Errors
    /// Revoked, or unknown.
    pub async fn settle(
        self,
        ocsp: &Ocsp,
        nonce: [u8; 32],
        now: Timestamp,
    ) -> Result<CardHolder, EidError> {
        let certificate = CertificateId {
            authority: self.authority,
            serial: &self.serial,
            named: self.responder.as_deref(),
        };
        match ocsp.ask(certificate, nonce, now).await {
            OcspOutcome::NotAsked => self.settle_by_list(now),
            OcspOutcome::Status(status) => status.verdict().map(|known| self.holder(known)),
            OcspOutcome::Nothing if self.authority.list().is_some() => self.settle_by_list(now),
            OcspOutcome::Nothing => Err(EidError::RevocationUnknown),
        }
    }

    /// Checks the authority's revocation list, if there is one.
    fn settle_by_list(self, now: Timestamp) -> Result<CardHolder, EidError> {
        let known = match self.authority.list() {
            Some(list) => {
                list.status(&self.serial, now).ok_or(EidError::RevocationUnknown)?.verdict()?
            }
            None => Revocation::NotChecked,
        };
        Ok(self.holder(known))
    }

    fn holder(self, revocation: Revocation) -> CardHolder {
        let card::Person { given_name, family_name, number } = self.person;
        CardHolder { given_name, family_name, number, revocation }
    }
}

/// Makes the whole check with the revocation list alone.
#[cfg(test)]
pub(crate) fn verify(
    trust: &Trust,
    token: &WebEidToken,
    origins: &[String],
    nonce: &str,
    now: Timestamp,
) -> Result<CardHolder, EidError> {
    prove(trust, token, origins, nonce, now)?.settle_by_list(now)
}

/// The longest certificate and signature read, in bytes; a card's are about 1000 and 96 to 512.
const MOST_CERTIFICATE: usize = 6 * 1024;
const MOST_SIGNATURE: usize = 1024;

/// Accepts `web-eid:1` or `web-eid:1.x`: minor versions add fields and change none (Web eID
/// architecture).
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

/// Decodes base64 in its one spelling: padded, nothing around it, no loose bits at the end.
fn decode(base64: &str, most: usize) -> Result<Vec<u8>, EidError> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    if base64.len() > most.div_ceil(3) * 4 {
        return Err(EidError::Malformed);
    }
    STANDARD.decode(base64).map_err(|_| EidError::Malformed)
}
