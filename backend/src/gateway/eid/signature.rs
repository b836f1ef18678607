//! The card's signature over the page and the challenge: `hash(origin) || hash(nonce)`, hashed
//! again and signed with the algorithm that the token names (Web eID architecture, "authentication
//! token").

use aws_lc_rs::{
    digest::{self, digest},
    signature::{self as verification, UnparsedPublicKey, VerificationAlgorithm},
};
use x509_parser::{
    certificate::X509Certificate,
    oid_registry::{
        OID_EC_P256, OID_KEY_TYPE_EC_PUBLIC_KEY, OID_NIST_EC_P384, OID_NIST_EC_P521,
        OID_PKCS1_RSAENCRYPTION,
    },
    x509::SubjectPublicKeyInfo,
};

use super::EidError;

/// Checks that the key of `card` made `signature` for one of `origins` and for `nonce`.
pub(super) fn check(
    card: &X509Certificate<'_>,
    algorithm: &str,
    signature: &[u8],
    origins: &[String],
    nonce: &str,
) -> Result<(), EidError> {
    let key = card.public_key();
    let (algorithm, hash) = find(algorithm, key).ok_or(EidError::SignatureInvalid)?;
    let key = UnparsedPublicKey::new(algorithm, &key.subject_public_key.data);
    let nonce = digest(hash, nonce.as_bytes());
    let made_for = |origin: &String| {
        let signed = [digest(hash, origin.as_bytes()).as_ref(), nonce.as_ref()].concat();
        key.verify(&signed, signature).is_ok()
    };
    if origins.iter().any(made_for) { Ok(()) } else { Err(EidError::SignatureInvalid) }
}

type Algorithm = (&'static dyn VerificationAlgorithm, &'static digest::Algorithm);

/// Finds the algorithm of a JOSE name, if it is one of Web eID and fits the key. Its hash is also
/// the one of origin and nonce.
fn find(name: &str, key: &SubjectPublicKeyInfo<'_>) -> Option<Algorithm> {
    let algorithm: Algorithm = match (name, kind(key)?) {
        ("ES256", Kind::P256) => (&verification::ECDSA_P256_SHA256_FIXED, &digest::SHA256),
        ("ES384", Kind::P384) => (&verification::ECDSA_P384_SHA384_FIXED, &digest::SHA384),
        ("ES512", Kind::P521) => (&verification::ECDSA_P521_SHA512_FIXED, &digest::SHA512),
        ("RS256", Kind::Rsa) => (&verification::RSA_PKCS1_2048_8192_SHA256, &digest::SHA256),
        ("RS384", Kind::Rsa) => (&verification::RSA_PKCS1_2048_8192_SHA384, &digest::SHA384),
        ("RS512", Kind::Rsa) => (&verification::RSA_PKCS1_2048_8192_SHA512, &digest::SHA512),
        ("PS256", Kind::Rsa) => (&verification::RSA_PSS_2048_8192_SHA256, &digest::SHA256),
        ("PS384", Kind::Rsa) => (&verification::RSA_PSS_2048_8192_SHA384, &digest::SHA384),
        ("PS512", Kind::Rsa) => (&verification::RSA_PSS_2048_8192_SHA512, &digest::SHA512),
        _ => return None,
    };
    Some(algorithm)
}

enum Kind {
    P256,
    P384,
    P521,
    Rsa,
}

/// Returns the kind of a key; `None` for kinds that no card has.
fn kind(key: &SubjectPublicKeyInfo<'_>) -> Option<Kind> {
    if key.algorithm.algorithm == OID_PKCS1_RSAENCRYPTION {
        return Some(Kind::Rsa);
    }
    if key.algorithm.algorithm != OID_KEY_TYPE_EC_PUBLIC_KEY {
        return None;
    }
    let curve = key.algorithm.parameters.as_ref()?.as_oid().ok()?;
    let kinds =
        [(OID_EC_P256, Kind::P256), (OID_NIST_EC_P384, Kind::P384), (OID_NIST_EC_P521, Kind::P521)];
    kinds.into_iter().find_map(|(oid, kind)| (oid == curve).then_some(kind))
}
