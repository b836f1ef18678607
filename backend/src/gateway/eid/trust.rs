//! The trusted authorities that issue cards, their revocation lists, and the policies under which
//! they issue certificates for signing in.
//!
//! The trusted authorities are the ISSUING ones (Citizen CA, Foreigner CA), not the roots above
//! them: removing one from the list ends the trust in it at once, and no intermediate has to be
//! downloaded.

use std::sync::{Arc, PoisonError, RwLock};

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
    revocation::{RevocationList, Taken},
};

/// Policies of Belgian authentication certificates, accepted unless others are configured.
///
/// Documented: `2.16.56.1.1.1.2.1` and `.2.2` (Citizen CPS). Seen on test cards:
/// `2.16.56.12.1.1.2.2`. Inferred: that the other arcs (9, 10, 12) and foreigners (7) end in `.2`
/// for authentication as well; the Foreigner CPS names only `2.16.56.{1,9,10,12}.1.1.7`.
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

/// Until when an authority is valid, in unix seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validity {
    /// Its distinguished name.
    pub name: String,
    /// The end of its certificate.
    pub until: i64,
    /// The end of its revocation list, if there is one.
    pub list_until: Option<i64>,
}

/// Why a list of authorities cannot be used.
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
    /// The block at fault: a broken trust list must stop the server at start, not at a sign-in.
    pub fn from_pem(cas: &[u8], crls: &[u8]) -> Result<Self, TrustError> {
        let mut authorities = Vec::new();
        for (n, der) in blocks(cas, "CERTIFICATE")?.into_iter().enumerate() {
            authorities.push(Authority::read(&der, n + 1)?);
        }
        for (n, der) in blocks(crls, "X509 CRL")?.into_iter().enumerate() {
            RevocationList::read(&der, n + 1, &authorities)?;
        }
        Ok(Self { authorities, policies: DEFAULT_POLICIES.map(String::from).to_vec() })
    }

    /// Loads revocation lists, in PEM or one in DER, in place of older ones.
    ///
    /// # Errors
    /// The first list that cannot be used; those before it are loaded.
    pub fn take_lists(&self, file: &[u8]) -> Result<Taken, TrustError> {
        if !file.starts_with(b"-----") {
            return RevocationList::read(file, 1, &self.authorities);
        }
        let mut all = Taken { until: i64::MAX, is_new: false };
        for (n, der) in blocks(file, "X509 CRL")?.into_iter().enumerate() {
            let one = RevocationList::read(&der, n + 1, &self.authorities)?;
            all = Taken { until: all.until.min(one.until), is_new: all.is_new || one.is_new };
        }
        Ok(all)
    }

    /// Returns every authority.
    pub(super) fn all(&self) -> &[Authority] {
        &self.authorities
    }

    /// Returns the distinguished names of the authorities, in DER: a browser may offer their cards.
    pub fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.authorities.iter().map(|authority| authority.name.as_slice())
    }

    /// Returns the same authorities with other policies, as dotted object identifiers.
    #[must_use]
    pub fn with_policies(self, policies: Vec<String>) -> Self {
        Self { policies, ..self }
    }

    /// Checks whether no authority is trusted, so that no card is accepted.
    pub fn is_empty(&self) -> bool {
        self.authorities.is_empty()
    }

    /// Returns the authorities, and until when they and their lists are valid.
    pub fn authorities(&self) -> impl Iterator<Item = Validity> {
        self.authorities.iter().map(|authority| Validity {
            name: authority.to_string(),
            until: *authority.valid.end(),
            list_until: authority.list().map(|list| list.until()),
        })
    }

    pub(super) fn accepts(&self, policy: &str) -> bool {
        self.policies.iter().any(|accepted| accepted == policy)
    }

    /// Finds the trusted authority that signed `card`: name and key identifier match, its own
    /// certificate has not expired, and its signature is valid.
    pub(super) fn issuer_of(
        &self,
        card: &X509Certificate<'_>,
        now: Timestamp,
    ) -> Result<&Authority, EidError> {
        self.authorities
            .iter()
            .find(|it| it.is_valid_at(now) && it.issued(card))
            .ok_or(EidError::UntrustedIssuer)
    }
}

/// Returns the DER of each PEM block, all of which have to be of the kind `label`.
fn blocks(pem: &[u8], label: &str) -> Result<Vec<Vec<u8>>, TrustError> {
    let read = |(n, block): (usize, Result<Pem, _>)| match block {
        Ok(block) if block.label == label => Ok(block.contents),
        _ => Err(TrustError::Pem(n + 1)),
    };
    Pem::iter_from_buffer(pem).enumerate().map(read).collect()
}

/// A trusted authority, reduced to what the check of a card needs.
#[derive(Clone, Debug)]
pub(super) struct Authority {
    /// The subject's distinguished name in DER.
    pub(super) name: Vec<u8>,
    pub(super) key_id: Vec<u8>,
    /// The `SubjectPublicKeyInfo` in DER.
    public_key: Vec<u8>,
    /// Unix seconds, both included.
    valid: std::ops::RangeInclusive<i64>,
    /// Replaced by newer ones while the server runs.
    revoked: Arc<RwLock<Option<Arc<RevocationList>>>>,
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
    /// Reads an authority; `n` is the place in the file, for the error message.
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
            revoked: Arc::default(),
        })
    }

    fn is_valid_at(&self, now: Timestamp) -> bool {
        self.valid.contains(&card::seconds(now))
    }

    /// Checks that this authority issued `certificate`: name and key identifier match, and its
    /// signature is valid.
    pub(super) fn issued(&self, certificate: &X509Certificate<'_>) -> bool {
        let key_id = certificate.iter_extensions().find_map(|it| match it.parsed_extension() {
            ParsedExtension::AuthorityKeyIdentifier(id) => {
                id.key_identifier.as_ref().map(|id| id.0)
            }
            _ => None,
        });
        self.name == certificate.issuer().as_raw()
            && Some(self.key_id.as_slice()) == key_id
            && is_strong(&certificate.signature_algorithm)
            && self.key().is_some_and(|key| certificate.verify_signature(Some(&key)).is_ok())
    }

    /// Returns the authority's public key.
    pub(super) fn key(&self) -> Option<SubjectPublicKeyInfo<'_>> {
        SubjectPublicKeyInfo::from_der(&self.public_key).ok().map(|(_, key)| key)
    }

    /// Returns the newest revocation list, if there is one.
    pub(super) fn list(&self) -> Option<Arc<RevocationList>> {
        self.revoked.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stores a list whose signature was checked, unless the stored one is as new; returns whether
    /// it did.
    pub(super) fn take_list(&self, list: &Arc<RevocationList>) -> bool {
        let mut kept = self.revoked.write().unwrap_or_else(PoisonError::into_inner);
        let is_new = kept.as_ref().is_none_or(|old| list.is_newer_than(old));
        if is_new {
            *kept = Some(Arc::clone(list));
        }
        is_new
    }
}

/// Checks that an authority may use a signature algorithm: no SHA-1, whose last cards have expired.
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
