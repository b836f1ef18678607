//! Authorities and cards of the Belgian shape, made at the first start and used again at the next:
//! root, "Citizen CA" and "Foreigner CA" below it, an "Elsewhere CA" that nobody trusts, and a card for
//! each persona. The authorities' keys are forgotten as soon as the cards are signed.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use anyhow::Context;
use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CustomExtension,
    DistinguishedName, DnType,
    ExtendedKeyUsagePurpose::{ClientAuth, EmailProtection},
    IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P384_SHA384, PKCS_RSA_SHA256,
    RevocationReason, RevokedCertParams, RsaKeySize, SerialNumber, date_time_ymd,
};
use serde::{Deserialize, Serialize};
use vestibule_shared::time::Timestamp;

use super::personas::{Kind, PERSONAS, Persona};
use crate::system::files;

/// What is kept of the authorities, and the cards.
#[derive(Serialize, Deserialize)]
pub(crate) struct Pki {
    made_at: Timestamp,
    /// The trusted issuing authorities, PEM.
    pub(crate) authorities: String,
    /// Their revocation lists, PEM.
    pub(crate) revocations: String,
    /// By persona.
    pub(crate) cards: BTreeMap<String, Card>,
}

/// What lies on a card: exactly what the virtual reader needs to sign.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Card {
    /// DER in base64.
    pub(crate) certificate: String,
    /// PKCS #8 in base64; no real card ever gives it away.
    pub(crate) key: String,
    /// JOSE name.
    pub(crate) algorithm: String,
}

const DAY: i64 = 24 * 60 * 60;

impl Pki {
    /// Reads `file`; makes everything again if it is absent, old, or of other personas.
    pub(crate) fn open(file: &Path, now: Timestamp) -> anyhow::Result<Self> {
        if let Some(kept) = Self::read(file, now) {
            return Ok(kept);
        }
        let (is_old, made) = (file.exists(), Self::make(now)?);
        let json = serde_json::to_vec(&made)?;
        if is_old {
            files::replace(file, &json)?;
            return Ok(made);
        }
        // Another process may have been first: its cards are the ones.
        files::make(file, &json)?;
        Ok(Self::read(file, now).unwrap_or(made))
    }

    fn read(file: &Path, now: Timestamp) -> Option<Self> {
        let kept = fs::read(file).ok().and_then(|json| serde_json::from_slice::<Self>(&json).ok());
        kept.filter(|kept| kept.is_fit(now))
    }

    /// Young enough for the clock to be moved by years, and with a card for everybody.
    fn is_fit(&self, now: Timestamp) -> bool {
        let age = now.0 - self.made_at.0;
        // Another process made them a moment ago, by its clock.
        (-DAY * 1000..365 * DAY * 1000).contains(&age)
            && self.cards.keys().map(String::as_str).eq(ids_in_order())
    }

    fn make(now: Timestamp) -> anyhow::Result<Self> {
        let today = Today(now);
        let root = Authority::root(today)?;
        let citizen = root.issue("TEST Citizen CA", "202601", today)?;
        let foreigner = root.issue("TEST Foreigner CA", "202602", today)?;
        let elsewhere = Authority::root(today)?.issue("Elsewhere CA", "202603", today)?;
        let mut cards = BTreeMap::new();
        let mut revoked = Vec::new();
        for (n, persona) in (1..).zip(PERSONAS) {
            let issuer = match persona.card {
                Kind::Foreigner => &foreigner,
                Kind::Elsewhere => &elsewhere,
                _ => &citizen,
            };
            match persona.card {
                Kind::Revoked => revoked.push((serial(n), RevocationReason::KeyCompromise)),
                Kind::Suspended => revoked.push((serial(n), RevocationReason::CertificateHold)),
                _ => {}
            }
            cards.insert(persona.id.to_owned(), issuer.card(persona, serial(n), today)?);
        }
        let lists = [citizen.list(revoked, today)?, foreigner.list(Vec::new(), today)?];
        Ok(Self {
            made_at: now,
            authorities: citizen.pem + &foreigner.pem,
            revocations: lists.concat(),
            cards,
        })
    }
}

fn ids_in_order() -> impl Iterator<Item = &'static str> {
    let mut ids: Vec<_> = PERSONAS.iter().map(|persona| persona.id).collect();
    ids.sort_unstable();
    ids.into_iter()
}

/// Sixteen bytes as on Belgian cards; the first bit says that the number is positive.
fn serial(n: u8) -> SerialNumber {
    let mut bytes = [0x10; 16];
    bytes[15] = n;
    SerialNumber::from_slice(&bytes)
}

/// The moment everything is made, to count days from.
#[derive(Clone, Copy)]
struct Today(Timestamp);

impl Today {
    /// A certificate without a name, valid between two days counted from today.
    fn valid(self, from: i64, until: i64) -> CertificateParams {
        let moment = |days: i64| {
            let seconds = self.0.0.div_euclid(1000) + days * DAY;
            date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds.max(0).unsigned_abs())
        };
        let mut params = CertificateParams::default();
        params.not_before = moment(from);
        params.not_after = moment(until);
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CountryName, "BE");
        params
    }
}

/// Attributes of a name, by the last arc of 2.5.4.x (X.520).
const SURNAME: u64 = 4;
const SERIAL_NUMBER: u64 = 5;
const GIVEN_NAME: u64 = 42;

fn attribute(arc: u64) -> DnType {
    DnType::CustomDnType(vec![2, 5, 4, arc])
}

/// An authority while it is at work.
struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// The authority above all others, signed by itself.
    fn root(today: Today) -> anyhow::Result<Self> {
        let mut params = today.valid(-15 * 365, 20 * 365);
        params.distinguished_name.push(DnType::CommonName, "TEST Belgium Root CA");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(1));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384)?;
        Ok(Self { pem: params.self_signed(&key)?.pem(), issuer: Issuer::new(params, key) })
    }

    /// An issuing authority below this one; Belgian ones have a number in their name.
    fn issue(&self, name: &str, number: &str, today: Today) -> anyhow::Result<Self> {
        let mut params = today.valid(-12 * 365, 15 * 365);
        params.distinguished_name.push(DnType::OrganizationName, "TEST Federal Government");
        params.distinguished_name.push(attribute(SERIAL_NUMBER), number);
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.extended_key_usages = vec![ClientAuth, EmailProtection];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384)?;
        let pem = params.signed_by(&key, &self.issuer)?.pem();
        Ok(Self { pem, issuer: Issuer::new(params, key) })
    }

    /// The card of `persona`.
    fn card(&self, persona: &Persona, serial: SerialNumber, today: Today) -> anyhow::Result<Card> {
        let mut params = match persona.card {
            Kind::Expired => today.valid(-10 * 365, -30),
            _ => today.valid(-365, 9 * 365),
        };
        let signs = persona.card == Kind::Signature;
        let purpose = if signs { "Signature" } else { "Authentication" };
        let name = &mut params.distinguished_name;
        name.push(DnType::CommonName, format!("{} ({purpose})", persona.name()));
        name.push(attribute(SURNAME), persona.family_name);
        if let Some(given_name) = persona.given_name {
            name.push(attribute(GIVEN_NAME), given_name);
        }
        name.push(attribute(SERIAL_NUMBER), persona.national_number());
        params.serial_number = Some(serial);
        params.key_usages = if signs {
            vec![KeyUsagePurpose::ContentCommitment]
        } else {
            vec![KeyUsagePurpose::DigitalSignature]
        };
        params.extended_key_usages = vec![ClientAuth];
        params.custom_extensions = vec![policy(persona.card)];
        params.use_authority_key_identifier_extension = true;
        let (key, algorithm) = match persona.card {
            Kind::Older => {
                (KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?, "RS256")
            }
            _ => (KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384)?, "ES384"),
        };
        Ok(Card {
            certificate: STANDARD.encode(params.signed_by(&key, &self.issuer)?.der()),
            key: STANDARD.encode(key.serialize_der()),
            algorithm: algorithm.to_owned(),
        })
    }

    /// The revocation list, good for years: the clock may be moved.
    fn list(
        &self,
        revoked: Vec<(SerialNumber, RevocationReason)>,
        today: Today,
    ) -> anyhow::Result<String> {
        let dates = today.valid(-30, 5 * 365);
        let entry = |(serial_number, reason)| RevokedCertParams {
            serial_number,
            revocation_time: dates.not_before,
            reason_code: Some(reason),
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update: dates.not_before,
            next_update: dates.not_after,
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: revoked.into_iter().map(entry).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        list.signed_by(&self.issuer)?.pem().context("the revocation list")
    }
}

/// The certificate policies extension with the policy `2.16.56.12.1.1.x.y` of such a card, in DER.
fn policy(card: Kind) -> CustomExtension {
    let (holder, purpose) = match card {
        Kind::Foreigner => (7, 2),
        Kind::Signature => (2, 1),
        _ => (2, 2),
    };
    let der = [0x30, 11, 0x30, 9, 6, 7, 0x60, 56, 12, 1, 1, holder, purpose];
    CustomExtension::from_oid_content(&[2, 5, 29, 32], der.to_vec())
}
