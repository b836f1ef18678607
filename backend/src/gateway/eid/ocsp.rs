//! OCSP (RFC 6960): the request to the authority's responder, and the checks of its response.
//!
//! It makes every check that Web eID makes: one answer, to this request, signed by the authority
//! itself or its delegate, recent, and not a replayed answer to another request.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use vestibule_shared::time::Timestamp;
use x509_parser::{
    asn1_rs::BitString,
    certificate::X509Certificate,
    extensions::ParsedExtension,
    prelude::FromDer,
    time::ASN1Time,
    verify::verify_signature,
    x509::{AlgorithmIdentifier, SubjectPublicKeyInfo},
};

use super::{
    card,
    der::{
        BIT_STRING, ENUMERATED, GENERALIZED_TIME, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING,
        SEQUENCE, element, only, optional, tagged, whole, wrap,
    },
    revocation::RevocationStatus,
    trust::{Authority, is_strong},
};

/// How far the clocks of two computers may be apart, in seconds.
const SKEW: i64 = 15 * 60;

/// SHA-1, with the usual parameters: the responders know certificates by no other hash.
const SHA1: [u8; 11] = [0x30, 9, 6, 5, 0x2b, 14, 3, 2, 26, 5, 0];
/// `id-pkix-ocsp-basic` and `id-pkix-ocsp-nonce`, both below 1.3.6.1.5.5.7.48.1.
const BASIC: [u8; 9] = [0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1];
const NONCE: [u8; 9] = [0x2b, 6, 1, 5, 5, 7, 0x30, 1, 2];

/// The request about one certificate.
pub(super) struct OcspRequest {
    name_hash: Vec<u8>,
    key_hash: Vec<u8>,
    /// As encoded in the certificate.
    serial: Vec<u8>,
    nonce: [u8; 32],
}

/// The responder's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: RevocationStatus,
    /// Until when it is valid, in unix seconds; absent when the responder does not say.
    pub(super) until: Option<i64>,
}

/// Why a response is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Doubt {
    #[error("it cannot be read")]
    Unreadable,
    #[error("the responder refuses to answer")]
    Refused,
    #[error("it is about another certificate, or about several")]
    AnotherRequest,
    #[error("neither the authority nor a signer that it delegated signed it")]
    Signer,
    #[error("the signature does not hold")]
    Signature,
    #[error("it answers another request")]
    Nonce,
    #[error("it is too old, or of the future")]
    Time,
}

fn sha1(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()
}

/// Returns the hash by which OCSP identifies a key: of its bits alone.
fn key_hash(key: &SubjectPublicKeyInfo<'_>) -> Vec<u8> {
    sha1(&key.subject_public_key.data)
}

impl OcspRequest {
    /// Makes a request about the certificate with this serial number; `None` for an authority
    /// without a readable key.
    pub(super) fn new(authority: &Authority, serial: &[u8], nonce: [u8; 32]) -> Option<Self> {
        let key = authority.key()?;
        Some(Self {
            name_hash: sha1(&authority.name),
            key_hash: key_hash(&key),
            serial: serial.to_vec(),
            nonce,
        })
    }

    /// Encodes an `OCSPRequest` with this one request.
    pub(super) fn to_der(&self) -> Vec<u8> {
        let name = wrap(OCTET_STRING, &[&self.name_hash]);
        let key = wrap(OCTET_STRING, &[&self.key_hash]);
        let serial = wrap(INTEGER, &[&self.serial]);
        let id = wrap(SEQUENCE, &[&SHA1, &name, &key, &serial]);
        let list = wrap(SEQUENCE, &[&wrap(SEQUENCE, &[&id])]);
        let value = wrap(OCTET_STRING, &[&wrap(OCTET_STRING, &[&self.nonce])]);
        let nonce = wrap(SEQUENCE, &[&wrap(OBJECT_IDENTIFIER, &[&NONCE]), &value]);
        let extensions = wrap(tagged(2), &[&wrap(SEQUENCE, &[&nonce])]);
        wrap(SEQUENCE, &[&wrap(SEQUENCE, &[&list, &extensions])])
    }

    /// Checks that a `CertID` names the requested certificate.
    fn is_about(&self, id: &[u8]) -> Option<bool> {
        let (algorithm, rest) = element(SEQUENCE, id)?;
        let (name, rest) = element(OCTET_STRING, rest)?;
        let (key, rest) = element(OCTET_STRING, rest)?;
        let serial = only(INTEGER, rest)?;
        // Some responders omit the parameters, which carry no information.
        let is_sha1 = algorithm == &SHA1[2..] || algorithm == &SHA1[2..9];
        Some(is_sha1 && name == self.name_hash && key == self.key_hash && serial == self.serial)
    }
}

/// Reads an `OCSPResponse` and checks it; `most_age` is its maximum age in seconds.
pub(super) fn read(
    der: &[u8],
    question: &OcspRequest,
    authority: &Authority,
    most_age: i64,
    now: Timestamp,
) -> Result<Answer, Doubt> {
    let basic = unwrap(der)?;
    let signed = Signed::read(basic).ok_or(Doubt::Unreadable)?;
    let data = Data::read(signed.data).ok_or(Doubt::Unreadable)?;
    signed.check(&data, authority, now)?;
    if data.nonce.is_some_and(|nonce| nonce != question.nonce) {
        return Err(Doubt::Nonce);
    }
    // Exactly one answer is accepted, so that there is no choice.
    let (single, []) = element(SEQUENCE, data.answers).ok_or(Doubt::Unreadable)? else {
        return Err(Doubt::AnotherRequest);
    };
    let single = Single::read(single).ok_or(Doubt::Unreadable)?;
    if question.is_about(single.id) != Some(true) {
        return Err(Doubt::AnotherRequest);
    }
    let (made, now) = (single.this_update, card::seconds(now));
    let is_over = single.next_update.is_some_and(|next| next < now - SKEW || next < made);
    if made > now + SKEW || made < now - most_age || is_over {
        return Err(Doubt::Time);
    }
    Ok(Answer { status: single.status, until: single.next_update })
}

/// Returns the `BasicOCSPResponse` within a successful response.
fn unwrap(der: &[u8]) -> Result<&[u8], Doubt> {
    let read = || {
        let (status, rest) = element(ENUMERATED, only(SEQUENCE, der)?)?;
        let (bytes, _) = optional(tagged(0), rest)?;
        Some((status, bytes))
    };
    let (status, bytes) = read().ok_or(Doubt::Unreadable)?;
    let (&[0], Some(bytes)) = (status, bytes) else { return Err(Doubt::Refused) };
    let inner = || {
        let (kind, rest) = element(OBJECT_IDENTIFIER, only(SEQUENCE, bytes)?)?;
        let basic = only(OCTET_STRING, rest)?;
        (kind == BASIC).then_some(basic)
    };
    inner().ok_or(Doubt::Unreadable)
}

/// A `BasicOCSPResponse`: the signed data, the algorithm, and certificates of possible signers.
struct Signed<'a> {
    /// The exact bytes that were signed.
    data: &'a [u8],
    algorithm: AlgorithmIdentifier<'a>,
    signature: &'a [u8],
    /// The certificates, in sequence.
    certificates: &'a [u8],
}

impl<'a> Signed<'a> {
    fn read(basic: &'a [u8]) -> Option<Self> {
        let (data, rest) = whole(SEQUENCE, only(SEQUENCE, basic)?)?;
        let (algorithm, rest) = whole(SEQUENCE, rest)?;
        // The parser would accept a tag with its "constructed" bit wrong.
        element(OBJECT_IDENTIFIER, only(SEQUENCE, algorithm)?)?;
        let ([], algorithm) = AlgorithmIdentifier::from_der(algorithm).ok()? else { return None };
        let (signature, rest) = element(BIT_STRING, rest)?;
        let (certificates, rest) = optional(tagged(0), rest)?;
        let certificates = match certificates {
            Some(listed) => only(SEQUENCE, listed)?,
            None => &[],
        };
        let whole_bytes = signature.strip_prefix(&[0])?;
        rest.is_empty().then_some(Self { data, algorithm, signature: whole_bytes, certificates })
    }

    /// Checks that the authority or its delegate signed the data.
    fn check(&self, data: &Data<'_>, authority: &Authority, now: Timestamp) -> Result<(), Doubt> {
        let holds = |key: &SubjectPublicKeyInfo<'_>| {
            let signature = BitString::new(0, self.signature);
            is_strong(&self.algorithm)
                && verify_signature(key, &self.algorithm, &signature, self.data).is_ok()
        };
        let verdict = |good: bool| if good { Ok(()) } else { Err(Doubt::Signature) };
        let own = authority.key().filter(|key| data.is_signer(&authority.name, key));
        if let Some(key) = own {
            return verdict(holds(&key));
        }
        let mut rest = self.certificates;
        while let Some((certificate, further)) = whole(SEQUENCE, rest) {
            rest = further;
            let Ok(certificate) = card::parse(certificate) else { continue };
            let (name, key) = (certificate.subject().as_raw(), certificate.public_key());
            if data.is_signer(name, key) && may_answer(&certificate, authority, now) {
                return verdict(holds(key));
            }
        }
        Err(Doubt::Signer)
    }
}

/// Checks that the authority delegated its answers to the holder of a certificate (RFC 6960
/// 4.2.2.2).
fn may_answer(certificate: &X509Certificate<'_>, authority: &Authority, now: Timestamp) -> bool {
    let says = |extension: &ParsedExtension<'_>| match extension {
        ParsedExtension::ExtendedKeyUsage(usage) => usage.ocsp_signing,
        _ => false,
    };
    certificate.iter_extensions().any(|it| says(it.parsed_extension()))
        && authority.issued(certificate)
        && card::check_validity(certificate, now).is_ok()
}

/// A `ResponseData`.
struct Data<'a> {
    signer: &'a [u8],
    /// The `SingleResponse` elements, in sequence.
    answers: &'a [u8],
    nonce: Option<&'a [u8]>,
}

impl<'a> Data<'a> {
    fn read(data: &'a [u8]) -> Option<Self> {
        let (_version, rest) = optional(tagged(0), only(SEQUENCE, data)?)?;
        let by = if rest.first() == Some(&tagged(1)) { tagged(1) } else { tagged(2) };
        let (signer, rest) = whole(by, rest)?;
        let (_produced, rest) = element(GENERALIZED_TIME, rest)?;
        let (answers, rest) = element(SEQUENCE, rest)?;
        let (extensions, rest) = optional(tagged(1), rest)?;
        let nonce = match extensions {
            Some(listed) => nonce(only(SEQUENCE, listed)?).ok()?,
            None => None,
        };
        rest.is_empty().then_some(Self { signer, answers, nonce })
    }

    /// Checks that the response names this name or key as its signer.
    fn is_signer(&self, name: &[u8], key: &SubjectPublicKeyInfo<'_>) -> bool {
        if let Some(said) = only(tagged(1), self.signer) {
            return said == name;
        }
        let said = only(tagged(2), self.signer).and_then(|hash| only(OCTET_STRING, hash));
        said.is_some_and(|hash| hash == key_hash(key))
    }
}

/// Returns the nonce among the extensions of a response. An error where they cannot be read, or one
/// is critical and unknown.
fn nonce(mut extensions: &[u8]) -> Result<Option<&[u8]>, Doubt> {
    const BOOLEAN: u8 = 0x01;
    let mut found = None;
    while !extensions.is_empty() {
        let read = || {
            let (extension, rest) = element(SEQUENCE, extensions)?;
            let (kind, value) = element(OBJECT_IDENTIFIER, extension)?;
            let (critical, value) = optional(BOOLEAN, value)?;
            Some((kind, critical, only(OCTET_STRING, value)?, rest))
        };
        let (kind, critical, value, rest) = read().ok_or(Doubt::Unreadable)?;
        if kind == NONCE {
            // It is wrapped in a second octet string; a few responders omit that.
            found = Some(only(OCTET_STRING, value).unwrap_or(value));
        } else if critical.is_some_and(|critical| critical != [0]) {
            return Err(Doubt::Unreadable);
        }
        extensions = rest;
    }
    Ok(found)
}

/// A `SingleResponse`.
struct Single<'a> {
    id: &'a [u8],
    status: RevocationStatus,
    /// Unix seconds.
    this_update: i64,
    next_update: Option<i64>,
}

impl<'a> Single<'a> {
    fn read(single: &'a [u8]) -> Option<Self> {
        let (id, rest) = element(SEQUENCE, single)?;
        let (status, rest) = status(rest)?;
        let (this_update, rest) = whole(GENERALIZED_TIME, rest)?;
        let (next_update, rest) = optional(tagged(0), rest)?;
        let (_extensions, rest) = optional(tagged(1), rest)?;
        let next_update = match next_update {
            Some(time) => Some(moment(time)?),
            None => None,
        };
        let this_update = moment(this_update)?;
        rest.is_empty().then_some(Self { id, status, this_update, next_update })
    }
}

/// Reads a `CertStatus`, and returns what follows it.
fn status(der: &[u8]) -> Option<(RevocationStatus, &[u8])> {
    const GOOD: u8 = 0x80;
    const UNKNOWN: u8 = 0x82;
    const HOLD: &[u8] = &[ENUMERATED, 1, 6];
    match *der.first()? {
        GOOD => Some((RevocationStatus::Good, element(GOOD, der)?.1)),
        UNKNOWN => Some((RevocationStatus::Unknown, element(UNKNOWN, der)?.1)),
        _ => {
            let (revoked, rest) = element(tagged(1), der)?;
            let (_since, reason) = element(GENERALIZED_TIME, revoked)?;
            let is_held = optional(tagged(0), reason)?.0 == Some(HOLD);
            Some((
                if is_held { RevocationStatus::Suspended } else { RevocationStatus::Revoked },
                rest,
            ))
        }
    }
}

/// Converts a `GeneralizedTime` to unix seconds.
fn moment(der: &[u8]) -> Option<i64> {
    only(GENERALIZED_TIME, der)?;
    let ([], time) = ASN1Time::from_der(der).ok()? else { return None };
    Some(time.timestamp())
}
