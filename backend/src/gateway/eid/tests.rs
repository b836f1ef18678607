//! Tests the validator with the published Belgian test card and with cards made to be refused.

mod cards;
mod lists;
mod ocsp;

use std::path::PathBuf;

use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnValue, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, RevocationReason, RevokedCertParams,
    SerialNumber, date_time_ymd,
};
use vestibule_shared::{eid::WebEidToken, time::Timestamp};

pub(crate) use self::cards::*;
use super::*;

const ORIGIN: &str = "https://portal.example";
const NONCE: &str = "iMeEwP2cgUINY2XoO/lqEpOUn7z/ysHRqGXkGKC4VXE=";
/// 2026-06-01, in the middle of what the cards made here are valid for.
const NOW: Timestamp = Timestamp(1_780_272_000_000);

fn check(trust: &Trust, token: &WebEidToken) -> Result<CardHolder, EidError> {
    verify(trust, token, &[String::from(ORIGIN)], NONCE, NOW)
}

/// Returns why a card that differs from a good one by `change` is refused.
fn refusal(change: impl FnOnce(&mut CertificateParams)) -> Option<EidError> {
    let ca = citizen_ca();
    ca.card(change).verified_by(&ca.trust()).err()
}

#[test]
fn a_good_card_says_who_holds_it() {
    let ca = citizen_ca();
    let holder = ca.card(|_| ()).verified_by(&ca.trust()).unwrap();
    assert_eq!(holder.given_name.as_deref(), Some("Noor Elise"));
    assert_eq!(holder.family_name, "Voorbeeld");
    assert_eq!(holder.number.expose(), "85073003328");
    assert_eq!(holder.revocation, Revocation::NotChecked);
}

#[test]
fn a_card_without_given_name_or_with_the_long_form_of_the_number_is_good() {
    let ca = citizen_ca();
    let card = ca.card(|card| {
        card.distinguished_name.remove(attribute(GIVEN_NAME));
        card.distinguished_name.push(attribute(SERIAL_NUMBER), "PNOBE-85073003328");
    });
    let holder = card.verified_by(&ca.trust()).unwrap();
    assert_eq!((holder.given_name, holder.number.expose()), (None, "85073003328"));
}

#[test]
fn a_name_in_any_string_type_is_read_and_has_no_control_characters() {
    use rcgen::string::{BmpString, TeletexString, UniversalString};
    let ca = citizen_ca();
    let named = |value: DnValue| {
        let card = ca.card(|card| card.distinguished_name.push(attribute(SURNAME), value));
        card.verified_by(&ca.trust()).map(|holder| holder.family_name)
    };
    for (value, read) in [
        (DnValue::TeletexString(TeletexString::try_from("Voorbeeld").unwrap()), "Voorbeeld"),
        (DnValue::BmpString(BmpString::try_from("Łód-Zoë").unwrap()), "Łód-Zoë"),
        (DnValue::UniversalString(UniversalString::try_from("Łód-Zoë").unwrap()), "Łód-Zoë"),
        (DnValue::Utf8String("Van\nden\u{0} Łód\t ".into()), "Van den Łód"),
    ] {
        assert_eq!(named(value).as_deref(), Ok(read));
    }
    assert_eq!(named(DnValue::Utf8String("\u{0}\n".into())), Err(EidError::Malformed));
}

#[test]
fn a_card_of_the_first_years_without_extended_key_usage_is_good() {
    assert_eq!(refusal(|card| card.extended_key_usages.clear()), None);
}

#[test]
fn a_certificate_for_something_else_is_refused() {
    use EidError::{NotForAuthentication, Policy, SignatureCertificate};
    let usage = |usages: &[KeyUsagePurpose]| refusal(|card| card.key_usages = usages.to_vec());
    assert_eq!(usage(&[KeyUsagePurpose::ContentCommitment]), Some(SignatureCertificate));
    assert_eq!(usage(&[KeyUsagePurpose::KeyEncipherment]), Some(NotForAuthentication));
    assert_eq!(usage(&[]), Some(NotForAuthentication));
    let extended = vec![ExtendedKeyUsagePurpose::EmailProtection];
    assert_eq!(refusal(|it| it.extended_key_usages = extended), Some(NotForAuthentication));
    let is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    assert_eq!(refusal(|card| card.is_ca = is_ca), Some(NotForAuthentication));
    assert_eq!(refusal(|card| card.custom_extensions.clear()), Some(Policy));
    let foreign = vec![policy(&[0x60, 0x38, 12, 1, 1, 2, 3])];
    assert_eq!(refusal(|card| card.custom_extensions = foreign), Some(Policy));
    assert_eq!(Policy.code(), NotForAuthentication.code());
}

#[test]
fn a_critical_extension_that_nobody_understands_makes_a_certificate_unusable() {
    let mut odd = CustomExtension::from_oid_content(&[2, 999, 1], vec![5, 0]);
    odd.set_criticality(true);
    assert_eq!(
        refusal(|card| card.custom_extensions.push(odd)),
        Some(EidError::NotForAuthentication)
    );
}

#[test]
fn other_policies_can_be_configured() {
    let ca = citizen_ca();
    let trust = ca.trust().with_policies(vec![String::from("2.16.56.12.1.1.2.3")]);
    assert_eq!(ca.card(|_| ()).verified_by(&trust).err(), Some(EidError::Policy));
    let other = ca.card(|it| it.custom_extensions = vec![policy(&[0x60, 0x38, 12, 1, 1, 2, 3])]);
    assert!(other.verified_by(&trust).is_ok());
}

#[test]
fn a_card_of_an_authority_that_is_not_trusted_is_refused() {
    let (trusted, stranger) = (citizen_ca(), ca("Elsewhere CA", |_| ()));
    let refused = |trust: &Trust, card: &Card| card.verified_by(trust).err();
    assert_eq!(refused(&trusted.trust(), &stranger.card(|_| ())), Some(EidError::UntrustedIssuer));
    // The same name is not the same authority.
    assert_eq!(
        refused(&trusted.trust(), &citizen_ca().card(|_| ())),
        Some(EidError::UntrustedIssuer)
    );
    let nobody = Trust::from_pem(b"", b"").unwrap();
    assert!(nobody.is_empty());
    assert_eq!(refused(&nobody, &trusted.card(|_| ())), Some(EidError::UntrustedIssuer));
    let without_key_id = trusted.card(|it| it.use_authority_key_identifier_extension = false);
    assert_eq!(refused(&trusted.trust(), &without_key_id), Some(EidError::UntrustedIssuer));
}

#[test]
fn an_authority_whose_time_is_over_or_has_not_come_is_not_trusted() {
    for (from, until) in [(2010, 2026), (2027, 2040)] {
        let ca = ca("TEST Citizen CA", |params| {
            params.not_before = date_time_ymd(from, 1, 1);
            params.not_after = date_time_ymd(until, 1, 1);
        });
        let refused = ca.card(|_| ()).verified_by(&ca.trust()).err();
        assert_eq!(refused, Some(EidError::UntrustedIssuer));
    }
}

#[test]
fn a_certificate_that_may_not_issue_others_is_no_authority() {
    let leaf = ca("TEST Citizen CA", |params| params.is_ca = IsCa::ExplicitNoCa);
    let weak = ca("TEST Citizen CA", |it| it.key_usages = vec![KeyUsagePurpose::CrlSign]);
    for not_one in [leaf, weak] {
        let read = Trust::from_pem(not_one.pem.as_bytes(), b"");
        assert!(matches!(read, Err(TrustError::NotAnAuthority(_))), "{read:?}");
    }
    let garbage = citizen_ca().pem.replace('M', "N");
    assert!(Trust::from_pem(garbage.as_bytes(), b"").is_err());
}

#[test]
fn a_card_is_good_from_its_first_second_to_its_last() {
    let ca = citizen_ca();
    let (trust, token) = (ca.trust(), ca.card(|_| ()).token());
    let at = |now| verify(&trust, &token, &[String::from(ORIGIN)], NONCE, Timestamp(now)).err();
    let (first, last) = (1_735_689_600_000, 2_051_222_400_000);
    assert_eq!(at(first - 1), Some(EidError::NotYetValid));
    assert_eq!(at(first), None);
    assert_eq!(at(last + 999), None);
    assert_eq!(at(last + 1000), Some(EidError::Expired));
}

#[test]
fn a_card_on_the_revocation_list_is_refused_and_a_suspension_is_distinguished() {
    let ca = citizen_ca();
    for (reason, why) in [
        (Some(RevocationReason::KeyCompromise), EidError::Revoked),
        (None, EidError::Revoked),
        (Some(RevocationReason::CertificateHold), EidError::Suspended),
    ] {
        let list = ca.revocation_list(|list| {
            list.revoked_certs.push(RevokedCertParams {
                serial_number: SerialNumber::from_slice(&[0x10, 1, 2, 3]),
                revocation_time: date_time_ymd(2026, 4, 1),
                reason_code: reason,
                invalidity_date: None,
            });
        });
        let trust = Trust::from_pem(ca.pem.as_bytes(), list.as_bytes()).unwrap();
        assert_eq!(ca.card(|_| ()).verified_by(&trust).err(), Some(why));
        let other = SerialNumber::from_slice(&[0x10, 1, 2, 4]);
        let holder = ca.card(|card| card.serial_number = Some(other)).verified_by(&trust).unwrap();
        assert_eq!(holder.revocation, Revocation::Good);
    }
}

#[test]
fn a_revocation_list_out_of_date_refuses_everybody() {
    let ca = citizen_ca();
    for (from, until) in [((2026, 4), (2026, 5)), ((2026, 7), (2026, 8))] {
        let list = ca.revocation_list(|list| {
            list.this_update = date_time_ymd(from.0, from.1, 1);
            list.next_update = date_time_ymd(until.0, until.1, 1);
        });
        let trust = Trust::from_pem(ca.pem.as_bytes(), list.as_bytes()).unwrap();
        assert_eq!(ca.card(|_| ()).verified_by(&trust).err(), Some(EidError::RevocationUnknown));
        // A newer list beside it corrects that.
        let both = format!("{list}{}{list}", ca.revocation_list(|_| ()));
        let trust = Trust::from_pem(ca.pem.as_bytes(), both.as_bytes()).unwrap();
        let good = ca.card(|_| ()).verified_by(&trust).is_ok();
        assert_eq!(good, from.1 == 4, "the newest list counts");
    }
}

#[test]
fn a_revocation_list_that_no_trusted_authority_signed_stops_the_start() {
    let (trusted, stranger) = (citizen_ca(), citizen_ca());
    let list = stranger.revocation_list(|_| ());
    let read = Trust::from_pem(trusted.pem.as_bytes(), list.as_bytes());
    assert!(matches!(read, Err(TrustError::ForeignList(_))), "{read:?}");
}

#[test]
fn a_number_with_wrong_check_digits_or_a_nameless_card_is_refused() {
    let number =
        |text: &str| refusal(|card| card.distinguished_name.push(attribute(SERIAL_NUMBER), text));
    assert_eq!(number("85073003329"), Some(EidError::NumberInvalid));
    assert_eq!(number("PNOEE-85073003328"), Some(EidError::NumberInvalid));
    for arc in [SURNAME, SERIAL_NUMBER] {
        let nameless = refusal(|card| {
            card.distinguished_name.remove(attribute(arc));
        });
        assert_eq!(nameless, Some(EidError::Malformed));
    }
}

#[test]
fn an_algorithm_that_does_not_fit_the_key_or_is_not_one_of_web_eid_is_refused() {
    let ca = citizen_ca();
    let good = ca.card(|_| ()).token();
    for algorithm in ["ES256", "ES512", "RS384", "PS384", "HS384", "none", "NONE", "es384", ""] {
        let token = WebEidToken { algorithm: algorithm.to_owned(), ..good.clone() };
        assert_eq!(check(&ca.trust(), &token).err(), Some(EidError::SignatureInvalid));
    }
}

#[test]
fn a_key_on_another_curve_does_not_pass_for_p384() {
    let ca = citizen_ca();
    let other = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let mut params = CertificateParams::default();
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.custom_extensions = vec![policy(&[0x60, 0x38, 12, 1, 1, 2, 2])];
    params.use_authority_key_identifier_extension = true;
    params.not_before = date_time_ymd(2025, 1, 1);
    params.not_after = date_time_ymd(2035, 1, 1);
    let der = params.signed_by(&other, &ca.issuer).unwrap().der().to_vec();
    let token = Card { der, ..ca.card(|_| ()) }.token();
    assert_eq!(check(&ca.trust(), &token).err(), Some(EidError::SignatureInvalid));
}

#[test]
fn another_page_another_question_or_another_card_is_refused() {
    let ca = citizen_ca();
    let (trust, card) = (ca.trust(), ca.card(|_| ()));
    let token = card.token();
    let ask = |origins: &[&str], nonce: &str| {
        let origins: Vec<_> = origins.iter().map(|&origin| origin.to_owned()).collect();
        verify(&trust, &token, &origins, nonce, NOW).err()
    };
    let (none, wrong) = (None, Some(EidError::SignatureInvalid));
    assert_eq!(ask(&["https://other.example", ORIGIN], NONCE), none);
    assert_eq!(ask(&["https://other.example"], NONCE), wrong);
    assert_eq!(ask(&["http://portal.example"], NONCE), wrong);
    assert_eq!(ask(&["https://portal.example/"], NONCE), wrong);
    assert_eq!(ask(&[], NONCE), wrong);
    assert_eq!(ask(&[ORIGIN], "jMeEwP2cgUINY2XoO/lqEpOUn7z/ysHRqGXkGKC4VXE="), wrong);
    let swapped = WebEidToken { signature: ca.card(|_| ()).token().signature, ..token.clone() };
    assert_eq!(check(&trust, &swapped).err(), wrong);
}

#[test]
fn what_cannot_be_read_is_malformed() {
    let ca = citizen_ca();
    let (trust, card) = (ca.trust(), ca.card(|_| ()));
    let good = card.token();
    let refused = |change: &dyn Fn(&mut WebEidToken)| {
        let mut token = good.clone();
        change(&mut token);
        check(&trust, &token).err()
    };
    for format in ["web-eid:1", "web-eid:1.0", "web-eid:1.1"] {
        assert_eq!(refused(&|token| token.format = format.to_owned()), None);
    }
    let malformed = Some(EidError::Malformed);
    for format in ["", "web-eid:2.0", "web-eid:10", "web-eid:1.", "web-eid:1.0 ", "Web-eID:1"] {
        assert_eq!(refused(&|token| token.format = format.to_owned()), malformed, "{format}");
    }
    let trailing = STANDARD.encode([card.der.as_slice(), &[0]].concat());
    let truncated = STANDARD.encode(&card.der[..card.der.len() - 1]);
    let pem = format!("-----BEGIN CERTIFICATE-----\n{}", good.unverified_certificate);
    let huge = "A".repeat(9_000);
    for text in ["", "A", "====", "MII=", &trailing, &truncated, &pem, &huge] {
        assert_eq!(refused(&|token| token.unverified_certificate = text.to_owned()), malformed);
    }
    assert_eq!(refused(&|token| token.signature.push('\n')), malformed);
    assert_eq!(refused(&|token| token.signature = huge.clone()), malformed);
    assert_eq!(refused(&|token| token.signature.clear()), Some(EidError::SignatureInvalid));
}

/// The published card, with its challenge; `None` where the folder is absent.
struct Published {
    trust: Trust,
    token: WebEidToken,
    certificate: Vec<u8>,
    signature: Vec<u8>,
    origin: String,
    nonce: String,
}

impl Published {
    fn load() -> Option<Self> {
        let folder = std::env::var_os("VECTORS_DIR").map_or_else(
            || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/vectors")),
            PathBuf::from,
        );
        let read = |name| std::fs::read(folder.join("webeid").join(name)).ok();
        let (Some(card), Some(ca)) =
            (read("belgian-test-card-es384.json"), read("eid-test-ec-citizen-ca.pem"))
        else {
            eprintln!("skipped: no published test card in {}", folder.display());
            return None;
        };
        let card: serde_json::Value = serde_json::from_slice(&card).unwrap();
        let token: WebEidToken = serde_json::from_value(card["token"].clone()).unwrap();
        Some(Self {
            trust: Trust::from_pem(&ca, b"").unwrap(),
            certificate: STANDARD.decode(&token.unverified_certificate).unwrap(),
            signature: STANDARD.decode(&token.signature).unwrap(),
            token,
            origin: card["origin"].as_str().unwrap().to_owned(),
            nonce: card["nonce"].as_str().unwrap().to_owned(),
        })
    }

    /// At the card's own clock, 2024-12-24.
    fn verify(&self) -> Result<CardHolder, EidError> {
        let now = Timestamp(1_734_998_400_000);
        verify(&self.trust, &self.token, std::slice::from_ref(&self.origin), &self.nonce, now)
    }
}

#[test]
fn the_published_belgian_test_card_is_accepted() {
    let Some(card) = Published::load() else { return };
    let holder = card.verify().unwrap();
    assert_eq!(holder.given_name.as_deref(), Some("Nora Angèle"));
    assert_eq!(holder.family_name, "Specimen");
    assert_eq!(holder.number.expose(), "01050399864");
}

#[test]
fn the_published_belgian_test_card_is_refused_with_any_bit_of_it_changed() {
    let Some(mut card) = Published::load() else { return };
    for (byte, bit) in (0..card.certificate.len()).flat_map(|n| (0..8).map(move |bit| (n, bit))) {
        let mut changed = card.certificate.clone();
        changed[byte] ^= 1 << bit;
        card.token.unverified_certificate = STANDARD.encode(changed);
        assert!(card.verify().is_err(), "bit {bit} of byte {byte} of the certificate is ignored");
    }
    card.token.unverified_certificate = STANDARD.encode(&card.certificate);
    for (byte, bit) in (0..card.signature.len()).flat_map(|n| (0..8).map(move |bit| (n, bit))) {
        let mut changed = card.signature.clone();
        changed[byte] ^= 1 << bit;
        card.token.signature = STANDARD.encode(changed);
        assert!(card.verify().is_err(), "bit {bit} of byte {byte} of the signature is ignored");
    }
}

#[test]
fn the_published_belgian_test_card_is_refused_for_a_changed_page_or_question() {
    let Some(mut card) = Published::load() else { return };
    let flip = |text: &str, n: usize| {
        let mut bytes = text.as_bytes().to_vec();
        bytes[n] ^= 1;
        String::from_utf8(bytes).unwrap()
    };
    let (origin, nonce) = (card.origin.clone(), card.nonce.clone());
    for n in 0..origin.len() {
        card.origin = flip(&origin, n);
        assert_eq!(card.verify().err(), Some(EidError::SignatureInvalid));
    }
    card.origin = origin;
    for n in 0..nonce.len() {
        card.nonce = flip(&nonce, n);
        assert_eq!(card.verify().err(), Some(EidError::SignatureInvalid));
    }
}
