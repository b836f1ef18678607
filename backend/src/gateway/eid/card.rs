//! Reads the certificate of a card: its purpose, its validity, its holder.

use vestibule_shared::{text::NationalNumber, time::Timestamp};
use x509_parser::{
    certificate::X509Certificate,
    extensions::{GeneralName, ParsedExtension},
    oid_registry::{
        OID_PKIX_ACCESS_DESCRIPTOR_OCSP, OID_X509_GIVEN_NAME, OID_X509_SERIALNUMBER,
        OID_X509_SURNAME, Oid,
    },
    prelude::FromDer,
    x509::X509Name,
};

use super::{
    EidError, Trust,
    der::{BIT_STRING, INTEGER, SEQUENCE, element, tagged},
};
use crate::gateway::names::{decode, readable};

/// Reads the certificate; trailing bytes, and an extension that is broken or repeated, are errors.
pub(super) fn parse(der: &[u8]) -> Result<X509Certificate<'_>, EidError> {
    let (rest, card) = X509Certificate::from_der(der).map_err(|_| EidError::Malformed)?;
    let broken = card.iter_extensions().any(|it| it.parsed_extension().error().is_some());
    let strict =
        rest.is_empty() && !broken && card.extensions_map().is_ok() && is_well_wrapped(der);
    if strict { Ok(card) } else { Err(EidError::Malformed) }
}

/// Checks that the bytes around the signed part have their one DER form.
///
/// The signature covers the signed part only, and the parser takes some liberties (a tag's
/// "constructed" bit); without this check, one certificate would have several spellings.
fn is_well_wrapped(der: &[u8]) -> bool {
    let check = || {
        let (certificate, nothing) = element(SEQUENCE, der)?;
        let (signed, wrapping) = element(SEQUENCE, certificate)?;
        let (_, signature) = element(SEQUENCE, wrapping)?;
        let (bits, nothing_more) = element(BIT_STRING, signature)?;
        let (_version, signed) = element(VERSION, signed)?;
        let (_serial, signed) = element(INTEGER, signed)?;
        // Both parts contain the algorithm, which has to be the same (RFC 5280 4.1.1.2).
        let algorithm = &wrapping[..wrapping.len() - signature.len()];
        let empty = nothing.is_empty() && nothing_more.is_empty();
        Some(empty && signed.starts_with(algorithm) && bits.first() == Some(&0))
    };
    check() == Some(true)
}

/// The tag of the version at the beginning of the signed part.
const VERSION: u8 = tagged(0);

/// Checks that a certificate is for signing in: key usage, extended key usage where present,
/// policy.
pub(super) fn check_purpose(card: &X509Certificate<'_>, trust: &Trust) -> Result<(), EidError> {
    let (mut signs_in, mut signs_documents, mut policies) = (false, false, Vec::new());
    for extension in card.iter_extensions() {
        match extension.parsed_extension() {
            ParsedExtension::KeyUsage(usage) => {
                signs_in = usage.digital_signature();
                signs_documents = usage.non_repudiation();
            }
            // The first cards had no extended key usage; where present it has to include this.
            ParsedExtension::ExtendedKeyUsage(usage) if !usage.client_auth => {
                return Err(EidError::NotForAuthentication);
            }
            ParsedExtension::BasicConstraints(constraints) if constraints.ca => {
                return Err(EidError::NotForAuthentication);
            }
            ParsedExtension::CertificatePolicies(listed) => {
                policies = listed.iter().map(|policy| policy.policy_id.to_id_string()).collect();
            }
            ParsedExtension::ExtendedKeyUsage(_) | ParsedExtension::BasicConstraints(_) => {}
            // RFC 5280 4.2: an extension that is critical and unknown makes the certificate
            // unusable.
            _ if extension.critical => return Err(EidError::NotForAuthentication),
            _ => {}
        }
    }
    match (signs_in, signs_documents) {
        (true, _) if policies.iter().any(|policy| trust.accepts(policy)) => Ok(()),
        (true, _) => Err(EidError::Policy),
        (false, true) => Err(EidError::SignatureCertificate),
        (false, false) => Err(EidError::NotForAuthentication),
    }
}

/// Checks the dates of the certificate, the first and the last second included.
pub(super) fn check_validity(card: &X509Certificate<'_>, now: Timestamp) -> Result<(), EidError> {
    let now = seconds(now);
    if now < card.validity().not_before.timestamp() {
        Err(EidError::NotYetValid)
    } else if now > card.validity().not_after.timestamp() {
        Err(EidError::Expired)
    } else {
        Ok(())
    }
}

/// Reads the holder from the certificate's subject.
pub(super) fn holder(card: &X509Certificate<'_>) -> Result<Person, EidError> {
    let number = attribute(card.subject(), &OID_X509_SERIALNUMBER)?.ok_or(EidError::Malformed)?;
    Ok(Person {
        given_name: attribute(card.subject(), &OID_X509_GIVEN_NAME)?,
        family_name: attribute(card.subject(), &OID_X509_SURNAME)?.ok_or(EidError::Malformed)?,
        number: NationalNumber::parse(&number).map_err(|_| EidError::NumberInvalid)?,
    })
}

/// The person a certificate names.
pub(super) struct Person {
    pub(super) given_name: Option<String>,
    pub(super) family_name: String,
    pub(super) number: NationalNumber,
}

/// Returns the address of the OCSP responder that the certificate names.
pub(super) fn responder(card: &X509Certificate<'_>) -> Option<String> {
    let named = |extension: &ParsedExtension<'_>| match extension {
        ParsedExtension::AuthorityInfoAccess(access) => access
            .accessdescs
            .iter()
            .filter(|it| it.access_method == OID_PKIX_ACCESS_DESCRIPTOR_OCSP)
            .find_map(|it| match it.access_location {
                GeneralName::URI(url) => Some(url.to_owned()),
                _ => None,
            }),
        _ => None,
    };
    let url = card.iter_extensions().find_map(|it| named(it.parsed_extension()))?;
    (url.starts_with("http://") || url.starts_with("https://")).then_some(url)
}

/// Returns the text of one attribute of a name; `None` where it is absent or blank.
fn attribute(name: &X509Name<'_>, oid: &Oid<'static>) -> Result<Option<String>, EidError> {
    let mut found = name.iter_by_oid(oid);
    let (first, second) = (found.next(), found.next());
    match (first, second) {
        (None, _) => Ok(None),
        (Some(only), None) => {
            let value = only.attr_value();
            let text = decode(value.header.tag().0, value.data).ok_or(EidError::Malformed)?;
            Ok(Some(readable(&text)).filter(|text| !text.is_empty()))
        }
        (Some(_), Some(_)) => Err(EidError::Malformed),
    }
}

/// Converts to whole seconds, as certificates use.
pub(super) const fn seconds(moment: Timestamp) -> i64 {
    moment.0.div_euclid(1000)
}
