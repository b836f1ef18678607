//! Whom we believe: the authorities that issue cards, their revocation lists, and the policies under
//! which they issue certificates for signing in.
//!
//! The trusted ones are the ISSUING authorities (Citizen CA, Foreigner CA), not the roots above them:
//! taking one off the list then ends the trust in it at once, and no intermediate has to be fetched.

use vestibule_shared::time::Timestamp;
use x509_parser::{
    certificate::X509Certificate,
    extensions::ParsedExtension,
    oid_registry::{
        OID_PKCS1_RSASSAPSS, OID_PKCS1_SHA256WITHRSA, OID_PKCS1_SHA384WITHRSA,
        OID_PKCS1_SHA512WITHRSA, OID_SIG_ECDSA_WITH_SHA256, OID_SIG_ECDSA_WITH_SHA384,
    },
    pem::Pem,
    prelude::FromDer,
    x509::{AlgorithmIdentifier, SubjectPublicKeyInfo, X509Name},
};

use super::{
    EidError, card,
    revocation::{Revocation, RevocationList},
};

/// Policies of Belgian authentication certificates, accepted unless others are configured.
///
/// Documented: `2.16.56.1.1.1.2.1` and `.2.2` (Citizen CPS). Seen on test cards: `2.16.56.12.1.1.2.2`.
/// Inferred: that the other arcs (9, 10, 12) and foreigners (7) end in `.2` for authentication as well;
/// the Foreigner CPS names only `2.16.56.{1,9,10,12}.1.1.7`.
pub const DEFAULT_POLICIES: [&str; 9] = [
    "2.16.56.1.1.1.2.1",
    "2.16.56.1.1.1.2.2",
    "2.16.56.9.1.1.2.2",
    "2.16.56.10.1.1.2.2",
    "2.16.56.12.1.1.2.2",
    "2.16.56.1.1.1.7.2",
    "2.16.56.9.1.1.7.2",
    "2.16.56.10.1.1.7.2",
    "2.16.56.12.1.1.7.2",
];

/// The authorities and policies a card has to come from.
#[derive(Clone, Debug)]
pub struct Trust {
    authorities: Vec<Authority>,
    policies: Vec<String>,
}

/// Until when an authority is good, in unix seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validity {
    /// Its distinguished name.
    pub name: String,
    /// The end of its certificate.
    pub until: i64,
    /// The end of its revocation list, if there is one.
    pub list_until: Option<i64>,
}

/// What keeps a list of authorities from being used.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// Not PEM, or PEM of something else.
    #[error("block {0} is not a PEM block of the kind expected")]
    Pem(usize),
    /// A certificate or list that cannot be read.
    #[error("block {0} cannot be read")]
    Unreadable(usize),
    /// A certificate that may not issue others, or has no key identifier.
    #[error("{0} is not a certificate authority")]
    NotAnAuthority(String),
    /// A revocation list that no trusted authority signed.
    #[error("the revocation list of {0} is not signed by a trusted authority")]
    ForeignList(String),
    /// A revocation list that covers only part of what the authority issued.
    #[error("the revocation list of {0} is partial")]
    PartialList(String),
}

impl Trust {
    /// Reads issuing authorities and their revocation lists, both PEM; either may be empty.
    ///
    /// # Errors
    /// Names the block at fault: a broken trust list must stop the server at start, not at a sign-in.
    pub fn from_pem(cas: &[u8], crls: &[u8]) -> Result<Self, TrustError> {
        let mut authorities = Vec::new();
        for (n, der) in blocks(cas, "CERTIFICATE")?.into_iter().enumerate() {
            authorities.push(Authority::read(&der, n + 1)?);
        }
        for (n, der) in blocks(crls, "X509 CRL")?.into_iter().enumerate() {
            RevocationList::read(&der, n + 1, &mut authorities)?;
        }
        Ok(Self { authorities, policies: DEFAULT_POLICIES.map(String::from).to_vec() })
    }

    /// The same authorities with other policies, as dotted object identifiers.
    #[must_use]
    pub fn with_policies(self, policies: Vec<String>) -> Self {
        Self { policies, ..self }
    }

    /// Whether no authority is trusted, so that no card can be.
    pub fn is_empty(&self) -> bool {
        self.authorities.is_empty()
    }

    /// The authorities, and until when they and their lists are good.
    pub fn authorities(&self) -> impl Iterator<Item = Validity> {
        self.authorities.iter().map(|authority| Validity {
            name: authority.to_string(),
            until: *authority.valid.end(),
            list_until: authority.revoked.as_ref().map(RevocationList::until),
        })
    }

    pub(super) fn accepts(&self, policy: &str) -> bool {
        self.policies.iter().any(|accepted| accepted == policy)
    }

    /// The trusted authority that signed `card`: name and key identifier match, its own time is not
    /// over, and its signature holds.
    pub(super) fn issuer_of(
        &self,
        card: &X509Certificate<'_>,
        now: Timestamp,
    ) -> Result<&Authority, EidError> {
        let key_id = card.iter_extensions().find_map(|it| match it.parsed_extension() {
            ParsedExtension::AuthorityKeyIdentifier(id) => {
                id.key_identifier.as_ref().map(|id| id.0)
            }
            _ => None,
        });
        self.authorities
            .iter()
            .filter(|it| it.name == card.issuer().as_raw() && Some(it.key_id.as_slice()) == key_id)
            .find(|it| it.is_valid_at(now) && it.signed_certificate(card))
            .ok_or(EidError::UntrustedIssuer)
    }
}

/// The DER of each PEM block, all of which have to be of the kind `label`.
fn blocks(pem: &[u8], label: &str) -> Result<Vec<Vec<u8>>, TrustError> {
    let read = |(n, block): (usize, Result<Pem, _>)| match block {
        Ok(block) if block.label == label => Ok(block.contents),
        _ => Err(TrustError::Pem(n + 1)),
    };
    Pem::iter_from_buffer(pem).enumerate().map(read).collect()
}

/// A trusted authority, reduced to what checking a card takes.
#[derive(Clone, Debug)]
pub(super) struct Authority {
    /// The subject's distinguished name in DER.
    pub(super) name: Vec<u8>,
    key_id: Vec<u8>,
    /// The `SubjectPublicKeyInfo` in DER.
    public_key: Vec<u8>,
    /// Unix seconds, both included.
    valid: std::ops::RangeInclusive<i64>,
    pub(super) revoked: Option<RevocationList>,
}

impl std::fmt::Display for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match X509Name::from_der(&self.name) {
            Ok((_, name)) => write!(f, "{name}"),
            Err(_) => f.write_str("an authority without a readable name"),
        }
    }
}

impl Authority {
    /// `n` is the place in the file, for the error message.
    fn read(der: &[u8], n: usize) -> Result<Self, TrustError> {
        let ca = card::parse(der).map_err(|_| TrustError::Unreadable(n))?;
        let not_one = || TrustError::NotAnAuthority(ca.subject().to_string());
        let (mut issues, mut signs, mut key_id) = (false, false, None);
        for extension in ca.iter_extensions() {
            match extension.parsed_extension() {
                ParsedExtension::BasicConstraints(constraints) => issues = constraints.ca,
                ParsedExtension::KeyUsage(usage) => signs = usage.key_cert_sign(),
                ParsedExtension::SubjectKeyIdentifier(id) => key_id = Some(id.0.to_vec()),
                _ => {}
            }
        }
        if !issues || !signs {
            return Err(not_one());
        }
        Ok(Self {
            name: ca.subject().as_raw().to_vec(),
            key_id: key_id.ok_or_else(not_one)?,
            public_key: ca.public_key().raw.to_vec(),
            valid: ca.validity().not_before.timestamp()..=ca.validity().not_after.timestamp(),
            revoked: None,
        })
    }

    fn is_valid_at(&self, now: Timestamp) -> bool {
        self.valid.contains(&card::seconds(now))
    }

    /// Whether this authority's key made the signature of `card`.
    fn signed_certificate(&self, card: &X509Certificate<'_>) -> bool {
        is_strong(&card.signature_algorithm)
            && self.with_key(|key| card.verify_signature(Some(key)).is_ok())
    }

    /// Whether `check` holds for this authority's public key.
    pub(super) fn with_key(&self, check: impl Fn(&SubjectPublicKeyInfo<'_>) -> bool) -> bool {
        SubjectPublicKeyInfo::from_der(&self.public_key).is_ok_and(|(_, key)| check(&key))
    }

    /// What the authority's revocation list, if there is one, says about `card`.
    ///
    /// OCSP answers belong here too: asked by the caller, verified against this authority.
    pub(super) fn revocation_of(
        &self,
        card: &X509Certificate<'_>,
        now: Timestamp,
    ) -> Result<Revocation, EidError> {
        match &self.revoked {
            Some(list) => list.check(card, now),
            None => Ok(Revocation::NotChecked),
        }
    }
}

/// Signature algorithms an authority may use: no SHA-1, whose last cards have expired.
pub(super) fn is_strong(algorithm: &AlgorithmIdentifier<'_>) -> bool {
    [
        OID_SIG_ECDSA_WITH_SHA256,
        OID_SIG_ECDSA_WITH_SHA384,
        OID_PKCS1_SHA256WITHRSA,
        OID_PKCS1_SHA384WITHRSA,
        OID_PKCS1_SHA512WITHRSA,
        OID_PKCS1_RSASSAPSS,
    ]
    .contains(&algorithm.algorithm)
}
