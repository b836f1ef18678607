//! Authorities and cards made for tests, shaped as Belgium issues them.

use std::path::{Path, PathBuf};

use aws_lc_rs::{
    digest::{SHA384, digest},
    rand::SystemRandom,
    signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CustomExtension,
    DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P384_SHA384, SerialNumber, date_time_ymd,
};
use vestibule_shared::eid::WebEidToken;

use super::{super::*, NONCE, ORIGIN, check};

/// An issuing authority like the Belgian ones.
pub(crate) struct Ca {
    pub(crate) pem: String,
    pub(crate) issuer: Issuer<'static, KeyPair>,
}

pub(crate) fn ca(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Ca {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap();
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2040, 1, 1);
    change(&mut params);
    let pem = params.self_signed(&key).unwrap().pem();
    Ca { pem, issuer: Issuer::new(params, key) }
}

pub(crate) fn citizen_ca() -> Ca {
    ca("TEST Citizen CA", |_| ())
}

impl Ca {
    pub(crate) fn trust(&self) -> Trust {
        Trust::from_pem(self.pem.as_bytes(), b"").unwrap()
    }

    /// Makes the card of a person with this number and family name.
    pub(crate) fn card_of(&self, number: &str, family: &str) -> Card {
        self.card(|params| {
            params.distinguished_name.push(attribute(SURNAME), family);
            params.distinguished_name.push(attribute(SERIAL_NUMBER), number);
        })
    }

    /// Makes a card as Belgium issues them, changed by `change`.
    pub(crate) fn card(&self, change: impl FnOnce(&mut CertificateParams)) -> Card {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap();
        self.make(&key, change)
    }

    /// Makes a card with an unusual key.
    pub(crate) fn card_with(&self, key: &KeyPair) -> Card {
        self.make(key, |_| ())
    }

    fn make(&self, key: &KeyPair, change: impl FnOnce(&mut CertificateParams)) -> Card {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "Noor Voorbeeld (Authentication)");
        params.distinguished_name.push(attribute(SURNAME), "Voorbeeld");
        params.distinguished_name.push(attribute(GIVEN_NAME), "Noor Elise");
        params.distinguished_name.push(attribute(SERIAL_NUMBER), "85073003328");
        params.serial_number = Some(SerialNumber::from_slice(&[0x10, 1, 2, 3]));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        params.custom_extensions = vec![policy(&[0x60, 0x38, 12, 1, 1, 2, 2])];
        params.use_authority_key_identifier_extension = true;
        params.not_before = date_time_ymd(2025, 1, 1);
        params.not_after = date_time_ymd(2035, 1, 1);
        change(&mut params);
        let der = params.signed_by(key, &self.issuer).unwrap().der().to_vec();
        Card { der, key: key.serialize_der() }
    }

    pub(crate) fn revocation_list(
        &self,
        change: impl FnOnce(&mut CertificateRevocationListParams),
    ) -> String {
        let mut params = CertificateRevocationListParams {
            this_update: date_time_ymd(2026, 5, 1),
            next_update: date_time_ymd(2026, 7, 1),
            crl_number: SerialNumber::from(1u64),
            issuing_distribution_point: None,
            revoked_certs: Vec::new(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        change(&mut params);
        params.signed_by(&self.issuer).unwrap().pem().unwrap()
    }
}

/// Attributes of a name, by the last arc of 2.5.4.x (X.520).
pub(crate) const SURNAME: u64 = 4;
pub(crate) const SERIAL_NUMBER: u64 = 5;
pub(crate) const GIVEN_NAME: u64 = 42;

pub(crate) fn attribute(arc: u64) -> DnType {
    DnType::CustomDnType(vec![2, 5, 4, arc])
}

/// Makes the certificate policies extension with one policy, whose identifier is given in DER.
pub(crate) fn policy(oid: &[u8]) -> CustomExtension {
    let length = |n: usize| u8::try_from(oid.len() + n).unwrap();
    let head = [0x30, length(4), 0x30, length(2), 6, length(0)];
    CustomExtension::from_oid_content(&[2, 5, 29, 32], [&head, oid].concat())
}

/// Makes the extension that names an OCSP responder.
pub(crate) fn responder(url: &str) -> CustomExtension {
    use super::super::der::{OBJECT_IDENTIFIER, SEQUENCE, wrap};
    let method = wrap(OBJECT_IDENTIFIER, &[&[0x2b, 6, 1, 5, 5, 7, 0x30, 1]]);
    let place = wrap(0x86, &[url.as_bytes()]);
    let access = wrap(SEQUENCE, &[&wrap(SEQUENCE, &[&method, &place])]);
    CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], access)
}

pub(crate) struct Card {
    pub(crate) der: Vec<u8>,
    pub(crate) key: Vec<u8>,
}

impl Card {
    /// Returns the card's answer to this file's challenge.
    pub(crate) fn token(&self) -> WebEidToken {
        self.answer(ORIGIN, NONCE)
    }

    /// Returns the card's answer to a page's challenge.
    pub(crate) fn answer(&self, origin: &str, nonce: &str) -> WebEidToken {
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &self.key).unwrap();
        let hash = |text: &str| digest(&SHA384, text.as_bytes());
        let signed = [hash(origin).as_ref(), hash(nonce).as_ref()].concat();
        let signature = key.sign(&SystemRandom::new(), &signed).unwrap();
        WebEidToken {
            unverified_certificate: STANDARD.encode(&self.der),
            algorithm: String::from("ES384"),
            signature: STANDARD.encode(signature),
            format: String::from("web-eid:1.0"),
        }
    }

    /// Writes the certificate and the key as PEM files in `folder`, for programs that act as a
    /// browser.
    pub(crate) fn files(&self, folder: &Path) -> (PathBuf, PathBuf) {
        let write = |label: &str, der: &[u8]| {
            let lines = STANDARD.encode(der);
            let text = format!("-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n");
            let file = folder.join(format!("{}.pem", crate::system::rng::Rng::system().id()));
            std::fs::write(&file, text).unwrap();
            file
        };
        (write("CERTIFICATE", &self.der), write("PRIVATE KEY", &self.key))
    }

    pub(crate) fn verified_by(&self, trust: &Trust) -> Result<CardHolder, EidError> {
        check(trust, &self.token())
    }
}
